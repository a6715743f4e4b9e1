import { type Hash128, hashBytes, newHash } from './hash.ts';

/** Words of an entry: four of the hash, one of the series. */
const ENTRY_WORDS = 5;

/**
 * Series by the bytes of their keys. Only a 128-bit hash of a key is kept (20 bytes instead of some hundred): with seeds
 * drawn at start, two among 10^9 keys are the same by chance once in 10^20.
 */
export class KeyTable {
  private entries = new Uint32Array(1024 * ENTRY_WORDS);
  private mask = 1023;
  private used = 0;
  private readonly seeds: Hash128;
  private readonly hash = newHash();

  constructor(random: () => number) {
    const draw = (): number => Math.floor(random() * 0x1_0000_0000) | 0;
    this.seeds = { a: draw(), b: draw(), c: draw(), d: draw() };
  }

  get size(): number {
    return this.used;
  }

  get sizeBytes(): number {
    return this.entries.byteLength;
  }

  /** The series of a key, or 0. */
  find(kind: number, bytes: Uint8Array, start: number, end: number): number {
    this.hashKey(kind, bytes, start, end);
    return this.entries[this.slot() + 4]!;
  }

  set(kind: number, bytes: Uint8Array, start: number, end: number, series: number): void {
    this.hashKey(kind, bytes, start, end);
    const slot = this.slot();
    const { entries } = this;
    if (entries[slot + 4] === 0) this.used++;
    this.write(entries, slot, series);
    if (this.used * 4 > (this.mask + 1) * 3) this.grow();
  }

  /** Forgets every key whose series is not kept. */
  retain(keep: (series: number) => boolean): void {
    const old = this.entries;
    let kept = 0;
    for (let at = 4; at < old.length; at += ENTRY_WORDS) if (old[at] !== 0 && keep(old[at]!)) kept++;
    let capacity = 1024;
    while (kept * 2 > capacity) capacity *= 2;
    this.rehash(old, capacity, keep);
  }

  private hashKey(kind: number, bytes: Uint8Array, start: number, end: number): void {
    hashBytes(bytes, start, end, this.seeds, this.hash);
    // Two kinds never share an entry: the kind is part of the last word.
    this.hash.d = (this.hash.d & ~3) | kind;
    this.hash.d >>>= 0;
  }

  private slot(): number {
    const { entries, mask } = this;
    const { a, b, c, d } = this.hash;
    for (let i = a & mask; ; i = (i + 1) & mask) {
      const at = i * ENTRY_WORDS;
      if (entries[at + 4] === 0) return at;
      if (entries[at] === a && entries[at + 1] === b && entries[at + 2] === c && entries[at + 3] === d) return at;
    }
  }

  private write(entries: Uint32Array, slot: number, series: number): void {
    entries[slot] = this.hash.a;
    entries[slot + 1] = this.hash.b;
    entries[slot + 2] = this.hash.c;
    entries[slot + 3] = this.hash.d;
    entries[slot + 4] = series;
  }

  private grow(): void {
    this.rehash(this.entries, (this.mask + 1) * 2, () => true);
  }

  private rehash(old: Uint32Array, capacity: number, keep: (series: number) => boolean): void {
    const entries = new Uint32Array(capacity * ENTRY_WORDS);
    this.entries = entries;
    this.mask = capacity - 1;
    this.used = 0;
    for (let at = 0; at < old.length; at += ENTRY_WORDS) {
      const series = old[at + 4]!;
      if (series === 0 || !keep(series)) continue;
      let i = old[at]! & this.mask;
      while (entries[i * ENTRY_WORDS + 4] !== 0) i = (i + 1) & this.mask;
      entries.set(old.subarray(at, at + ENTRY_WORDS), i * ENTRY_WORDS);
      this.used++;
    }
  }
}
