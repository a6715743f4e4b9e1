import { mkdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { type Labels, formatLabels } from '@binnacle/model';
import type { Rejection } from '@binnacle/storage';
import { HeadIndex, type HeadIndexHandle } from '../head/head-index.ts';
import { HeadIndexView } from '../head/head-index-view.ts';
import { Memtable, type MemtableHandle } from '../head/memtable.ts';
import type { Batch } from '../log/batch.ts';
import { LogWriter } from '../log/log-writer.ts';
import { createAppendFile } from '../log/segment-file.ts';
import { KeyTable } from '../memory/key-table.ts';
import { type BlocksEngineOptions, DEFAULT_LIMITS, type StorageLimits } from './options.ts';
import { readLabels } from '../read/read-labels.ts';
import { listLog, replayLog } from './replay.ts';
import { applyBatch } from './apply-batch.ts';
import { BlockSet } from './block-set.ts';
import { type CommitFailure, fail } from './commit-failure.ts';
import { GroupCommit } from './group-commit.ts';
import { IndexCopy } from './index-copy.ts';
import { SeriesActivity } from './series-activity.ts';
import { Maintainer, type WriteSide } from './maintainer.ts';
import type { BlockMeta } from '../block/block-format.ts';
import type { TaskRunner } from '../maintenance/task-runner.ts';
import type { Tombstone } from '../manifest/manifest.ts';
import { MetadataStore } from './metadata-store.ts';
import { RetiredMemory } from './retired-memory.ts';

/** Memory and log of a memtable together: what a restart reads again, and what a flush writes in a second or so. */
const MIN_FLUSH_BYTES = 24 * 1024 * 1024;
/** With many series a memtable must grow larger for its block to be worth its index: about 32 samples of each. */
const FLUSH_BYTES_PER_SERIES = 512;
/** Memory of all memtables together, in multiples of what one is flushed at, beyond which senders are told to come back. */
const CROWDED = 4;
const FLUSH_SPAN_MS = 4 * 3_600_000;
/** A series leaves the index of the head when it had no sample for so long. */
const FORGET_AFTER_MS = 3_600_000;
const MIN_TRIM = 1000;

export type BlockRange = Pick<BlockMeta, 'file' | 'minTimeMs' | 'maxTimeMs'>;

/** What readers need of one workspace at one moment. */
export interface WorkspaceHandle {
  readonly blockFolder: string;
  /** All blocks that count. A reader opens those that its range reaches into. */
  readonly blocks: readonly BlockRange[];
  readonly tombstones: readonly Tombstone[];
  readonly index: HeadIndexHandle;
  readonly memtables: readonly MemtableHandle[];
  /** JSON of the metadata by metric. */
  readonly metadata: SharedArrayBuffer;
}

/** One workspace: its folder, its head, its log. All writing happens here, one group of batches after the other. */
export class WorkspaceStore implements WriteSide {
  readonly maintainer: Maintainer;
  readonly folder: string;
  readonly limits: StorageLimits;
  readonly clock: () => number;
  readonly keys: KeyTable;
  index: HeadIndex;
  samplesAppended = 0;
  private readonly options: BlocksEngineOptions;
  private readonly blocks: BlockSet;
  private nextSeries = 1;
  private memtables: Memtable[];
  private readonly memory = new RetiredMemory(() => this.flushBytes);
  private readonly log: LogWriter;
  private readonly commits: GroupCommit;
  /** Appenders that are neither committed nor rolled back. */
  readonly openAppenders = new Set<{ readonly lastSeries: number }>();
  private readonly activity = new SeriesActivity();
  private readonly metadata: MetadataStore;
  private state: 'open' | 'closing' | 'closed' = 'open';
  /** The handle that was given last, and what it was made of. */
  private handed: { readonly of: readonly unknown[]; readonly handle?: WorkspaceHandle } = { of: [] };
  private maintaining = false;
  private retryMaintenanceMs = 0;

  private constructor(
    folder: string,
    options: BlocksEngineOptions,
    blocks: BlockSet,
    runner: TaskRunner,
    generation: number,
  ) {
    this.folder = folder;
    this.blocks = blocks;
    this.metadata = new MetadataStore(folder);
    this.maintainer = new Maintainer(this, blocks, runner);
    this.options = options;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.clock = options.clock ?? Date.now;
    this.keys = new KeyTable(options.random ?? Math.random);
    this.index = new HeadIndex(1);
    this.memtables = [new Memtable(generation, this.memory.pool)];
    this.log = new LogWriter(
      {
        folder: join(folder, 'wal'),
        create: options.createAppendFile ?? createAppendFile,
        mode: options.walFsync === 'interval' ? 'later' : 'synced',
        // Every file defines the series that it has anew: with many of them, few large files are less to write and to read.
        segmentBytes: () => options.walSegmentBytes ?? Math.max(64 * 1024 * 1024, this.index.seriesCount * 256),
      },
      { generation, segment: 1 },
    );
    this.commits = new GroupCommit(this.log, {
      syncs: options.walFsync !== 'interval',
      index: () => this.index,
      apply: (batch) => this.tryApply(batch),
      // Under steady load there is always somebody who waits.
      onWritten: () => {
        if (this.isFull) this.startMaintenance();
      },
      onFailure: ({ message }) => this.report('error', message),
    });
  }

  /** Opens the folder of a workspace: makes it, or reads what is there. */
  static async open(folder: string, options: BlocksEngineOptions, runner: TaskRunner): Promise<WorkspaceStore> {
    await mkdir(join(folder, 'wal'), { recursive: true });
    const report = (level: 'info' | 'warn' | 'error', message: string): void => options.onEvent?.({ level, message });
    const blocks = await BlockSet.open(folder, report);
    const { flushedGeneration, tombstones } = blocks.manifest;
    const log = await listLog(join(folder, 'wal'), flushedGeneration);
    // What comes from now on is in a memtable of its own: deletions of before do not touch it.
    const last = Math.max(
      flushedGeneration,
      log.lastGeneration,
      ...tombstones.map(({ generation }) => generation),
      ...blocks.blocks.map(({ maxGeneration }) => maxGeneration),
    );
    const store = new WorkspaceStore(folder, options, blocks, runner, last + 1);
    const problem = await store.metadata.read();
    if (problem !== undefined) report('error', `metadata.json: ${problem}; it fills again with the next scrapes`);
    await replayLog(log, report, {
      pair: (name, value) => store.index.pairOf(name, value),
      series: (pairs) => {
        const known = store.index.findPairs(pairs);
        if (known !== 0) return known;
        const series = store.newSeries();
        store.index.addPairs(series, pairs);
        return series;
      },
      memtable: (generation) => store.memtableOf(generation),
      metadata: (metric, metadata) => store.metadata.add(metric, metadata),
    });
    return store;
  }

  takeBatch(): Batch {
    return this.commits.take();
  }

  /** Takes a batch back that is not wanted any more. */
  recycle(batch: Batch): void {
    this.commits.recycle(batch);
  }

  /** Whether another series may be made. */
  checkRoom(labels: Labels): Pick<Rejection, 'reason' | 'message'> | undefined {
    const { maxActiveSeries } = this.limits;
    if (maxActiveSeries === 0 || this.index.seriesCount < maxActiveSeries) return undefined;
    const message = `series ${formatLabels(labels)}: the workspace has ${maxActiveSeries} active series already (--storage.max-active-series)`;
    return { reason: 'limit', message };
  }

  addSeries(labels: Labels): number {
    const series = this.newSeries();
    this.index.add(series, labels);
    return series;
  }

  private newSeries(): number {
    const series = this.nextSeries++;
    this.activity.note(series, this.clock());
    return series;
  }

  /** The label set of a series, for messages. */
  describe(series: number): string {
    const view = new HeadIndexView(this.index.handle(this.nextSeries));
    return formatLabels(readLabels(view, series));
  }

  /** Resolves when a batch is on disk and visible, or with what stood in the way. Takes the batch over. */
  commit(batch: Batch): Promise<CommitFailure | undefined> {
    if (this.state !== 'open') {
      return Promise.resolve(fail('closed', 'the storage is closing', 1000));
    }
    const crowded = this.whyCrowded();
    if (crowded !== undefined) {
      this.recycle(batch);
      return Promise.resolve(fail('overloaded', crowded, 1000));
    }
    return this.commits.commit(batch);
  }

  handle(reader: number): WorkspaceHandle {
    const { manifest } = this.blocks;
    this.memory.open(reader);
    this.blocks.pin(
      reader,
      manifest.blocks.map(({ file }) => file),
    );
    const memtables = this.memtables.map((memtable) => memtable.handle(this.nextSeries));
    const metadata = this.metadata.published();
    const of = [manifest, this.index, this.nextSeries, metadata, ...memtables];
    // Nothing else changes what a reader sees.
    if (of.length === this.handed.of.length && of.every((part, i) => part === this.handed.of[i])) {
      return this.handed.handle!;
    }
    const handle: WorkspaceHandle = {
      blockFolder: this.blocks.folder,
      blocks: manifest.blocks.map(({ file, minTimeMs, maxTimeMs }) => ({ file, minTimeMs, maxTimeMs })),
      tombstones: manifest.tombstones,
      index: this.index.handle(this.nextSeries),
      memtables,
      metadata,
    };
    this.handed = { of, handle };
    return handle;
  }

  get figures(): {
    readonly headBytes: number;
    readonly indexBytes: number;
    readonly keyBytes: number;
    readonly logBytes: number;
  } {
    return {
      headBytes: this.memtables.reduce((sum, memtable) => sum + memtable.sizeBytes, 0),
      indexBytes: this.index.sizeBytes,
      keyBytes: this.keys.sizeBytes,
      logBytes: this.log.generationBytes,
    };
  }

  release(reader: number): void {
    this.blocks.release(reader);
    this.memory.release(reader);
  }

  get blockMetas(): readonly BlockMeta[] {
    return this.blocks.blocks;
  }

  get minTimeMs(): number {
    const blocks = this.blocks.blocks.map((block) => block.minTimeMs);
    return Math.min(...this.memtables.map((memtable) => memtable.minTimeMs), ...blocks);
  }

  get maxTimeMs(): number {
    const blocks = this.blocks.blocks.map((block) => block.maxTimeMs);
    return Math.max(...this.memtables.map((memtable) => memtable.maxTimeMs), ...blocks);
  }

  /** Whether the memory or the log of the current memtable is so large, or so old, that it should become a block. */
  get isFull(): boolean {
    const memtable = this.currentMemtable();
    return (
      memtable.sizeBytes + this.log.generationBytes > this.flushBytes ||
      memtable.maxTimeMs - memtable.minTimeMs > FLUSH_SPAN_MS
    );
  }

  private get flushBytes(): number {
    return Math.max(MIN_FLUSH_BYTES, this.index.seriesCount * FLUSH_BYTES_PER_SERIES);
  }

  async rotate(): Promise<number> {
    return this.commits.exclusive(async () => {
      const current = this.currentMemtable();
      if (current.samples === 0 && this.log.generationBytes === 0) return current.generation - 1;
      await this.log.rotate();
      this.memtables.push(new Memtable(this.log.generation, this.memory.pool));
      return current.generation;
    });
  }

  frozen(): readonly Memtable[] {
    return this.memtables.slice(0, -1);
  }

  async noteSeen(memtable: Memtable): Promise<void> {
    const now = this.clock();
    for (let series = 1; series < this.nextSeries; series++) {
      if (memtable.has(series)) this.activity.note(series, now);
      // Others have their turn now and then: with a million series this takes a while.
      if (series % 20_000 === 0) await setImmediate();
    }
  }

  drop(memtable: Memtable): void {
    this.memtables = this.memtables.filter((each) => each !== memtable);
    this.handed = { of: [] };
    this.memory.retire(memtable.usedChunks);
  }

  indexHandle(): HeadIndexHandle {
    return this.index.handle(this.nextSeries);
  }

  seriesEnd(): number {
    return this.nextSeries;
  }

  report(level: 'info' | 'warn' | 'error', message: string): void {
    this.options.onEvent?.({ level, message });
  }

  saveMetadata(): Promise<void> {
    return this.metadata.save();
  }

  async trimIndex(): Promise<void> {
    const since = this.clock() - FORGET_AFTER_MS;
    const isLive = (series: number): boolean =>
      this.activity.isSince(series, since) || this.memtables.some((memtable) => memtable.has(series));
    let live = 0;
    for (let series = 1; series < this.nextSeries; series++) {
      if (this.index.record(series) !== 0 && isLive(series)) live++;
      // Others have their turn now and then: with a million series this takes a while.
      if (series % 20_000 === 0) await setImmediate();
    }
    const dead = this.index.seriesCount - live;
    if (dead < MIN_TRIM || dead * 4 < this.index.seriesCount) return;
    const copy = new IndexCopy(this.index);
    await copy.run(isLive, () => this.nextSeries);
    await this.commits.exclusive(async () => {
      // The file of the log refers to pairs by their places in the old index.
      await this.log.beginFile();
      for (const batch of this.commits.open) copy.keep(batch.series.subarray(0, batch.count));
      for (const { lastSeries } of this.openAppenders) copy.keep(Uint32Array.of(lastSeries));
      this.index = copy.finish(isLive, this.nextSeries);
      this.keys.retain((series) => this.index.record(series) !== 0);
    });
    this.report('info', `${dead} series without samples for an hour are out of memory; ${live} are active`);
  }

  /** @param flush puts what is in memory into a block, so that the next start has no log to read */
  async close(flush: boolean): Promise<void> {
    this.state = 'closing';
    await this.commits.settled();
    this.state = 'closed';
    if (flush) await this.maintainer.flush();
    await this.log.close();
  }

  /** Syncs what was written without: the once-a-second half of `walFsync: 'interval'`. */
  syncLater(): Promise<void> {
    return this.commits.syncLater();
  }

  /** Why no more may be taken in just now: memory stays bounded whatever the disk does. */
  private whyCrowded(): string | undefined {
    if (this.commits.waitingBytes > (this.options.maxQueuedBytes ?? 64 * 1024 * 1024)) {
      return 'the disk does not follow: too many samples wait to be written to the log';
    }
    const bytes = this.memtables.reduce((sum, memtable) => sum + memtable.sizeBytes, 0);
    if (bytes <= this.flushBytes * CROWDED) return undefined;
    this.startMaintenance();
    return 'the disk does not follow: too many samples in memory wait to be written to blocks';
  }

  /** Does in the background what is due. After a failure it waits a little before it tries again. */
  startMaintenance(): void {
    if (this.maintaining || this.state !== 'open' || this.options.maintenance === 'manual') return;
    if (this.clock() < this.retryMaintenanceMs) return;
    this.maintaining = true;
    this.maintainer
      .maintain()
      .catch((cause: unknown) => {
        this.retryMaintenanceMs = this.clock() + 10_000;
        this.report('error', `maintenance failed: ${cause instanceof Error ? cause.message : String(cause)}`);
      })
      .finally(() => {
        this.maintaining = false;
      });
  }

  private currentMemtable(): Memtable {
    return this.memtables[this.memtables.length - 1]!;
  }

  /** A batch that is on disk and cannot be applied is our bug; the others must not hang for it. */
  private tryApply(batch: Batch): CommitFailure | undefined {
    try {
      applyBatch(batch, this.currentMemtable(), this.metadata);
      this.samplesAppended += batch.count;
      return undefined;
    } catch (cause) {
      const message = `BUG: a batch cannot be applied: ${cause instanceof Error ? (cause.stack ?? '') : String(cause)}`;
      this.options.onEvent?.({ level: 'error', message });
      return fail('io_error', message, 5000);
    }
  }

  private memtableOf(generation: number): Memtable {
    let memtable = this.memtables.find((each) => each.generation === generation);
    if (memtable === undefined) {
      memtable = new Memtable(generation, this.memory.pool);
      this.memtables.push(memtable);
      this.memtables.sort((a, b) => a.generation - b.generation);
    }
    return memtable;
  }
}
