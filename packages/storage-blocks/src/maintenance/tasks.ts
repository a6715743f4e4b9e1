import { join } from 'node:path';
import type { BlockMeta, NewBlockRange } from '../block/block-format.ts';
import { BlockFile } from '../block/block-file.ts';
import { writeBlock } from '../block/block-writer.ts';
import { PageCache } from '../block/page-cache.ts';
import { HeadIndexView } from '../head/head-index-view.ts';
import { MemtableView } from '../head/memtable-view.ts';
import type { HeadIndexHandle } from '../head/head-index.ts';
import type { MemtableHandle } from '../head/memtable.ts';
import { blockFileName, type Tombstone } from '../manifest/manifest.ts';
import { openState } from '../read/open-state.ts';
import { SeriesRegistry } from '../read/series-registry.ts';

/** Compressing harder costs a flush more than it gains: what is flushed is merged soon. */
const FLUSH_LEVEL = 1;
const MERGE_LEVEL = 3;

interface TaskBase {
  /** Folder of the blocks. */
  readonly folder: string;
  /** Number of the first file that may be made. */
  readonly firstNumber: number;
  readonly tombstones: readonly Tombstone[];
}

/** Writes a memtable as one block. */
export interface FlushTask extends TaskBase {
  readonly kind: 'flush';
  readonly index: HeadIndexHandle;
  readonly memtable: MemtableHandle;
}

/** Makes blocks of blocks: one for each window of time that has samples. */
export interface MergeTask extends TaskBase {
  readonly kind: 'merge';
  readonly inputs: readonly string[];
  readonly level: number;
  /** Width of the windows; 0 for a single one without bounds. */
  readonly windowMs: number;
  /** Samples before this are beyond the retention and left out. */
  readonly oldestMs: number;
}

export type Task = FlushTask | MergeTask;

/** Does a task, blocking: call it on a thread where that does not matter. Returns the new blocks. */
export function runTask(task: Task): BlockMeta[] {
  return task.kind === 'flush' ? flush(task) : merge(task);
}

function flush({ folder, firstNumber, tombstones, index, memtable }: FlushTask): BlockMeta[] {
  const querier = openState({
    startMs: -Infinity,
    endMs: Infinity,
    blocks: [],
    pages: new PageCache(0),
    registry: new SeriesRegistry(),
    head: { index: new HeadIndexView(index), memtables: [new MemtableView(memtable)] },
    tombstones,
    metadata: () => new Map(),
    close: () => undefined,
  });
  const block: NewBlockRange = {
    file: blockFileName(firstNumber),
    minGeneration: memtable.generation,
    maxGeneration: memtable.generation,
    level: 0,
    inputs: [],
  };
  const meta = writeBlock(
    folder,
    block,
    { groups: querier.selectAll(), exemplars: querier.exemplars([[]]) },
    FLUSH_LEVEL,
  );
  return meta === undefined ? [] : [meta];
}

function merge(task: MergeTask): BlockMeta[] {
  const files = task.inputs.map((name) => new BlockFile(join(task.folder, name)));
  try {
    const made: BlockMeta[] = [];
    for (const { startMs, endMs } of windowsOf(files, task)) {
      const pages = new PageCache(32 * 1024 * 1024);
      const querier = openState({
        startMs: Math.max(startMs, task.oldestMs),
        endMs,
        blocks: files,
        pages,
        registry: new SeriesRegistry(),
        head: undefined,
        tombstones: task.tombstones,
        metadata: () => new Map(),
        close: () => undefined,
      });
      const inRange = files.filter(({ meta }) => meta.minTimeMs <= endMs && meta.maxTimeMs >= startMs);
      const block: NewBlockRange = {
        file: blockFileName(task.firstNumber + made.length),
        minGeneration: Math.min(...inRange.map(({ meta }) => meta.minGeneration)),
        maxGeneration: Math.max(...inRange.map(({ meta }) => meta.maxGeneration)),
        level: task.level,
        inputs: task.inputs,
      };
      const input = { groups: querier.selectAll(), exemplars: querier.exemplars([[]]) };
      const meta = writeBlock(task.folder, block, input, MERGE_LEVEL);
      if (meta !== undefined) made.push(meta);
    }
    return made;
  } finally {
    for (const file of files) file.close();
  }
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** The windows in which any of the files has timestamps. */
function windowsOf(files: readonly BlockFile[], { windowMs }: MergeTask): Window[] {
  if (windowMs === 0) return [{ startMs: -Infinity, endMs: Infinity }];
  const numbers = new Set<number>();
  const pages = new PageCache(0);
  for (const file of files) {
    for (let group = 0; group < file.index.groupCount; group++) {
      for (const timeMs of file.timestamps(group, pages)) numbers.add(Math.floor(timeMs / windowMs));
    }
  }
  return [...numbers]
    .sort((a, b) => a - b)
    .map((number) => ({ startMs: number * windowMs, endMs: (number + 1) * windowMs - 1 }));
}
