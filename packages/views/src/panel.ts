import { z } from 'zod';
import { panelQuery } from './query.ts';
import { thresholds, valueMapping } from './severity.ts';
import { localizedText } from './text.ts';
import { unit } from './units.ts';
import { variableName } from './variable.ts';

/** Columns of the grid. A row of the grid is 10 px high. */
export const GRID_COLUMNS = 24;

export const gridPosition = z
  .strictObject({
    x: z
      .int()
      .min(0)
      .max(GRID_COLUMNS - 1),
    y: z.int().min(0).max(10_000),
    w: z.int().min(1).max(GRID_COLUMNS),
    h: z.int().min(3).max(200),
  })
  .refine((at) => at.x + at.w <= GRID_COLUMNS, { path: ['w'], message: `reaches beyond column ${GRID_COLUMNS}` });
export type GridPosition = z.infer<typeof gridPosition>;

/** A link to another panel of the dashboard, another dashboard or view, or a page. Variables are filled in. */
export const panelLink = z.strictObject({
  title: localizedText,
  to: z.union([
    z.strictObject({ panel: z.string() }),
    z.strictObject({ view: z.string() }),
    z.strictObject({ dashboard: z.string() }),
    z.strictObject({
      url: z.string().regex(/^(https?:\/\/|\/(?!\/))/, 'an http(s) URL, or a path that begins with /'),
    }),
  ]),
});
export type PanelLink = z.infer<typeof panelLink>;

export const panelId = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'letters, digits, - and _');
const queries = z.array(panelQuery).min(1).max(26);
const refOf = z.string();

const common = {
  id: panelId,
  title: localizedText,
  description: localizedText.optional(),
  grid: gridPosition,
  links: z.array(panelLink).default([]),
  /** Said instead of "no data" when the queries give nothing. */
  noValue: localizedText.optional(),
  /** A copy for each value that is chosen of a variable, beside each other or below each other. */
  repeat: z
    .strictObject({
      variable: variableName,
      direction: z.enum(['row', 'column']).default('row'),
      /** Beside each other: so many at most. */
      perRow: z.int().min(1).max(GRID_COLUMNS).default(4),
    })
    .optional(),
  /** What becomes of the panel when the metrics it needs are not collected at all. */
  whenMissing: z.enum(['hide', 'show']).default('hide'),
};
const numeric = {
  ...common,
  queries,
  unit: unit.default('none'),
  decimals: z.int().min(0).max(10).optional(),
  thresholds: thresholds.optional(),
  mappings: z.array(valueMapping).default([]),
};
export const REDUCERS = ['last', 'min', 'max', 'mean', 'sum', 'first', 'delta'] as const;
const reduce = z.enum(REDUCERS).default('last');
/** Of several series: each is shown by itself. Otherwise the first one is. */
const each = z.boolean().default(false);

export const timeSeriesPanel = z.strictObject({
  kind: z.literal('timeseries'),
  ...numeric,
  draw: z.enum(['line', 'area', 'bars', 'points']).default('line'),
  /** Steps: a value holds until the next one, as counts and states do. */
  stepped: z.boolean().default(false),
  stack: z.enum(['none', 'value', 'percent']).default('none'),
  connectGaps: z.boolean().default(false),
  legend: z
    .strictObject({
      place: z.enum(['none', 'bottom', 'right']),
      columns: z.array(z.enum(['last', 'min', 'max', 'mean', 'sum'])).default([]),
    })
    .default({ place: 'bottom', columns: ['last'] }),
  axis: z
    .strictObject({ min: z.number().optional(), max: z.number().optional(), logarithmic: z.boolean().default(false) })
    .default({ logarithmic: false }),
  /** Of more series than this the largest are drawn, and the panel says so. */
  maxSeries: z.int().min(1).max(500).default(50),
});

export const statPanel = z.strictObject({
  kind: z.literal('stat'),
  ...numeric,
  reduce,
  each,
  sparkline: z.boolean().default(true),
  /** Query whose value is the whole: "2 / 3". */
  total: refOf.optional(),
  /** Query whose value is the severity: 0 ok, 1 warning, 2 critical. It goes before the thresholds. */
  severity: refOf.optional(),
  /** Query whose legend is shown below the value. */
  detail: refOf.optional(),
  /** Shows this label of the answer in place of its value; several different ones are a warning. */
  label: z.string().optional(),
});

export const gaugePanel = z.strictObject({
  kind: z.literal('gauge'),
  ...numeric,
  reduce,
  each,
  min: z.number().default(0),
  max: z.number().default(1),
  severity: refOf.optional(),
});

export const barPanel = z.strictObject({
  kind: z.literal('bar'),
  ...numeric,
  reduce,
  /** `query`: in the order of the queries. */
  order: z.enum(['descending', 'ascending', 'name', 'query']).default('descending'),
  limit: z.int().min(1).max(100).default(10),
});

/** Shares of a whole, as slices. */
export const piePanel = z.strictObject({
  kind: z.literal('pie'),
  ...numeric,
  reduce,
  donut: z.boolean().default(true),
  /** The largest are slices of their own, the rest is one. */
  limit: z.int().min(1).max(50).default(8),
});

