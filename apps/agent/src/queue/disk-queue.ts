import { mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeHeader, RECORD_HEADER_BYTES, type QueueRecord } from './record.ts';
import { positionFile, readPosition } from './position.ts';
import { QueueReader } from './queue-reader.ts';
import {
  encodeSegmentHeader,
  scanSegment,
  SEGMENT_HEADER_BYTES,
  segmentName,
  segmentSequence,
  type Segment,
} from './segment.ts';

export interface QueueOptions {
  readonly folder: string;
  readonly maxBytes: number;
  /** Names of the servers; each has a position of its own. */
  readonly servers: readonly string[];
  /** A file is closed and the next one begun at this size. */
  readonly segmentBytes?: number;
  readonly onDamage: (message: string) => void;
}

/**
 * Samples that wait for their servers, on disk. One writer (this process; the caller holds the lock of the folder), one
 * reader for each server. A record counts as kept when `append` has resolved: the bytes are with the kernel then, and
 * survive the end of the process. `sync` brings them to the disk, against power loss.
 */
export class DiskQueue {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #segmentBytes: number;
  readonly #segments: Segment[] = [];
  readonly #readers: QueueReader[] = [];
  readonly #onDamage: (message: string) => void;
  #file: FileHandle | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #dirty = false;
  #droppedSamples = 0;
  #closed = false;

  private constructor(options: QueueOptions) {
    this.#folder = options.folder;
    this.#maxBytes = options.maxBytes;
    this.#segmentBytes = options.segmentBytes ?? Math.min(16 * 1024 * 1024, Math.ceil(options.maxBytes / 8));
    this.#onDamage = options.onDamage;
  }

  /** Opens the folder and takes up where the last run ended, whichever way it did. */
  static async open(options: QueueOptions): Promise<DiskQueue> {
    const queue = new DiskQueue(options);
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    await queue.#recover();
    for (const server of options.servers) {
      const path = positionFile(options.folder, server);
      queue.#readers.push(new QueueReader(queue.#segments, path, await readPosition(path), options.onDamage));
    }
    await queue.#forgetOtherServers(options.servers);
    return queue;
  }

  /** The reader of the server at this index of the options. */
  reader(index: number): QueueReader {
    return this.#readers[index]!;
  }

  get sizeBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** Samples that some server never got because the queue was full; counted once for each such server. */
  get droppedSamples(): number {
    return this.#droppedSamples;
  }

  /** When the oldest samples were scraped that some server has not got; undefined when nothing waits. */
  get oldestWaitingMs(): number | undefined {
    const times = this.#readers.map((reader) => reader.oldestWaitingMs).filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  get waitingSamples(): number {
    return Math.max(0, ...this.#readers.map((reader) => reader.waitingSamples));
  }

  /**
   * Adds a record behind all others. Rejects when it could not be written, for lack of room on the disk for example; the
   * queue stays usable.
   */
  append(record: QueueRecord): Promise<void> {
    const write = this.#writing.then(() => this.#append(record));
    this.#writing = write.catch(() => {});
    return write;
  }

  /** Forces what was appended to the disk. */
  async sync(): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    await this.#file?.datasync();
  }

  /** Deletes the files that every server has read to their end. */
  async collect(): Promise<void> {
    while (this.#segments.length > 1 && this.#readers.every((reader) => reader.isBeyond(this.#segments[0]!))) {
      await this.#deleteOldest();
    }
  }

  /** Writes out positions and closes everything. Nothing may be appended afterwards. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#writing;
    this.#closed = true;
    await this.sync();
    for (const reader of this.#readers) await reader.close();
    await this.#file?.close();
    this.#file = undefined;
  }

  async #append(record: QueueRecord): Promise<void> {
    if (this.#closed) throw new Error('BUG: append to a closed queue');
    const size = RECORD_HEADER_BYTES + record.payload.length;
    let segment = this.#segments.at(-1);
    if (this.#file === undefined || segment === undefined || segment.sizeBytes + size > this.#segmentBytes) {
      segment = await this.#beginSegment();
    }
    while (this.#segments.length > 1 && this.sizeBytes + size > this.#maxBytes) await this.#deleteOldest();
    const at = segment.sizeBytes;
    try {
      await writeAll(this.#file!, [encodeHeader(record), record.payload], at);
    } catch (error) {
      // Whatever part of the record is there is written over by the next one, or cut off at the next start.
      throw new Error(`cannot write to the queue ${segment.path}`, { cause: error });
    }
    segment.sizeBytes = at + size;
    segment.samples += record.sampleCount;
    segment.records++;
    segment.firstScrapedAtMs ??= record.scrapedAtMs;
    this.#dirty = true;
    for (const reader of this.#readers) reader.wake();
  }

  async #beginSegment(): Promise<Segment> {
    const sequence = (this.#segments.at(-1)?.sequence ?? 0) + 1;
    const path = join(this.#folder, segmentName(sequence));
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'w', 0o600);
      await writeAll(file, [encodeSegmentHeader(sequence)], 0);
    } catch (cause) {
      await file?.close();
      await rm(path, { force: true });
      throw new Error(`cannot begin the queue file ${path}`, { cause });
    }
    await this.sync();
    await this.#file?.close();
    this.#file = file;
    const segment: Segment = {
      sequence,
      path,
      sizeBytes: SEGMENT_HEADER_BYTES,
      samples: 0,
      records: 0,
      firstScrapedAtMs: undefined,
    };
    this.#segments.push(segment);
    return segment;
  }

  async #deleteOldest(): Promise<void> {
    const [oldest] = this.#segments.splice(0, 1);
    for (const reader of this.#readers) this.#droppedSamples += await reader.leave(oldest!);
    await rm(oldest!.path, { force: true });
  }

  async #recover(): Promise<void> {
    const names = await readdir(this.#folder);
    const sequences = names.map(segmentSequence).filter((sequence) => sequence !== undefined);
    sequences.sort((a, b) => a - b);
    for (const sequence of sequences) {
      const path = join(this.#folder, segmentName(sequence));
      const scanned = await scanSegment(path, sequence, sequence === sequences.at(-1));
      if (scanned === undefined) {
        this.#onDamage(`${path} is no queue file (its header is damaged): removed`);
        await rm(path, { force: true });
        continue;
      }
      if (scanned.lostBytes > 0) this.#onDamage(`${path}: ${scanned.lostBytes} bytes of an unfinished record cut off`);
      this.#segments.push(scanned.segment);
    }
    const newest = this.#segments.at(-1);
    if (newest !== undefined) this.#file = await open(newest.path, 'r+');
  }

  async #forgetOtherServers(servers: readonly string[]): Promise<void> {
    const known = new Set(servers.map((server) => positionFile(this.#folder, server)));
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (/\.position(\.new)?$/.test(name) && !known.has(path)) await rm(path, { force: true });
    }
  }
}

async function writeAll(file: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const { bytesWritten } = await file.writev(parts as Uint8Array[], position);
  if (bytesWritten !== total) throw new Error(`only ${bytesWritten} of ${total} bytes were written: is the disk full?`);
}
