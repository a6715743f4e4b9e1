import { open, type FileHandle } from 'node:fs/promises';
import { writePosition, type Position } from './position.ts';
import type { QueueRecord } from './record.ts';
import { readRecord, SEGMENT_HEADER_BYTES, type RecordRead, type Segment } from './segment.ts';

/** A record on its way to a server. */
export interface Delivery {
  readonly record: QueueRecord;
  readonly end: Position;
}

/** Where one server is in the queue. Records are handed out in order, and acknowledged in any order. */
export class QueueReader {
  readonly #segments: readonly Segment[];
  readonly #path: string;
  readonly #onDamage: (message: string) => void;
  /** Next record to hand out. */
  #next: Position;
  /** Handed out and not yet acknowledged from the front on, oldest first. */
  #underWay: { delivery: Delivery; done: boolean }[] = [];
  #acknowledged: Position;
  #saved: Position | undefined;
  #file: { readonly sequence: number; readonly handle: FileHandle } | undefined;
  #wake: (() => void) | undefined;
  #waiting: Promise<void> | undefined;
  /** Something was appended that `next` has not looked for. */
  #hasNews = false;
  /** Samples handed out of the segment at {@link #next}. */
  #samplesRead = 0;
  #samplesUnderWay = 0;

  constructor(
    segments: readonly Segment[],
    path: string,
    position: Position | undefined,
    onDamage: (message: string) => void,
  ) {
    this.#segments = segments;
    this.#path = path;
    this.#onDamage = onDamage;
    const oldest = segments[0]?.sequence ?? 1;
    const isInRange =
      position !== undefined && position.sequence >= oldest && position.sequence <= (segments.at(-1)?.sequence ?? 0);
    this.#next = isInRange ? position : { sequence: oldest, offset: SEGMENT_HEADER_BYTES };
    this.#acknowledged = this.#next;
    this.#saved = position;
    const segment = this.#find(this.#next.sequence);
    // A position beyond the end is of bytes that a power loss took away: go on at the end.
    if (segment !== undefined && this.#next.offset > segment.sizeBytes) {
      this.#next = { sequence: segment.sequence, offset: segment.sizeBytes };
      this.#acknowledged = this.#next;
    }
    // How much of the segment was read before is only known by proportion; it is a figure for people.
    if (segment !== undefined && segment.sizeBytes > SEGMENT_HEADER_BYTES) {
      const share = (this.#next.offset - SEGMENT_HEADER_BYTES) / (segment.sizeBytes - SEGMENT_HEADER_BYTES);
      this.#samplesRead = Math.round(segment.samples * share);
    }
  }

  get waitingSamples(): number {
    let waiting = this.#samplesUnderWay - this.#samplesRead;
    for (const segment of this.#segments) if (segment.sequence >= this.#next.sequence) waiting += segment.samples;
    return Math.max(0, waiting);
  }

  get oldestWaitingMs(): number | undefined {
    if (this.#underWay.length > 0) return this.#underWay[0]!.delivery.record.scrapedAtMs;
    const segment = this.#segments.find(
      ({ sequence, sizeBytes }) => sequence >= this.#next.sequence && sizeBytes > this.#offsetIn(sequence),
    );
    return segment?.firstScrapedAtMs;
  }

  /** The next record, or undefined when there is none yet. One call at a time. */
  async next(): Promise<Delivery | undefined> {
    this.#hasNews = false;
    for (;;) {
      const segment = this.#segments.find(({ sequence }) => sequence >= this.#next.sequence);
      if (segment === undefined) return undefined;
      if (segment.sequence > this.#next.sequence) this.#enter(segment.sequence);
      const at = this.#next;
      let read: RecordRead;
      try {
        read = await readRecord(await this.#open(segment), at.offset, segment.sizeBytes);
      } catch (error) {
        if (this.#next !== at) continue;
        throw new Error(`cannot read the queue ${segment.path}`, { cause: error });
      }
      // The segment may have been dropped, and the position moved, while we read.
      if (this.#next !== at) continue;
      if (read.kind === 'record') {
        const end = { sequence: segment.sequence, offset: read.end };
        const delivery = { record: read.record, end };
        this.#next = end;
        this.#samplesRead += read.record.sampleCount;
        this.#samplesUnderWay += read.record.sampleCount;
        this.#underWay.push({ delivery, done: false });
        return delivery;
      }
      if (read.kind === 'damaged')
        this.#onDamage(`${segment.path}: ${read.reason} at byte ${at.offset}: the rest of this file is left out`);
      const isNewest = segment === this.#segments.at(-1);
      if (isNewest && read.kind === 'end') {
        // All of it was read: no estimate is needed any more.
        if (at.offset === segment.sizeBytes) this.#samplesRead = segment.samples;
        return undefined;
      }
      if (isNewest) this.#next = { sequence: segment.sequence, offset: segment.sizeBytes };
      else this.#enter(segment.sequence + 1);
    }
  }

  /** Resolves when a record was appended since the last call of `next`, or when `signal` aborts. */
  wait(signal: AbortSignal): Promise<void> {
    if (this.#hasNews || signal.aborted) return Promise.resolve();
    this.#waiting ??= new Promise((resolve) => {
      this.#wake = () => {
        signal.removeEventListener('abort', this.#wake!);
        this.#wake = undefined;
        this.#waiting = undefined;
        resolve();
      };
      signal.addEventListener('abort', this.#wake);
    });
    return this.#waiting;
  }

  wake(): void {
    this.#hasNews = true;
    this.#wake?.();
  }

  /** The server has the record, or will never take it. */
  acknowledge(delivery: Delivery): void {
    const entry = this.#underWay.find((candidate) => candidate.delivery === delivery);
    if (entry === undefined) return;
    entry.done = true;
    this.#samplesUnderWay -= delivery.record.sampleCount;
    while (this.#underWay[0]?.done === true) this.#acknowledged = this.#underWay.shift()!.delivery.end;
  }

  /** Writes the position to disk where it has moved. What lies between it and the truth is delivered again after a crash. */
  async save(): Promise<void> {
    const position = this.#acknowledged;
    if (position === this.#saved) return;
    await writePosition(this.#path, position);
    this.#saved = position;
  }

  /** Whether nothing in the segment is needed any more. */
  isBeyond(segment: Segment): boolean {
    return (
      this.#acknowledged.sequence > segment.sequence ||
      (this.#acknowledged.sequence === segment.sequence &&
        this.#acknowledged.offset >= segment.sizeBytes &&
        this.#underWay.length === 0)
    );
  }

  /**
   * The segment is about to be deleted: moves behind it.
   *
   * @returns how many samples in it were not handed out
   */
  async leave(segment: Segment): Promise<number> {
    let lost = 0;
    if (this.#next.sequence <= segment.sequence) {
      lost = segment.samples - (this.#next.sequence === segment.sequence ? this.#samplesRead : 0);
      this.#enter(segment.sequence + 1);
    }
    if (this.#acknowledged.sequence <= segment.sequence) {
      this.#acknowledged = { sequence: segment.sequence + 1, offset: SEGMENT_HEADER_BYTES };
    }
    if (this.#file?.sequence === segment.sequence) await this.#closeFile();
    return Math.max(0, lost);
  }

  async close(): Promise<void> {
    await this.save();
    await this.#closeFile();
  }

  #enter(sequence: number): void {
    this.#next = { sequence, offset: SEGMENT_HEADER_BYTES };
    this.#samplesRead = 0;
  }

  #offsetIn(sequence: number): number {
    return sequence === this.#next.sequence ? this.#next.offset : SEGMENT_HEADER_BYTES;
  }

  #find(sequence: number): Segment | undefined {
    return this.#segments.find((segment) => segment.sequence === sequence);
  }

  async #open(segment: Segment): Promise<FileHandle> {
    if (this.#file?.sequence === segment.sequence) return this.#file.handle;
    await this.#closeFile();
    const handle = await open(segment.path, 'r');
    this.#file = { sequence: segment.sequence, handle };
    return handle;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close();
  }
}