/** One rectangle for each series, as large as its value. */
export const treemapPanel = z.strictObject({
  kind: z.literal('treemap'),
  ...numeric,
  reduce,
  /** Series with the same value of this label lie together, under it as a heading. */
  groupBy: z.string().optional(),
  limit: z.int().min(1).max(500).default(200),
});

/** A row for each series, coloured by what it was at each time. */
export const stateTimelinePanel = z.strictObject({
  kind: z.literal('state-timeline'),
  ...numeric,
  limit: z.int().min(1).max(200).default(50),
});

export const statusPanel = z.strictObject({ kind: z.literal('status'), ...numeric, reduce });

export const tableColumn = z.strictObject({
  title: localizedText,
  /** The label shown, or the query whose value is shown. With both: that label of that query's answer. */
  label: z.string().optional(),
  ref: refOf.optional(),
  unit: unit.optional(),
  decimals: z.int().min(0).max(10).optional(),
  thresholds: thresholds.optional(),
  mappings: z.array(valueMapping).default([]),
});
export type TableColumn = z.infer<typeof tableColumn>;

export const tablePanel = z.strictObject({
  kind: z.literal('table'),
  ...numeric,
  /**
   * Labels whose values make a row. Answers of all queries with the same values share one. Empty: all labels that every
   * answer has.
   */
  joinOn: z.array(z.string()).default([]),
  /** Empty: the labels that make a row, then the value of each query. */
  columns: z.array(tableColumn).default([]),
  sort: z.strictObject({ column: z.int().min(0), descending: z.boolean().default(false) }).optional(),
  limit: z.int().min(1).max(10_000).default(500),
});

/** Buckets over time: the query gives one series for each `le`, cumulative as histograms have them. */
export const heatmapPanel = z.strictObject({ kind: z.literal('heatmap'), ...numeric, bucketUnit: unit.default('s') });

/** Markdown. */
export const textPanel = z.strictObject({ kind: z.literal('text'), ...common, content: localizedText });

/** The worst severity of other panels of this dashboard. */
export const healthPanel = z.strictObject({ kind: z.literal('health'), ...common, of: z.array(panelId).min(1) });

/** Values that are allowed; `$name` stands for what is chosen of a variable, and for no condition when that is all. */
const chosen = z.array(z.string().min(1).max(1024)).max(100).default([]);
const places = { cluster: chosen, namespace: chosen };

/** Kubernetes events of the time range, newest first. */
export const eventsPanel = z.strictObject({
  kind: z.literal('events'),
  ...common,
  ...places,
  /** Kinds of the objects that the events are about. */
  objectKind: chosen,
  /** `Warning`, `Normal`. */
  type: chosen,
  reason: chosen,
  search: z.string().max(500).default(''),
  /** Bars of how many there were when, above the list. */
  histogram: z.boolean().default(true),
  limit: z.int().min(1).max(500).default(50),
});

/** Objects of clusters, or containers of hosts, as they are now. */
export const objectsPanel = z.strictObject({
  kind: z.literal('objects'),
  ...common,
  ...places,
  objectKind: z.array(z.string().min(1).max(1024)).min(1).max(50),
  node: chosen,
  /** `error`, `warning`, `busy`, `ok`, `idle`, `unknown`. */
  level: chosen,
  /** A label selector, as kubectl's `-l`. */
  labels: z.string().max(2000).default(''),
  search: z.string().max(500).default(''),
  sort: z.enum(['status', 'name', 'namespace', 'restarts', 'created', 'ready']).default('status'),
  descending: z.boolean().default(false),
  limit: z.int().min(1).max(500).default(50),
});

export const panel = z.discriminatedUnion('kind', [
  timeSeriesPanel,
  statPanel,
  gaugePanel,
  barPanel,
  piePanel,
  treemapPanel,
  stateTimelinePanel,
  statusPanel,
  tablePanel,
  heatmapPanel,
  textPanel,
  healthPanel,
  eventsPanel,
  objectsPanel,
]);
export type Panel = z.infer<typeof panel>;
export type PanelInput = z.input<typeof panel>;
export type PanelKind = Panel['kind'];
export type TimeSeriesPanel = z.infer<typeof timeSeriesPanel>;
export type StatPanel = z.infer<typeof statPanel>;
export type GaugePanel = z.infer<typeof gaugePanel>;
export type BarPanel = z.infer<typeof barPanel>;
export type PiePanel = z.infer<typeof piePanel>;
export type TreemapPanel = z.infer<typeof treemapPanel>;
export type StateTimelinePanel = z.infer<typeof stateTimelinePanel>;
export type StatusPanel = z.infer<typeof statusPanel>;
export type TablePanel = z.infer<typeof tablePanel>;
export type HeatmapPanel = z.infer<typeof heatmapPanel>;
export type TextPanel = z.infer<typeof textPanel>;
export type HealthPanel = z.infer<typeof healthPanel>;
export type EventsPanel = z.infer<typeof eventsPanel>;
export type ObjectsPanel = z.infer<typeof objectsPanel>;
