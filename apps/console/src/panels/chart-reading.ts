import type { Language } from '@binnacle/views';
import { formatMoment, valueText } from '../format/value.ts';
import type { ChartData } from './chart-data.ts';

const MOST = 6;

/** Time and values at a point of the grid as one sentence, largest first: what a screen reader says at the crosshair. */
export function readingAt(chart: ChartData, index: number, hidden: ReadonlySet<string>, language: Language): string {
  const values = chart.series
    .filter(({ id, values }) => !hidden.has(id) && !Number.isNaN(values[index] ?? Number.NaN))
    .sort((a, b) => b.values[index]! - a.values[index]!)
    .slice(0, MOST)
    .map(({ name, unit, values }) => `${name} ${valueText(values[index]!, unit, language)}`);
  return `${formatMoment(chart.startMs + index * chart.stepMs, language)}: ${values.length === 0 ? '–' : values.join(', ')}`;
}
