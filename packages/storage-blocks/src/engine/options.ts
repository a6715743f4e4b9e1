import type { CreateAppendFile } from '../log/segment-file.ts';

/** What may be stored; each rejection names the limit and its flag. */
export interface StorageLimits {
  /** Samples older than this are refused, and dropped when they have become so. Milliseconds. */
  readonly retentionMs: number;
  /** Bytes on disk of one workspace beyond which the oldest blocks are dropped; 0 for no limit. */
  readonly retentionBytes: number;
  /** How far ahead of the clock a timestamp may be. Milliseconds. */
  readonly maxFutureMs: number;
  /** Series of a workspace that had samples since the head was last trimmed (some hours); 0 for no limit. */
  readonly maxActiveSeries: number;
  readonly maxLabelsPerSeries: number;
  readonly maxLabelNameLength: number;
  readonly maxLabelValueLength: number;
}

export const DEFAULT_LIMITS: StorageLimits = {
  retentionMs: 30 * 86_400_000,
  retentionBytes: 0,
  maxFutureMs: 86_400_000,
  maxActiveSeries: 5_000_000,
  maxLabelsPerSeries: 64,
  maxLabelNameLength: 512,
  maxLabelValueLength: 8192,
};

/** `commit`: an answer means that the samples are on disk. `interval`: they are within a second. */
export type WalFsync = 'commit' | 'interval';

/** Something a person should know: a torn tail that was cut off, a damaged file, a disk that is full. */
export interface StorageEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

export interface BlocksEngineOptions {
  /** The folder; made when it is not there. Only one process at a time may have it open. */
  readonly dir: string;
  /** Unix milliseconds; `Date.now` unless told. */
  readonly clock?: () => number;
  /** 0 to 1, for hash seeds; `Math.random` unless told. */
  readonly random?: () => number;
  readonly limits?: Partial<StorageLimits>;
  readonly walFsync?: WalFsync;
  readonly onEvent?: (event: StorageEvent) => void;
  /** How files of the log are made; tests give one that fails. */
  readonly createAppendFile?: CreateAppendFile;
  /** A file of the log is followed by a new one at this size; 64 MB or 256 bytes a series, whichever is more, unless told. */
  readonly walSegmentBytes?: number;
  /** Bytes of batches that wait for the disk, beyond which senders are told to come back; 64 MB unless told. */
  readonly maxQueuedBytes?: number;
  /**
   * Where blocks are made: on a `worker` thread (unless told otherwise), `inline` on this one, or only when asked for
   * (`manual`, on this thread).
   */
  readonly maintenance?: 'worker' | 'inline' | 'manual';
  /** Whether closing puts what is in memory into a block, so that the next start has no log to read; true unless told. */
  readonly flushOnClose?: boolean;
}
