import type { HeadIndex } from '../head/head-index.ts';
import { Batch } from '../log/batch.ts';
import { ByteWriter } from '../log/byte-writer.ts';
import type { LogWriter } from '../log/log-writer.ts';
import { writeRecord } from '../log/record.ts';
import { type CommitFailure, failureOf } from './commit-failure.ts';
import { LogDefinitions } from './log-definitions.ts';

/** Bytes of batches that are written with one sync at most: one write must not hold the others for long. */
const MAX_GROUP_BYTES = 4 * 1024 * 1024;
const MOST_SPARE = 8;
/** A batch that had more samples is not kept for the next one. */
const MAX_SPARE_SAMPLES = 65_536;

interface Waiting {
  readonly batch: Batch;
  readonly resolve: (failure: CommitFailure | undefined) => void;
}

export interface GroupCommitParts {
  /** Whether a write reaches the disk before its senders are told; else `syncLater` does it. */
  readonly syncs: boolean;
  /** The index that defines the series of batches. Another one may take its place within `exclusive`. */
  readonly index: () => HeadIndex;
  /** Makes a batch visible that is in the log. */
  readonly apply: (batch: Batch) => CommitFailure | undefined;
  /** A group is written, or was refused; more may wait. */
  readonly onWritten: () => void;
  readonly onFailure: (failure: CommitFailure) => void;
}

/** Batches on their way into the log: those that come together are written with one sync, one group after the other. */
export class GroupCommit {
  waitingBytes = 0;
  readonly #log: LogWriter;
  readonly #parts: GroupCommitParts;
  readonly #open = new Set<Batch>();
  readonly #waiting: Waiting[] = [];
  readonly #spare: Batch[] = [];
  readonly #out = new ByteWriter();
  readonly #definitions = new LogDefinitions();
  #draining: Promise<void> | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #needsSync = false;

  constructor(log: LogWriter, parts: GroupCommitParts) {
    this.#log = log;
    this.#parts = parts;
  }

  /** Batches that are being collected or wait: their series must not be forgotten. */
  get open(): ReadonlySet<Batch> {
    return this.#open;
  }

  /** An empty batch. It comes back by `commit` or `recycle`. */
  take(): Batch {
    const batch = this.#spare.pop() ?? new Batch();
    this.#open.add(batch);
    return batch;
  }

  recycle(batch: Batch): void {
    this.#open.delete(batch);
    batch.clear();
    if (this.#spare.length < MOST_SPARE && batch.series.length <= MAX_SPARE_SAMPLES) this.#spare.push(batch);
  }

  /** Resolves when a batch is in the log and visible, or with what stood in the way. */
  commit(batch: Batch): Promise<CommitFailure | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ batch, resolve });
      this.waitingBytes += batch.sizeBytes;
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#draining;
  }

  /** Runs when no other write to the log does. */
  exclusive<T>(action: () => Promise<T>): Promise<T> {
    const run = this.#writing.then(action);
    this.#writing = run.catch(() => undefined);
    return run;
  }

  async syncLater(): Promise<void> {
    if (!this.#needsSync) return;
    this.#needsSync = false;
    await this.#log.sync();
  }

  async #drain(): Promise<void> {
    // What was sent in the same turn goes with one sync.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.exclusive(() => this.#writeGroup(this.#takeGroup()));
      this.#parts.onWritten();
    }
    this.#draining = undefined;
  }

  #takeGroup(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || bytes < MAX_GROUP_BYTES)) {
      bytes += this.#waiting[count++]!.batch.sizeBytes;
    }
    this.waitingBytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const { syncs, index, apply, onFailure } = this.#parts;
    let failure: CommitFailure | undefined;
    try {
      await this.#log.prepare();
      this.#out.clear();
      for (const { batch } of group) {
        writeRecord(this.#out, batch, {
          define: (each, sink) => this.#definitions.define(each, index(), this.#log.epoch, sink),
        });
      }
      await this.#log.write(this.#out.bytes(), syncs);
      this.#needsSync ||= !syncs;
    } catch (cause) {
      failure = failureOf(cause);
      // What the failed records define is in no file.
      await this.#log.beginFile();
      onFailure(failure);
    }
    for (const { batch, resolve } of group) {
      resolve(failure ?? apply(batch));
      this.recycle(batch);
    }
  }
}
