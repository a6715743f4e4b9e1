import { KeyHasher } from './key-hasher.ts';

/** Words of an entry: four of the hash, one of the series. */
const ENTRY_WORDS = 5;
const FIRST_SLOTS = 1024;

/** The last word of a hash makes room for the kind of the key in its lowest bits, and for its length (as far as it fits) beside it. */
const KIND_BITS = 2;
const LENGTH_BITS = 14;
const KIND_MASK = (1 << KIND_BITS) - 1;
const LENGTH_MASK = (1 << LENGTH_BITS) - 1;
const HASH_MASK = ~((1 << (KIND_BITS + LENGTH_BITS)) - 1);

/**
 * Series by the bytes of their keys. Only a hash of a key is kept, of 112 bits, and its length (20 bytes instead of some hundred): with seeds
 * and multipliers drawn at start, two among 10^9 keys are the same by chance once in 10^16.
 *
 * Entries lie in the order in which they came. Senders repeat that order, so the entry after the one found last is looked at
 * first: it is in the processor's cache, where a slot of the table is not.
 */
export class KeyTable {
  private entries = new Uint32Array((FIRST_SLOTS / 2) * ENTRY_WORDS);
  /** Entry numbers from 1 by hash; 0 is free. At most half of it is used. */
  private slots = new Uint32Array(FIRST_SLOTS);
  private count = 0;
  private last = 0;
  private readonly hasher: KeyHasher;
  /** The hash of the key that was looked up last. */
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;
  /** Length of the key that {@link findNext} found last. */
  nextKeyBytes = 0;

  constructor(random: () => number) {
    this.hasher = new KeyHasher(random);
  }

  get size(): number {
    return this.count;
  }

  get sizeBytes(): number {
    return this.entries.byteLength + this.slots.byteLength;
  }

  /** The series of a key, or 0. */
  find(kind: number, bytes: Uint8Array, start: number, end: number): number {
    this.hashKey(kind, bytes, start, end);
    if (this.last < this.count && this.isAt(this.last + 1)) {
      this.last++;
      return this.entries[this.last * ENTRY_WORDS - 1]!;
    }
    const entry = this.slots[this.slot()]!;
    if (entry === 0) return 0;
    this.last = entry;
    return this.entries[entry * ENTRY_WORDS - 1]!;
  }

  /**
   * The series of the entry after the one found last, if its key is what lies at `start`; else 0. `bytes` must not change until
   * {@link leaveSource}.
   */
  findNext(kind: number, bytes: Uint8Array, start: number, end: number): number {
    if (this.last === this.count) return 0;
    const about = this.entries[(this.last + 1) * ENTRY_WORDS - 2]!;
    const length = (about >>> KIND_BITS) & LENGTH_MASK;
    if ((about & KIND_MASK) !== kind || length === 0 || start + length > end) return 0;
    this.hasher.useSource(bytes);
    this.hashKey(kind, bytes, start, start + length);
    if (!this.isAt(this.last + 1)) return 0;
    this.last++;
    this.nextKeyBytes = length;
    return this.entries[this.last * ENTRY_WORDS - 1]!;
  }

  /** What keys were parts of may change from now on. */
  leaveSource(): void {
    this.hasher.leaveSource();
  }

  set(kind: number, bytes: Uint8Array, start: number, end: number, series: number): void {
    this.hashKey(kind, bytes, start, end);
    const slot = this.slot();
    const known = this.slots[slot]!;
    if (known !== 0) {
      this.entries[known * ENTRY_WORDS - 1] = series;
      return;
    }
    if (this.entries.length === this.count * ENTRY_WORDS) this.growEntries();
    const at = this.count++ * ENTRY_WORDS;
    this.entries[at] = this.a;
    this.entries[at + 1] = this.b;
    this.entries[at + 2] = this.c;
    this.entries[at + 3] = this.d;
    this.entries[at + 4] = series;
    this.slots[slot] = this.count;
    if (this.count * 2 > this.slots.length) this.fillSlots(this.slots.length * 2);
  }

  /** Forgets every key whose series is not kept. */
  retain(keep: (series: number) => boolean): void {
    const { entries } = this;
    let kept = 0;
    for (let entry = 0; entry < this.count; entry++) {
      const at = entry * ENTRY_WORDS;
      if (!keep(entries[at + 4]!)) continue;
      entries.copyWithin(kept++ * ENTRY_WORDS, at, at + ENTRY_WORDS);
    }
    this.count = kept;
    this.last = 0;
    this.entries = entries.slice(0, Math.max(FIRST_SLOTS / 2, kept) * ENTRY_WORDS);
    let slots = FIRST_SLOTS;
    while (kept * 2 > slots) slots *= 2;
    this.fillSlots(slots);
  }

  private hashKey(kind: number, bytes: Uint8Array, start: number, end: number): void {
    this.hasher.hash(bytes, start, end);
    const { words } = this.hasher;
    this.a = words[0]!;
    this.b = words[1]!;
    this.c = words[2]!;
    // Two kinds never share an entry, nor do two lengths.
    this.d = ((words[3]! & HASH_MASK) | (((end - start) & LENGTH_MASK) << KIND_BITS) | kind) >>> 0;
  }

  /** Whether an entry has the hash that was computed last. */
  private isAt(entry: number): boolean {
    const { entries } = this;
    const at = (entry - 1) * ENTRY_WORDS;
    return (
      entries[at] === this.a && entries[at + 1] === this.b && entries[at + 2] === this.c && entries[at + 3] === this.d
    );
  }

  /** The slot of the hash that was computed last: the one that has it, or the free one where it belongs. */
  private slot(): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = this.a & mask;
    while (slots[slot] !== 0 && !this.isAt(slots[slot]!)) slot = (slot + 1) & mask;
    return slot;
  }

  private growEntries(): void {
    const larger = new Uint32Array(Math.ceil((this.entries.length / ENTRY_WORDS) * 1.5) * ENTRY_WORDS);
    larger.set(this.entries);
    this.entries = larger;
  }

  private fillSlots(length: number): void {
    const slots = new Uint32Array(length);
    const mask = length - 1;
    for (let entry = 1; entry <= this.count; entry++) {
      let slot = this.entries[(entry - 1) * ENTRY_WORDS]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.slots = slots;
  }
}
