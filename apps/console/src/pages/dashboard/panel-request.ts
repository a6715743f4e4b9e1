import { type Panel, interpolate, type Fillings, builtInFillings } from '@binnacle/views';
import { MOST_SERIES } from '../../panels/largest-series.ts';
import type { SeriesChoice } from '../../panels/SeriesCount.tsx';
import { queryGrid, stepFor, type QueryGrid } from '../../time/step.ts';
import { parseDuration, type TimeSpan } from '../../time/time-range.ts';
import type { Comparison } from './search.ts';
import { lacks, queriesOf } from './presence.ts';

/** What all panels of a page have in common. */
export interface PanelContext {
  readonly fillings: Fillings;
  readonly span: TimeSpan;
  readonly scrapeMs: number;
  /** Names of metrics the store has; undefined while that is not known, and then everything is asked for. */
  readonly present: ReadonlySet<string> | undefined;
  /** How much earlier the lines are that charts compare with. */
  readonly compare?: Comparison | undefined;
}

export interface PreparedQuery {
  readonly ref: string;
  readonly expr: string;
  readonly mode: 'range' | 'instant';
  readonly auxiliary: boolean;
  /** The value now is wanted beside the range: a stat with a sparkline shows both. */
  readonly alsoNow: boolean;
}

/** Everything a panel asks the server for, filled in. Requests with the same key are the same. */
export interface PanelRequest {
  readonly key: string;
  /** Requests of the same shape ask for the same at another time. */
  readonly shape: string;
  readonly grid: QueryGrid;
  readonly timeMs: number;
  readonly queries: readonly PreparedQuery[];
  /** Queries that are not sent, as what they require is not collected. */
  readonly notCollected: readonly string[];
  /** Of each range, the series with the largest values alone, so many: as many as are drawn. */
  readonly largest?: number | undefined;
  /** Ranges are asked for a second time, so much earlier. */
  readonly earlier?: { readonly text: string; readonly ms: number } | undefined;
}

/** The request of a panel as wide as this. */
export function panelRequest(
  panel: Panel,
  context: PanelContext,
  widthPx: number,
  shown: SeriesChoice['shown'] = 'largest',
): PanelRequest {
  const spanMs = context.span.toMs - context.span.fromMs;
  const stepMs = stepFor(spanMs, widthPx, context.scrapeMs);
  const grid = queryGrid(context.span, stepMs);
  const fillings = new Map([...context.fillings, ...builtInFillings(spanMs, stepMs, context.scrapeMs)]);
  const all = queriesOf(panel);
  const sent = all.filter((query) => !lacks(query.requires, context.present));
  const queries = sent.map((query) => ({
    ref: query.ref,
    expr: interpolate(query.expr, fillings),
    mode: query.mode,
    auxiliary: query.auxiliary,
    alsoNow: panel.kind === 'stat' && query.mode === 'range' && panel.reduce === 'last' && !query.auxiliary,
  }));
  const notCollected = all.filter((query) => !sent.includes(query)).map((query) => query.ref);
  const timeMs = context.span.toMs;
  const earlier = panel.kind === 'timeseries' ? earlierOf(context.compare) : undefined;
  // A mapping judges single values, and all of them have to be there for it.
  const largest =
    panel.kind === 'timeseries' && panel.mappings.length === 0
      ? shown === 'all'
        ? MOST_SERIES
        : panel.maxSeries
      : undefined;
  return keyed({ grid, timeMs, queries, notCollected, largest, earlier });
}

/** The same for every series, however many there are. */
export const uncut = (request: PanelRequest): PanelRequest => keyed({ ...request, largest: undefined });

function keyed(request: Omit<PanelRequest, 'key' | 'shape'>): PanelRequest {
  const { grid, timeMs, queries, notCollected, largest, earlier } = request;
  const shape = JSON.stringify([grid.stepMs, queries, notCollected, largest, earlier]);
  return { ...request, key: `${shape} ${grid.startMs} ${timeMs}`, shape };
}

const DAYS_OF_WEEK = 7;

function earlierOf(compare: Comparison | undefined): PanelRequest['earlier'] {
  if (compare === undefined) return undefined;
  const ms = compare === '1w' ? DAYS_OF_WEEK * parseDuration('1d')! : parseDuration(compare)!;
  return { text: compare, ms };
}
