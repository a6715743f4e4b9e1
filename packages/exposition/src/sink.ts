import type { Exemplar, FloatHistogram, Labels, MetricType } from '@binnacle/model';

/**
 * One sample, as a view that the parser reuses: read what you need before returning from `sample`. Getters and plain
 * fields make nothing; the methods make new objects, for a series that is seen for the first time.
 */
export interface SampleView {
  /** Holds {@link start}..{@link end}. Owned by the parser: copy what you keep. */
  readonly bytes: Uint8Array;
  /**
   * `bytes[start..end)` is the key of the series: in the text formats, its name and braces as they stand. Equal bytes
   * mean equal label sets within one exposition and one type of the family, so a cache of a target may look up by them.
   */
  readonly start: number;
  readonly end: number;
  /** Type of the family that the sample belongs to; `unknown` when it was not declared. */
  readonly type: MetricType;
  /** NaN for a sample that is a histogram. A NaN has no payload: an exposition cannot send a stale marker. */
  readonly value: number;
  readonly hasTimestamp: boolean;
  /** Unix milliseconds; 0 without {@link hasTimestamp}. */
  readonly timestampMs: number;
  /** When the counter, histogram or summary began, in Unix milliseconds; 0 when the exposition does not say. */
  readonly startTimestampMs: number;
  /** A native histogram (protobuf only), else undefined. */
  readonly histogram: FloatHistogram | undefined;
  readonly exemplarCount: number;
  /** @throws never for `0 <= i < exemplarCount` in lenient parsing, except on labels that are not UTF-8 */
  exemplar(i: number): Exemplar;
  /** The label set with `__name__`, sorted. An invalid one (a label twice, not UTF-8) fails the whole exposition. */
  labels(): Labels;
  metricName(): string;
  /** Name of the family; the metric name where no family was declared. */
  familyName(): string;
}

/** A HELP, TYPE or UNIT of a family; a view that the parser reuses. */
export interface MetadataView {
  readonly kind: 'help' | 'type' | 'unit';
  readonly bytes: Uint8Array;
  /** `bytes[nameStart..nameEnd)` is the name of the family as it is written, without quotes. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** The type, for `kind` 'type'. */
  readonly type: MetricType;
  name(): string;
  /** The help text or the unit; the type's own name for `kind` 'type'. */
  text(): string;
}

/** What a parser drives. Whatever it throws comes out of `push` or `end`. */
export interface ExpositionSink {
  sample(sample: SampleView): void;
  metadata?(metadata: MetadataView): void;
  /**
   * Where the series that begins at `bytes[start]` ends, if the sink knows these bytes, as the series of a metric of this type, from
   * an earlier exposition of the target; else -1. A shortcut: the parser then need not look at the labels. The sink is asked at most
   * once before each sample.
   *
   * @param limit  bytes that may be looked at end here
   */
  expectedEnd?(bytes: Uint8Array, start: number, limit: number, type: MetricType): number;
}
