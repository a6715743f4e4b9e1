import type { StorageEngine, Workspace } from '@binnacle/storage';
import type { ReaderSource } from './pool.ts';

/** The data of one workspace, for jobs. */
export const readerSource = (engine: StorageEngine, workspace: Workspace): ReaderSource => ({
  open: (startMs, endMs) => engine.readerHandle(workspace, startMs, endMs),
  release: (handle) => engine.releaseReader(handle),
});
