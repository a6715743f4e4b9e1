import type { Exemplar, FloatHistogram, Labels, MetricType } from '@binnacle/model';

/** One sample of an exposition, kept. */
export interface ExpositionSample {
  /** With `__name__`. */
  readonly labels: Labels;
  /** NaN beside a {@link histogram}. */
  readonly value: number;
  /** Unix milliseconds. */
  readonly timestampMs?: number;
  /** Unix milliseconds. */
  readonly startTimestampMs?: number;
  readonly histogram?: FloatHistogram;
  readonly exemplars?: readonly Exemplar[];
}

/** A metric family with its samples in the order of the exposition. */
export interface ExpositionFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
  readonly samples: readonly ExpositionSample[];
}
