import type { MetricSet } from '../metrics/metric-set.ts';

/** Something that is scraped: a set of metrics that moves on with the cluster. */
export interface Exporter {
  readonly set: MetricSet;
  /** Moves everything on to the present of the cluster. Called every few seconds of its time. */
  update(): void;
}

export const SECONDS_BOUNDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `count` bounds, each `factor` times the one before. */
export const exponentialBounds = (first: number, factor: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => Number((first * factor ** i).toPrecision(6)));
