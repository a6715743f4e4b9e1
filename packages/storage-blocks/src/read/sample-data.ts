import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Labels } from '@binnacle/model';
import type { Querier } from '@binnacle/storage';
import { BlockFile } from '../block/block-file.ts';
import { PageCache } from '../block/page-cache.ts';
import { HeadIndex } from '../head/head-index.ts';
import { HeadIndexView } from '../head/head-index-view.ts';
import { Memtable } from '../head/memtable.ts';
import { MemtableView } from '../head/memtable-view.ts';
import { runTask } from '../maintenance/tasks.ts';
import { openState } from './open-state.ts';
import { SeriesRegistry } from './series-registry.ts';

/** A series that nobody sent. */
export interface SampleSeries {
  readonly labels: Labels;
  /** Its value at the timestamp of this number. */
  readonly valueAt: (row: number) => number;
}

/** Made-up data that are read like all others. */
export interface SampleData {
  open(startMs: number, endMs: number): Querier;
  /** Lets go of it. */
  close(): void;
}

const PAGE_CACHE_BYTES = 4 << 20;

/**
 * Makes data of which one half lies in a block and the other in a memtable, outside of any workspace, for who wants to read something
 * before there is anything to read.
 *
 * @param parent where a folder for the block is made
 * @throws Error when it cannot be written
 */
export function makeSampleData(
  parent: string,
  series: readonly SampleSeries[],
  timestamps: readonly number[],
): SampleData {
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
  const blocks: BlockFile[] = [];
  const close = (): void => {
    for (const block of blocks) block.close();
  };
  try {
    const written = runTask({
      kind: 'flush',
      folder,
      firstNumber: 1,
      tombstones: [],
      index: index.handle(seriesEnd),
      memtable: older.handle(seriesEnd),
    });
    for (const { file } of written) blocks.push(new BlockFile(join(folder, file)));
  } catch (error) {
    close();
    throw error;
  } finally {
    // An open file can be read without its name, and is gone for sure when its reader is.
    rmSync(folder, { recursive: true, force: true });
  }
  const pages = new PageCache(PAGE_CACHE_BYTES);
  const registry = new SeriesRegistry();
  const head = {
    index: new HeadIndexView(index.handle(seriesEnd)),
    memtables: [new MemtableView(newer.handle(seriesEnd))],
  };
  return {
    open: (startMs, endMs) =>
      openState({
        startMs,
        endMs,
        blocks,
        pages,
        registry,
        head,
        tombstones: [],
        metadata: () => new Map(),
        close: () => undefined,
      }),
    close,
  };
}
