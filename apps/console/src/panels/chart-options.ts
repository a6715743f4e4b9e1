import type { Language, Thresholds, TimeSeriesPanel, Unit } from '@binnacle/views';
import uPlot from 'uplot';
import { axisLabels } from '../format/axis.ts';
import { valueText } from '../format/value.ts';
import { seriesColour, type ChartTheme } from './chart-theme.ts';
import type { ChartData, ChartSeries } from './chart-data.ts';
import { timeLabels } from './time-axis.ts';

/** What the looks of a chart depend on; a change of any of it makes a new plot, new values do not. */
export interface ChartLooks {
  readonly panel: Pick<
    TimeSeriesPanel,
    'axis' | 'stack' | 'stepped' | 'connectGaps' | 'unit' | 'decimals' | 'thresholds'
  >;
  readonly series: readonly Pick<ChartSeries, 'name' | 'unit' | 'draw' | 'colour'>[];
  readonly theme: ChartTheme;
  readonly language: Language;
  /** Charts of one key share their crosshair. */
  readonly syncKey: string;
}

/** Powers of two for bytes: 512 MiB reads better than 476.8 MiB. */
const BINARY_STEPS = Array.from({ length: 80 }, (_, power) => 2 ** (power - 10));
/** Whole numbers for values that are counted. */
const WHOLE_STEPS = [1, 2, 5]
  .flatMap((n) => Array.from({ length: 16 }, (_, power) => n * 10 ** power))
  .sort((a, b) => a - b);

export function chartOptions(
  looks: ChartLooks,
  size: { readonly width: number; readonly height: number },
  span: () => { readonly fromMs: number; readonly toMs: number },
  inSight: () => boolean,
  hooks: uPlot.Hooks.Arrays,
): uPlot.Options {
  const { panel, series, theme, syncKey } = looks;
  const units = [...new Set(series.map((one) => one.unit))];
  const left = units[0] ?? panel.unit;
  const right = units.find((unit) => unit !== left);
  const options: uPlot.Options = {
    ...size,
    ms: 1,
    padding: [10, right === undefined ? 12 : 0, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7, width: 1.5 },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      // Charts out of sight need not follow the crosshair of the one under the pointer.
      sync: { key: syncKey, setSeries: false, scales: ['x', null], filters: { pub: () => true, sub: inSight } },
      focus: { prox: -1 },
      // A double click goes back to the range before; uPlot would only fit the axes.
      bind: { dblclick: () => () => null },
    },
    scales: {
      x: { time: true, range: () => [span().fromMs, span().toMs] },
      y: yScale(panel, panel.stack, left),
      ...(right === undefined ? {} : { right: yScale({ axis: { min: 0, logarithmic: false } }, 'none', right) }),
    },
    axes: [
      {
        stroke: theme.text,
        font: theme.font,
        grid: { show: false },
        ticks: { stroke: theme.line, width: 1, size: 4 },
        border: { show: true, stroke: theme.line, width: 1 },
        size: 34,
        gap: 4,
        space: 64,
        values: (_, splits, __, ___, increment) => timeLabels(splits, increment),
      },
      yAxis(looks, left, 'y'),
      ...(right === undefined ? [] : [yAxis(looks, right, 'right')]),
    ],
    series: [{}, ...series.map((one) => seriesOptions(one, looks, one.unit === left ? 'y' : 'right'))],
    hooks: { ...hooks, drawAxes: [(plot) => drawThresholds(plot, panel.thresholds, theme)] },
  };
  if (panel.stack !== 'none') options.bands = bandsOf(series.length);
  return options;
}

