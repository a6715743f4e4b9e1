import { labelsEqual, type Exemplar, type FloatHistogram, type Labels } from '@binnacle/model';
import { PreparedSeries } from '@binnacle/wire';

/** As many as one request takes, and as share symbols: encoding so many takes about a millisecond. */
const SET_SERIES = 5_000;
/** Of their symbols. */
const SET_BYTES = 1024 * 1024;

/** Bits of a series' flags. */
/** Values of series that became one by `tags_ignore` are added up; else the last one stays. */
export const ADDITIVE = 1;
/** It has a sample that no stale marker follows yet. */
export const LIVE = 2;
/** It has a sample that is to be stored. */
export const SAMPLE = 4;
/** It is to be ended. */
export const STALE = 8;

const FIRST = 64;

/**
 * The series of one target, as they are stored: columns by number of the series, and their labels in the encoding of remote write.
 * No object for each series, so that neither memory nor the garbage collector's work grows much with them.
 */
export class TargetSeries {
  count = 0;
  values = new Float64Array(FIRST);
  /** 0: the time of the scrape. */
  timestamps = new Float64Array(FIRST);
  starts = new Float64Array(FIRST);
  /** Scrape in which it was last seen; 0: in none. */
  seenIn = new Uint32Array(FIRST);
  flags = new Uint8Array(FIRST);
  /** Number of the family, which the table gives. */
  families = new Uint32Array(FIRST);
  /** Of those that have any. */
  readonly histograms = new Map<number, FloatHistogram>();
  readonly exemplars = new Map<number, readonly Exemplar[]>();
  /** The series in order, `first` on. There is one set at least. */
  readonly sets: { readonly first: number; readonly prepared: PreparedSeries }[] = [
    { first: 0, prepared: new PreparedSeries() },
  ];
  #hashes = new Uint32Array(FIRST);
  /** Open addressing: number + 1, or 0. */
  #slots = new Int32Array(FIRST * 2);

  /** The series with these labels, or -1. */
  find(labels: Labels): number {
    return this.#slots[this.#slotOf(hashOf(labels), labels)]! - 1;
  }

  /** Takes in a series that `find` did not know. @returns its number */
  add(labels: Labels, family: number, flags: number): number {
    if (this.count === this.values.length) this.#grow();
    const number = this.count++;
    const hash = hashOf(labels);
    const slot = this.#slotOf(hash, labels);
    this.#openSet(number).add(labels);
    this.families[number] = family;
    this.flags[number] = flags;
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    return number;
  }

  labels(number: number): Labels {
    let at = this.sets.length - 1;
    while (this.sets[at]!.first > number) at--;
    const { first, prepared } = this.sets[at]!;
    return prepared.labels(number - first);
  }

  isLive(number: number): boolean {
    return (this.flags[number]! & LIVE) !== 0;
  }

  /** Takes over everything but labels, family and number of a series of another store. */
  copy(number: number, other: TargetSeries, from: number): void {
    this.values[number] = other.values[from]!;
    this.timestamps[number] = other.timestamps[from]!;
    this.starts[number] = other.starts[from]!;
    this.seenIn[number] = other.seenIn[from]!;
    this.flags[number] = other.flags[from]!;
    const histogram = other.histograms.get(from);
    if (histogram !== undefined) this.histograms.set(number, histogram);
  }

  #openSet(number: number): PreparedSeries {
    const { prepared } = this.sets.at(-1)!;
    if (prepared.count < SET_SERIES && prepared.symbolBytes < SET_BYTES) return prepared;
    const fresh = new PreparedSeries();
    this.sets.push({ first: number, prepared: fresh });
    return fresh;
  }

  #slotOf(hash: number, labels: Labels): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = this.#slots[slot]! - 1;
      if (number < 0) return slot;
      if (this.#hashes[number] === hash && labelsEqual(this.labels(number), labels)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const length = this.values.length * 2;
    const grow = <T extends Uint8Array | Uint32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.values = grow(this.values, new Float64Array(length));
    this.timestamps = grow(this.timestamps, new Float64Array(length));
    this.starts = grow(this.starts, new Float64Array(length));
    this.seenIn = grow(this.seenIn, new Uint32Array(length));
    this.flags = grow(this.flags, new Uint8Array(length));
    this.families = grow(this.families, new Uint32Array(length));
    this.#hashes = grow(this.#hashes, new Uint32Array(length));
    this.#slots = new Int32Array(length * 2);
    const mask = this.#slots.length - 1;
    for (let i = 0; i < this.count; i++) {
      let slot = this.#hashes[i]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = i + 1;
    }
  }
}

/** FNV-1a over the UTF-16 units, with a final mix because the table uses the low bits. */
function hashOf(labels: Labels): number {
  let hash = 0x811c9dc5;
  for (const text of labels) {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0xff, 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
