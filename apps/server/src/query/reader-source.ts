import type { ReaderHandle, StorageEngine, Workspace } from '@binnacle/storage';
import type { ReaderSource } from './pool.ts';

/** The data of one workspace, for jobs. */
export const readerSource = (engine: StorageEngine, workspace: Workspace): ReaderSource =>
  new WorkspaceReader(engine, workspace);

class WorkspaceReader implements ReaderSource {
  readonly #engine: StorageEngine;
  readonly #workspace: Workspace;

  constructor(engine: StorageEngine, workspace: Workspace) {
    this.#engine = engine;
    this.#workspace = workspace;
  }

  open(startMs: number, endMs: number): ReaderHandle {
    return this.#engine.readerHandle(this.#workspace, startMs, endMs);
  }

  release(handle: ReaderHandle): void {
    this.#engine.releaseReader(handle);
  }
}
