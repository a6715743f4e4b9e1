import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Labels } from '@binnacle/model';
import type { WorkspaceHandle } from '../engine/workspace-store.ts';
import { HeadIndex } from '../head/head-index.ts';
import { Memtable } from '../head/memtable.ts';
import { runTask } from '../maintenance/tasks.ts';

/** A series that nobody sent. */
export interface SampleSeries {
  readonly labels: Labels;
  /** Its value at the timestamp of this number. */
  readonly valueAt: (row: number) => number;
}

/** A workspace that is in no engine. */
export interface SampleWorkspace {
  readonly shared: WorkspaceHandle;
  /** Removes the folder. A file that is open can be read without its name, and is gone for sure when its reader is. */
  removeFolder(): void;
}

/**
 * Makes data of which one half lies in a block and the other in a memtable, for who wants to read something before there is anything to
 * read.
 *
 * @param parent where a folder for the block is made
 * @throws Error when it cannot be written
 */
export function makeSampleWorkspace(
  parent: string,
  series: readonly SampleSeries[],
  timestamps: readonly number[],
): SampleWorkspace {
  const index = new HeadIndex(1);
  series.forEach(({ labels }, i) => index.add(i + 1, labels));
  const seriesEnd = series.length + 1;
  const half = timestamps.length >> 1;
  const [older, newer] = [new Memtable(1), new Memtable(2)];
  timestamps.forEach((timestampMs, row) => {
    const memtable = row < half ? older : newer;
    series.forEach(({ valueAt }, i) => memtable.float(i + 1, timestampMs, valueAt(row), 0));
  });
  const folder = mkdtempSync(join(parent, 'sample-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const written = runTask({
      kind: 'flush',
      folder,
      firstNumber: 1,
      tombstones: [],
      index: index.handle(seriesEnd),
      memtable: older.handle(seriesEnd),
    });
    const shared: WorkspaceHandle = {
      blockFolder: folder,
      blocks: written.map(({ file, minTimeMs, maxTimeMs }) => ({ file, minTimeMs, maxTimeMs })),
      tombstones: [],
      index: index.handle(seriesEnd),
      memtables: [newer.handle(seriesEnd)],
      metadata: emptyMetadata(),
    };
    return { shared, removeFolder };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

function emptyMetadata(): SharedArrayBuffer {
  const bytes = new TextEncoder().encode('[]');
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}
