import type { Exemplar, FloatHistogram, Labels, MetricMetadata } from '@binnacle/model';

/** Number of a series within one engine instance and workspace, above 0. Not stable across restarts. */
export type SeriesId = number;

/**
 * How the bytes of a series key are made. Equal bytes of one kind always mean the same label set; an engine may know one
 * series by several keys, so that each protocol finds it by the bytes it has at hand, without making a string.
 */
export const KEY_CANONICAL = 1; // pairs sorted by name: for each, name length (u32 LE), name, value length (u32 LE), value
export const KEY_REMOTE_WRITE_1 = 2; // the `labels` fields of a prometheus.TimeSeries as they stand in the message
export const KEY_TEXT = 3; // metric name and braces of a line of text exposition, as they stand
export type KeyKind = typeof KEY_CANONICAL | typeof KEY_REMOTE_WRITE_1 | typeof KEY_TEXT;

/** Why a sample or a series was not taken. The text names the series and, for a limit, the flag that sets it. */
export interface Rejection {
  readonly reason: 'too_old' | 'too_far_in_future' | 'limit' | 'invalid';
  readonly message: string;
  /** How many samples were refused for this. */
  readonly samples: number;
}

export type CommitOutcome =
  /** All accepted samples are on disk. `rejections` lists what was not accepted, at most a few of each kind. */
  | {
      readonly ok: true;
      readonly samples: number;
      readonly histograms: number;
      readonly exemplars: number;
      readonly rejections: readonly Rejection[];
    }
  /** Nothing of this batch is promised: the sender should try again after `retryAfterMs`. */
  | {
      readonly ok: false;
      readonly code: 'disk_full' | 'overloaded' | 'closed' | 'io_error';
      readonly message: string;
      readonly retryAfterMs: number;
    };

/**
 * Write side of storage: one batch for one workspace. Calls collect; `commit` makes them durable and visible. Use one
 * appender for one request, then drop it.
 */
export interface Appender {
  /** The series known by these key bytes, or 0. Does not keep the bytes. */
  find(kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId;
  /**
   * The series that came after the one found last, if its key lies at `start` and ends by `end`; else 0. Senders repeat their order, and
   * then nobody needs to look where a key ends. `bytes` must stay as they are until the batch ends.
   */
  findNext(kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId;
  /** Length of the key that {@link findNext} found last. */
  readonly nextKeyBytes: number;
  /**
   * Finds or makes the series of a label set, and remembers the key (copying its bytes) for the next `find`.
   * @returns 0 when a limit or an invalid label set forbids it; the rejection is part of the commit outcome
   */
  create(labels: Labels, kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId;
  /** A float sample. `value` may be NaN; a stale marker goes to `stale` instead, since a number cannot carry its bits. */
  float(series: SeriesId, timestampMs: number, value: number, startTimestampMs: number): void;
  stale(series: SeriesId, timestampMs: number): void;
  histogram(series: SeriesId, timestampMs: number, value: FloatHistogram, startTimestampMs: number): void;
  exemplar(series: SeriesId, exemplar: Exemplar): void;
  metadata(metric: string, metadata: MetricMetadata): void;
  /** Resolves once the accepted samples are on disk (as `--storage.wal-fsync` says). Never rejects. */
  commit(): Promise<CommitOutcome>;
  /** Forgets what was collected. */
  rollback(): void;
}
