import type { Language, Thresholds, TimeSeriesPanel } from '@binnacle/views';
import uPlot from 'uplot';
import { yAxis, yScale } from './chart-axes.ts';
import { seriesColour, type ChartTheme } from './chart-theme.ts';
import { crosshair } from './chart-crosshair.ts';
import type { ChartData, ChartSeries } from './chart-data.ts';
import { timeLabels } from './time-axis.ts';

/** What the looks of a chart depend on; a change of any of it makes a new plot, new values do not. */
export interface ChartLooks {
  readonly panel: Pick<
    TimeSeriesPanel,
    'axis' | 'stack' | 'stepped' | 'connectGaps' | 'unit' | 'decimals' | 'thresholds'
  >;
  readonly series: readonly Pick<ChartSeries, 'name' | 'unit' | 'draw' | 'colour' | 'earlier' | 'layer'>[];
  readonly theme: ChartTheme;
  readonly language: Language;
  /** Charts of one key share their crosshair. */
  readonly syncKey: string;
}

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
    legend: { show: false, live: false },
    plugins: [
      crosshair(
        theme,
        series.map((one) => seriesColour(theme, one.colour)),
      ),
    ],
    cursor: {
      x: false,
      y: false,
      points: { show: false },
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
        size: 28,
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
  if (panel.stack !== 'none') options.bands = bandsOf(series);
  return options;
}

function seriesOptions(
  one: ChartLooks['series'][number],
  { panel, theme }: ChartLooks,
  scale: 'y' | 'right',
): uPlot.Series {
  const colour = seriesColour(theme, one.colour);
  const filled = one.draw === 'area' || (one.layer !== 'none' && one.draw === 'line');
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
  if (filled) base.fill = `${colour}${one.layer === 'none' ? '26' : '66'}`;
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

/** Between each layer of a stack and the one before it, upwards and downwards. */
function bandsOf(series: ChartLooks['series']): uPlot.Band[] {
  return (['up', 'down'] as const).flatMap((direction) => {
    const layers = series.flatMap((one, i) => (one.layer === direction && !one.earlier ? [i + 1] : []));
    return layers.slice(1).map((at, i) => ({ series: [at, layers[i]!] as [number, number] }));
  });
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
