import type { Querier } from '../querier.ts';
import type { ReaderHandle, StorageEngine } from '../engine.ts';

/** One open engine of a test, and what the tests need beside its interface. */
export interface EngineUnderTest {
  readonly engine: StorageEngine;
  /** The read side on "another thread". */
  readonly openReader: (handle: ReaderHandle) => Querier;
  /** Closes it and opens the same data again; undefined for an engine that keeps nothing. */
  readonly reopen?: () => Promise<EngineUnderTest>;
  /** Brings data into its next form (flushes, compacts); undefined where there is only one. */
  readonly settle?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens an empty engine whose workspaces `default` and `other` can be used, and whose clock stands at `nowMs`. */
export type EngineFactory = (nowMs: number) => Promise<EngineUnderTest>;
