import type { Appender } from './appender.ts';
import type { Matcher } from './matcher.ts';
import type { Querier } from './querier.ts';

/** Name of a workspace: the tenant, and a folder name. */
export type Workspace = string;

/** What another thread needs to open the read side; made of values and shared memory that `postMessage` can carry. */
export type ReaderHandle = {
  readonly kind: string;
  /**
   * The state of the data: the same object as long as nothing changes. Handles of one state differ in their range alone, and in what tells
   * them apart when they are released, so that a thread that has one of them need not be sent another.
   */
  readonly shared?: object | undefined;
} & Readonly<Record<string, unknown>>;

export interface StorageStats {
  readonly activeSeries: number;
  readonly samplesAppended: number;
  readonly minTimeMs: number | undefined;
  readonly maxTimeMs: number | undefined;
  readonly sizeBytes: number;
  /** Figures of the engine's own, exported as `binnacle_storage_<name>`. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface SeriesCount {
  readonly name: string;
  readonly count: number;
}

/** What `/api/v1/status/tsdb` shows; each list is the largest first, at most `limit` long. */
export interface CardinalityStats {
  readonly seriesCount: number;
  readonly labelPairCount: number;
  readonly byMetric: readonly SeriesCount[];
  readonly valuesByLabel: readonly SeriesCount[];
  readonly memoryByLabel: readonly SeriesCount[];
  readonly byPair: readonly SeriesCount[];
}

/** One open storage folder. The only name of an engine is in apps/server/src/main.ts. */
export interface StorageEngine {
  /** Makes a workspace, or opens the one that is there. `default` and those that have a folder are open from the start. */
  openWorkspace(workspace: Workspace): Promise<void>;
  appender(workspace: Workspace): Appender;
  /** Read side on this thread. `startMs` and `endMs` are both included. */
  querier(workspace: Workspace, startMs: number, endMs: number): Querier;
  /** Read side for a query thread, which opens it with the engine's `openReader`. Make a new one for each query. */
  readerHandle(workspace: Workspace, startMs: number, endMs: number): ReaderHandle;
  /** Tells the engine that the query thread is done with a handle. */
  releaseReader(handle: ReaderHandle): void;
  deleteSeries(
    workspace: Workspace,
    selectors: readonly (readonly Matcher[])[],
    startMs: number,
    endMs: number,
  ): Promise<void>;
  cleanTombstones(workspace: Workspace): Promise<void>;
  /** Makes a consistent copy below the data folder and tells its name. */
  snapshot(workspace: Workspace): Promise<string>;
  stats(workspace: Workspace): StorageStats;
  cardinality(workspace: Workspace, limit: number): CardinalityStats;
  /** Commits what waits, closes files, releases the lock. */
  close(): Promise<void>;
}
