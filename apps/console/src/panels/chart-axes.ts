import type { TimeSeriesPanel, Unit } from '@binnacle/views';
import uPlot from 'uplot';
import { axisLabels } from '../format/axis.ts';
import { valueText } from '../format/value.ts';
import type { ChartLooks } from './chart-options.ts';

/** Powers of two for bytes: 512 MiB reads better than 476.8 MiB. */
const BINARY_STEPS = Array.from({ length: 80 }, (_, power) => 2 ** (power - 10));
/** One, two and five times the powers of ten. */
const decades = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, power) => [1, 2, 5].map((n) => n * 10 ** (from + power))).flat();
/** Whole numbers for values that are counted. */
const WHOLE_STEPS = decades(0, 16);
const CLOCK_STEPS = [10, 15, 30, 60, 120, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200];
/** Seconds: steps of a clock and a calendar, so that hours are not cut into thousands of seconds. */
const SECOND_STEPS = [
  ...decades(-9, 10).filter((step) => step < 10),
  ...CLOCK_STEPS,
  ...decades(0, 6).map((days) => days * 86_400),
];

/** Room for the values, from zero where the panel says so; a flat line is not pressed to an edge. */
export function yScale(
  panel: Pick<ChartLooks['panel'], 'axis'>,
  stack: TimeSeriesPanel['stack'],
  unit: Unit,
): uPlot.Scale {
  const base = isBinary(unit) ? 2 : 10;
  const { min: lowest, max: highest, logarithmic } = panel.axis;
  return {
    distr: logarithmic ? 3 : 1,
    log: base,
    range: (_, dataMin, dataMax) => {
      const [min, max] = [Number.isFinite(dataMin) ? dataMin : 0, Number.isFinite(dataMax) ? dataMax : 1];
      if (logarithmic) return uPlot.rangeLog(Math.max(min, 1e-9), Math.max(max, 1e-8), base, true);
      if (stack === 'percent') return [min < 0 ? -100 : 0, 100];
      const bottom = lowest === undefined ? padded(min, max)[0] : Math.min(lowest, min);
      const top = highest === undefined ? padded(min, max)[1] : Math.max(highest, max);
      return top > bottom ? [bottom, top] : [bottom, bottom + 1];
    },
  };
}

function padded(min: number, max: number): [number, number] {
  // Differences in the tenth digit are rounding, not news, and would need labels that nobody can read.
  if (max - min <= Math.abs(max) * 1e-6) {
    if (min === 0) return [0, 1];
    const room = Math.abs(min) * 0.25;
    return [min > 0 ? Math.max(0, min - room) : min - room, max + room];
  }
  const room = (max - min) * 0.08;
  return [min >= 0 ? Math.max(0, min - room) : min - room, max + room];
}

export function yAxis({ theme, language, panel }: ChartLooks, unit: Unit, scale: 'y' | 'right'): uPlot.Axis {
  const steps = tickSteps(panel, unit);
  return {
    scale,
    side: scale === 'y' ? 3 : 1,
    stroke: theme.text,
    font: theme.font,
    grid: { show: scale === 'y', stroke: theme.line, width: 1 },
    ticks: { show: false },
    gap: 6,
    // Two labels on the smallest chart as well: one says where the axis begins, not how far it goes.
    space: (_, __, ___, ____, height) => Math.max(16, Math.min(32, height / 3)),
    ...(steps === undefined ? {} : { incrs: steps }),
    values: (_, splits) => {
      // Ticks of a logarithmic axis have no scale in common. uPlot gives null for those too close to be labelled.
      if (panel.axis.logarithmic)
        return splits.map((split) => (typeof split === 'number' ? valueText(split, unit, language) : ''));
      return axisLabels(splits, panel.stack === 'percent' ? 'percent' : unit, language);
    },
    // As wide as the longest label, in steps, so that a refresh does not move the chart sideways.
    size: (_, labels) => {
      const longest = (labels ?? []).reduce((most, label) => Math.max(most, String(label ?? '').length), 0);
      return Math.max(36, Math.ceil((longest * 6.4 + 14) / 8) * 8);
    },
  };
}

const isBinary = (unit: Unit): boolean => unit === 'bytes' || unit === 'B/s';

/** The distances between ticks to choose from; undefined leaves them to uPlot. */
export function tickSteps(
  { axis, decimals, unit: own }: Pick<ChartLooks['panel'], 'axis' | 'decimals' | 'unit'>,
  unit: Unit,
): number[] | undefined {
  if (axis.logarithmic) return undefined;
  if (isBinary(unit)) return BINARY_STEPS;
  if (unit === 's') return SECOND_STEPS;
  if (unit === 'ms') return SECOND_STEPS.map((step) => step * 1000);
  return decimals === 0 && unit === own ? WHOLE_STEPS : undefined;
}
