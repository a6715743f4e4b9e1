import type { Language, TimeSeriesPanel } from '@binnacle/views';
import { formatMoment, valueText } from '../format/value.ts';
import type { ChartData, ChartSeries } from './chart-data.ts';
import { seriesColour, type ChartTheme } from './chart-theme.ts';
import classes from './ChartTooltip.module.css';
import { lineSample } from './line-sample.ts';

export interface TooltipAt {
  /** Which point of the grid. */
  readonly index: number;
  /** Pixels from the left edge of the box. */
  readonly left: number;
}

export interface TooltipContent {
  readonly chart: ChartData;
  readonly panel: TimeSeriesPanel;
  readonly hidden: ReadonlySet<string>;
  readonly boxWidth: number;
  readonly language: Language;
  readonly theme: ChartTheme;
  /** Said where no series has a value. */
  readonly nothingHere: string;
  /** Said of so many series that are not listed. */
  readonly more: (count: number) => string;
}

const MOST_ROWS = 12;
/** Between the crosshair and the box. */
const GAP_PX = 12;

/**
 * Time and values at the crosshair, largest first, written into `box`. By hand and not by React: it follows the pointer with
 * each frame, and rendering a component for it takes longer than a frame has.
 */
export function drawTooltip(box: HTMLElement, at: TooltipAt | undefined, content: TooltipContent): void {
  box.hidden = at === undefined;
  if (at === undefined) return;
  const { boxWidth } = content;
  const flipped = at.left > boxWidth / 2;
  box.style.left = flipped ? '' : `${at.left + GAP_PX}px`;
  box.style.right = flipped ? `${boxWidth - at.left + GAP_PX}px` : '';
  box.replaceChildren(...written(at.index, content));
}

function written(index: number, content: TooltipContent): HTMLElement[] {
  const { chart, hidden, language, nothingHere, more } = content;
  const rows = chart.series
    .filter(({ id, values }) => !hidden.has(id) && !Number.isNaN(values[index] ?? Number.NaN))
    .map((series) => ({ series, value: series.values[index]! }))
    .sort((a, b) => b.value - a.value);
  const time = element('div', 'time', formatMoment(chart.startMs + index * chart.stepMs, language));
  if (rows.length === 0) return [time, element('div', 'none', nothingHere)];
  const table = document.createElement('table');
  const body = table.createTBody();
  for (const { series, value } of rows.slice(0, MOST_ROWS)) body.append(rowOf(series, value, content));
  return rows.length > MOST_ROWS ? [time, table, element('div', 'none', more(rows.length - MOST_ROWS))] : [time, table];
}

function rowOf(series: ChartSeries, value: number, { panel, language, theme }: TooltipContent): HTMLElement {
  const row = document.createElement('tr');
  const sample = document.createElement('td');
  sample.append(lineSample(seriesColour(theme, series.colour), series.draw));
  row.append(
    sample,
    element('td', 'name', series.name),
    element('td', 'value', valueText(value, series.unit, language, panel.decimals)),
  );
  return row;
}

function element(tag: 'div' | 'td', className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = classes[className] ?? '';
  made.textContent = text;
  return made;
}