/** Room for the values, from zero where the panel says so; a flat line is not pressed to an edge. */
function yScale(panel: Pick<ChartLooks['panel'], 'axis'>, stack: TimeSeriesPanel['stack'], unit: Unit): uPlot.Scale {
  const base = isBinary(unit) ? 2 : 10;
  const { min: lowest, max: highest, logarithmic } = panel.axis;
  return {
    distr: logarithmic ? 3 : 1,
    log: base,
    range: (_, dataMin, dataMax) => {
      const [min, max] = [Number.isFinite(dataMin) ? dataMin : 0, Number.isFinite(dataMax) ? dataMax : 1];
      if (logarithmic) return uPlot.rangeLog(Math.max(min, 1e-9), Math.max(max, 1e-8), base, true);
      if (stack === 'percent') return [0, 100];
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

function yAxis({ theme, language, panel }: ChartLooks, unit: Unit, scale: 'y' | 'right'): uPlot.Axis {
  return {
    scale,
    side: scale === 'y' ? 3 : 1,
    stroke: theme.text,
    font: theme.font,
    grid: { show: scale === 'y', stroke: theme.line, width: 1 },
    ticks: { show: false },
    gap: 6,
    space: 32,
    ...increments(panel, unit),
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

function increments(panel: ChartLooks['panel'], unit: Unit): { readonly incrs?: number[] } {
  if (panel.axis.logarithmic) return {};
  if (isBinary(unit)) return { incrs: BINARY_STEPS };
  return panel.decimals === 0 && unit === panel.unit ? { incrs: WHOLE_STEPS } : {};
}

function seriesOptions(
  one: ChartLooks['series'][number],
  { panel, theme }: ChartLooks,
  scale: 'y' | 'right',
): uPlot.Series {
  const colour = seriesColour(theme, one.colour);
  const filled = one.draw === 'area' || (panel.stack !== 'none' && one.draw === 'line');
  const base: uPlot.Series = {
    label: one.name,
    scale,
    stroke: colour,
    width: 1.5,
    spanGaps: panel.connectGaps,
    // A step up right after a gap would shine through at its edge: the gap reaches over the width of the line.
    gaps: (_, __, ___, ____, gaps) => gaps.map(([from, to]) => [from, panel.stepped ? to + 2 * devicePixelRatio : to]),
    // A sample between two gaps would be no line at all: it is shown as a point.
    points: {
      show: one.draw === 'points' ? true : (plot, i) => hasLonelyPoints(plot, i),
      size: 5,
      fill: colour,
      width: 0,
      filter: lonelyOnly(one.draw),
    },
  };
  if (filled) base.fill = `${colour}${panel.stack === 'none' ? '26' : '66'}`;
  if (one.draw === 'dashed') base.dash = [5, 4];
  const builders = uPlot.paths;
  if (one.draw === 'bars' && builders.bars !== undefined) {
    base.paths = builders.bars({ size: [0.7, 24] });
    base.fill = `${colour}99`;
    base.points = { show: false };
  } else if (one.draw === 'points') base.paths = () => null;
  else if (panel.stepped && builders.stepped !== undefined) base.paths = builders.stepped({ align: 1 });
  return base;
}

function hasLonelyPoints(plot: uPlot, series: number): boolean {
  return lonelyPoints(plot.data[series] ?? []).length > 0;
}

function lonelyOnly(draw: ChartSeries['draw']): uPlot.Series.Points.Filter {
  if (draw === 'points') return (_, __, show) => (show ? null : []);
  return (plot, series) => lonelyPoints(plot.data[series] ?? []);
}

/** Indexes of values with a gap on both sides. */
function lonelyPoints(values: ArrayLike<number | null | undefined>): number[] {
  const lonely: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (there(values[i]) && !there(values[i - 1]) && !there(values[i + 1])) lonely.push(i);
  }
  return lonely;
}

const there = (value: number | null | undefined): boolean => typeof value === 'number';

/** Between each layer of a stack and the one below it. */
function bandsOf(count: number): uPlot.Band[] {
  return Array.from({ length: Math.max(0, count - 1) }, (_, i) => ({ series: [i + 2, i + 1] as [number, number] }));
}

function drawThresholds(plot: uPlot, thresholds: Thresholds | undefined, theme: ChartTheme): void {
  if (thresholds === undefined) return;
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales['y']!;
  for (const [value, colour] of [
    [thresholds.guide, theme.guide],
    [thresholds.warn, theme.warn],
    [thresholds.crit, theme.crit],
  ] as const) {
    // A bound far above the values would press them flat: it shows once they come near.
    if (value === undefined || value <= (min ?? 0) || value > (max ?? 0)) continue;
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }
}

/** Times of all points, milliseconds since 1970. */
export function timesOf({ startMs, stepMs, length }: Pick<ChartData, 'startMs' | 'stepMs' | 'length'>): number[] {
  return Array.from({ length }, (_, i) => startMs + i * stepMs);
}
