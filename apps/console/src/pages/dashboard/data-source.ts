import type { ResponseOf, routes } from '@binnacle/api';
import type { InstantSample } from '../../panels/panel-data.ts';
import type { QueryGrid } from '../../time/step.ts';
import type { TimeSpan } from '../../time/time-range.ts';
import { queryInstant, queryRange, type Outcome } from './prometheus.ts';
import type { RangeAnswer } from './prometheus-answer.ts';

/** Answers queries of metrics. */
export interface MetricSource {
  /** @param largest  so many series, those with the largest values; undefined for all */
  range(expr: string, grid: QueryGrid, signal: AbortSignal, largest?: number): Promise<Outcome<RangeAnswer>>;
  instant(expr: string, timeMs: number, signal: AbortSignal): Promise<Outcome<readonly InstantSample[]>>;
}

/** Where the panels of a page have their data from, when it is not this server's own API with the reader's session. */
export interface DataSource extends MetricSource {
  events(panelId: string, span: TimeSpan, signal: AbortSignal): Promise<ResponseOf<typeof routes.listEvents>>;
  objects(panelId: string, signal: AbortSignal): Promise<ResponseOf<typeof routes.listObjects>>;
}

/** The Prometheus API of this server. */
export const ownMetrics: MetricSource = { range: queryRange, instant: queryInstant };
