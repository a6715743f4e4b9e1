import { link, mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Matcher } from '@binnacle/storage';
import type { HeadIndexHandle } from '../head/head-index.ts';
import type { Memtable } from '../head/memtable.ts';
import { parseSegmentFileName, syncFolder } from '../log/segment-file.ts';
import { MergeStopped, type TaskRunner } from '../maintenance/task-runner.ts';
import { planMerge, type MergePlan } from '../maintenance/plan-merge.ts';
import { writeCheckedJson } from '../manifest/checked-json.ts';
import type { Tombstone } from '../manifest/manifest.ts';
import type { BlockSet } from './block-set.ts';
import type { StorageLimits } from './options.ts';

/** What the maintenance of a workspace needs of the side that takes samples in. */
export interface WriteSide {
  readonly folder: string;
  readonly limits: StorageLimits;
  readonly clock: () => number;
  /** Whether the current memtable should become a block. */
  readonly isFull: boolean;
  /** Begins a new memtable, unless the current one is empty. Returns the number of the last one that takes no more samples. */
  rotate(): Promise<number>;
  /** Memtables that take no more samples, the oldest first. */
  frozen(): readonly Memtable[];
  /** Notes which series a memtable that takes no more samples has: they are alive. */
  noteSeen(memtable: Memtable): Promise<void>;
  /** Forgets a memtable that is in a block now. */
  drop(memtable: Memtable): void;
  indexHandle(): HeadIndexHandle;
  seriesEnd(): number;
  /** Writes what the log alone has beside samples, before the log may go. */
  saveMetadata(): Promise<void>;
  trimIndex(): Promise<void>;
  report(level: 'info' | 'warn' | 'error', message: string): void;
}

/** Flushes, merges, drops and deletes: one thing at a time, while samples come in and queries run. */
export class Maintainer {
  private readonly write: WriteSide;
  private readonly blocks: BlockSet;
  private readonly runner: TaskRunner;
  private tail: Promise<unknown> = Promise.resolve();
  private snapshots = 0;
  private mergesAreStopped = false;
  /** Inputs of merges that failed: not tried again before a restart. */
  private readonly unmergeable = new Set<string>();

  constructor(write: WriteSide, blocks: BlockSet, runner: TaskRunner) {
    this.write = write;
    this.blocks = blocks;
    this.runner = runner;
  }

  /** Puts everything that is in memory into blocks. */
  flush(): Promise<void> {
    return this.exclusive(async () => {
      await this.write.rotate();
      await this.flushFrozen();
      await this.write.trimIndex();
    });
  }

  /** Whatever is due: flushing what is full, dropping what is too old, merging. */
  maintain(): Promise<void> {
    return this.exclusive(async () => {
      const { isFull } = this.write;
      if (isFull) await this.write.rotate();
      await this.flushFrozen();
      if (isFull) await this.write.trimIndex();
      await this.dropExpired();
      if (this.blocks.manifest.tombstones.length > 0) await this.applyTombstones();
      await this.mergeAll(false);
    });
  }

  /** Flushes and merges as far as it goes. */
  settle(): Promise<void> {
    return this.exclusive(async () => {
      await this.write.rotate();
      await this.flushFrozen();
      await this.mergeAll(true);
    });
  }

  deleteSeries(selectors: readonly (readonly Matcher[])[], startMs: number, endMs: number): Promise<void> {
    return this.exclusive(async () => {
      // Samples that come from now on are in a later memtable, which the deletion does not touch.
      const generation = await this.write.rotate();
      const { manifest } = this.blocks;
      const tombstone: Tombstone = { generation, startMs: finite(startMs), endMs: finite(endMs), selectors };
      await this.blocks.publish({ ...manifest, tombstones: [...manifest.tombstones, tombstone] });
    });
  }

  cleanTombstones(): Promise<void> {
    return this.exclusive(async () => {
      await this.flushFrozen();
      await this.applyTombstones();
    });
  }

