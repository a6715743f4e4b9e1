import { setImmediate } from 'node:timers/promises';
import { HeadIndex } from '../head/head-index.ts';

/** Series copied before others get their turn: less than ten milliseconds. */
const SLICE = 1000;

/** Copies an index without the series that are gone, a slice at a time, while samples go on coming in. */
export class IndexCopy {
  private readonly old: HeadIndex;
  private readonly copy: HeadIndex;
  private next = 1;

  constructor(old: HeadIndex) {
    this.old = old;
    this.copy = new HeadIndex(old.generation + 1);
  }

  /** Copies all there is; series that are made meanwhile are left to {@link finish}. */
  async run(isLive: (series: number) => boolean, end: () => number): Promise<void> {
    while (this.next < end()) {
      this.copyTo(Math.min(this.next + SLICE, end()), isLive);
      await setImmediate();
    }
  }

  /** Keeps series that somebody has found and not written to yet. */
  keep(series: Uint32Array): void {
    for (const each of series) if (each < this.next) this.add(each);
  }

  /** Copies what is new, and gives the copy. */
  finish(isLive: (series: number) => boolean, end: number): HeadIndex {
    this.copyTo(end, isLive);
    return this.copy;
  }

  private copyTo(end: number, isLive: (series: number) => boolean): void {
    for (; this.next < end; this.next++) if (isLive(this.next)) this.add(this.next);
  }

  private add(series: number): void {
    if (this.old.record(series) !== 0 && this.copy.record(series) === 0)
      this.copy.add(series, this.old.labelsOf(series));
  }
}