  /** A copy of all blocks by links, which a later merge does not touch; a folder that can be used as a workspace's. */
  snapshot(): Promise<string> {
    return this.exclusive(async () => {
      await this.write.rotate();
      await this.flushFrozen();
      const time = new Date(this.write.clock()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
      const name = `${time}-${String(++this.snapshots).padStart(4, '0')}-${Math.floor(process.hrtime()[1]).toString(36)}`;
      const folder = join(this.write.folder, 'snapshots', name);
      await mkdir(join(folder, 'blocks'), { recursive: true });
      for (const { file } of this.blocks.blocks) {
        await link(join(this.blocks.folder, file), join(folder, 'blocks', file));
      }
      await syncFolder(join(folder, 'blocks'));
      await writeCheckedJson(join(folder, 'manifest.json'), this.blocks.manifest);
      await link(join(this.write.folder, 'metadata.json'), join(folder, 'metadata.json')).catch(() => undefined);
      await syncFolder(folder);
      return name;
    });
  }

  /** Begins no more merges: one can take minutes, and is done after the next start as well. */
  stopMerging(): void {
    this.mergesAreStopped = true;
  }

  private exclusive<T>(action: () => Promise<T>): Promise<T> {
    const run = this.tail.then(action);
    this.tail = run.catch(() => undefined);
    return run;
  }

  private async flushFrozen(): Promise<void> {
    for (const memtable of this.write.frozen()) {
      const { manifest } = this.blocks;
      const made = await this.runner.run({
        kind: 'flush',
        folder: this.blocks.folder,
        firstNumber: manifest.nextBlock,
        tombstones: manifest.tombstones,
        index: this.write.indexHandle(),
        memtable: memtable.handle(this.write.seriesEnd()),
      });
      await this.write.noteSeen(memtable);
      await this.write.saveMetadata();
      await this.blocks.publish({
        ...this.blocks.manifest,
        nextBlock: manifest.nextBlock + 1,
        flushedGeneration: memtable.generation,
        blocks: [...manifest.blocks, ...made],
      });
      this.write.drop(memtable);
      await this.removeLog(memtable.generation);
    }
  }

  private async removeLog(generation: number): Promise<void> {
    const folder = join(this.write.folder, 'wal');
    for (const file of await readdir(folder)) {
      const name = parseSegmentFileName(file);
      if (name !== undefined && name.generation <= generation) await unlink(join(folder, file));
    }
  }

  private async dropExpired(): Promise<void> {
    const { limits } = this.write;
    const oldestMs = this.write.clock() - limits.retentionMs;
    const { manifest } = this.blocks;
    let kept = manifest.blocks.filter(({ maxTimeMs }) => maxTimeMs >= oldestMs);
    if (limits.retentionBytes > 0) {
      let bytes = 0;
      kept = kept
        .toSorted((a, b) => b.maxTimeMs - a.maxTimeMs)
        .filter(({ sizeBytes }) => {
          bytes += sizeBytes;
          return bytes <= limits.retentionBytes;
        });
    }
    const count = manifest.blocks.length - kept.length;
    if (count === 0) return;
    const files = new Set(kept.map(({ file }) => file));
    await this.blocks.publish({ ...manifest, blocks: manifest.blocks.filter(({ file }) => files.has(file)) });
    this.write.report('info', `retention: ${count} blocks dropped`);
  }

  private async mergeAll(force: boolean): Promise<void> {
    for (;;) {
      const mergeable = this.blocks.blocks.filter(({ file }) => !this.unmergeable.has(file));
      const plan = planMerge(mergeable, this.write.clock(), force);
      if (plan === undefined || this.mergesAreStopped || !(await this.merge(plan))) return;
      // Merging can take long; what came in meanwhile must not fill the memory.
      if (this.write.isFull) await this.write.rotate();
      await this.flushFrozen();
    }
  }

  private async merge({ inputs, level, windowMs }: MergePlan): Promise<boolean> {
    const { manifest } = this.blocks;
    const files = new Set(inputs.map(({ file }) => file));
    try {
      const made = await this.runner.run({
        kind: 'merge',
        folder: this.blocks.folder,
        firstNumber: manifest.nextBlock,
        tombstones: manifest.tombstones,
        inputs: [...files],
        level,
        windowMs,
        oldestMs: this.write.clock() - this.write.limits.retentionMs,
      });
      await this.blocks.publish({
        ...manifest,
        nextBlock: manifest.nextBlock + made.length,
        blocks: [...manifest.blocks.filter(({ file }) => !files.has(file)), ...made],
      });
      return true;
    } catch (cause) {
      if (cause instanceof MergeStopped) return false;
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
      const message = cause instanceof Error ? cause.message : String(cause);
      // A disk that is full has room again some day; a damaged block stays damaged.
      if (code === 'ENOSPC' || code === 'EDQUOT') {
        this.write.report('warn', `blocks are not merged, the disk is full: ${message}`);
      } else {
        for (const file of files) this.unmergeable.add(file);
        this.write.report('error', `blocks ${[...files].join(', ')} are not merged: ${message}`);
      }
      return false;
    }
  }

  /** Writes every block again that a deletion may touch, without what it hides. */
  private async applyTombstones(): Promise<void> {
    const { tombstones } = this.blocks.manifest;
    const touched = this.blocks.blocks.filter((block) =>
      tombstones.some(
        ({ generation, startMs, endMs }) =>
          block.maxGeneration <= generation && block.minTimeMs <= endMs && block.maxTimeMs >= startMs,
      ),
    );
    for (const block of touched) {
      if (!(await this.merge({ inputs: [block], level: block.level, windowMs: 0 }))) return;
    }
    // Memtables that are not flushed yet still need them.
    const oldest = this.write.frozen()[0]?.generation ?? Infinity;
    const { manifest } = this.blocks;
    await this.blocks.publish({
      ...manifest,
      tombstones: manifest.tombstones.filter((each) => !tombstones.includes(each) || each.generation >= oldest),
    });
  }
}

/** JSON has no infinity. */
const finite = (timeMs: number): number => Math.max(-8.64e15, Math.min(8.64e15, timeMs));
