/**
 * Numbers byte strings: each new one gets the next number. Made for the keys of an exposition, which come in the same
 * order scrape after scrape: the key after the last one found is tried first, so that a known series costs one comparison
 * of bytes, and no string is made.
 */
export class ByteKeys {
  #arena = new Uint8Array(16 * 1024);
  #used = 0;
  /** Where the key of each number ends in the arena; it begins where the one before ends. */
  #ends = new Uint32Array(256);
  #hashes = new Uint32Array(256);
  #kinds = new Uint8Array(256);
  /** Open addressing: number + 1, or 0. */
  #table = new Int32Array(1024);
  #count = 0;
  #expected = 0;

  get size(): number {
    return this.#count;
  }

  /** All keys one behind the other. A view: it is good until the next `add`. */
  get bytes(): Uint8Array {
    return this.#arena.subarray(0, this.#used);
  }

  get sizeBytes(): number {
    return this.#used;
  }

  startOf(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!;
  }

  endOf(number: number): number {
    return this.#ends[number]!;
  }

  /** The next key is likely to be the first one. */
  rewind(): void {
    this.#expected = 0;
  }

  /**
   * @param kind  0 to 255: equal bytes of another kind are another key
   * @returns the number of `bytes[start..end)`, or -1
   */
  find(bytes: Uint8Array, start: number, end: number, kind: number): number {
    const expected = this.#expected;
    if (expected < this.#count && this.#equals(expected, bytes, start, end, kind)) {
      this.#expected = expected + 1;
      return expected;
    }
    const found = this.#table[this.#slotOf(hashOf(bytes, start, end, kind), bytes, start, end, kind)]! - 1;
    if (found >= 0) this.#expected = found + 1;
    return found;
  }

  /**
   * Whether `bytes` go on at `start` with the key that is expected next. It stays expected until `take`.
   *
   * @param limit  nothing from there on belongs to the key
   * @returns the offset behind it, or -1
   */
  match(bytes: Uint8Array, start: number, limit: number, kind: number): number {
    const expected = this.#expected;
    if (expected >= this.#count || this.#kinds[expected] !== kind) return -1;
    const from = expected === 0 ? 0 : this.#ends[expected - 1]!;
    const length = this.#ends[expected]! - from;
    if (start + length > limit) return -1;
    const arena = this.#arena;
    // From the end: neighbours in an exposition differ there.
    for (let i = length - 1; i >= 0; i--) if (arena[from + i] !== bytes[start + i]) return -1;
    return start + length;
  }

  /** Takes the expected key, after `match`. @returns its number */
  take(): number {
    return this.#expected++;
  }

  /** Takes in a key that `find` did not know. @returns its number */
  add(bytes: Uint8Array, start: number, end: number, kind: number): number {
    if ((this.#count + 1) * 2 > this.#table.length) this.#growTable();
    if (this.#count === this.#ends.length) this.#growNumbers();
    const length = end - start;
    if (this.#used + length > this.#arena.length) {
      const larger = new Uint8Array(Math.max(this.#arena.length * 2, this.#used + length));
      larger.set(this.#arena.subarray(0, this.#used));
      this.#arena = larger;
    }
    const hash = hashOf(bytes, start, end, kind);
    const slot = this.#slotOf(hash, bytes, start, end, kind);
    this.#arena.set(bytes.subarray(start, end), this.#used);
    this.#used += length;
    const number = this.#count++;
    this.#ends[number] = this.#used;
    this.#hashes[number] = hash;
    this.#kinds[number] = kind;
    this.#table[slot] = number + 1;
    this.#expected = number + 1;
    return number;
  }

  /** A copy with the keys for which `keep` is true, numbered anew in the same order. */
  filter(keep: (number: number) => boolean): ByteKeys {
    const kept = new ByteKeys();
    for (let i = 0; i < this.#count; i++) {
      if (keep(i)) kept.add(this.#arena, i === 0 ? 0 : this.#ends[i - 1]!, this.#ends[i]!, this.#kinds[i]!);
    }
    kept.rewind();
    return kept;
  }

  #equals(number: number, bytes: Uint8Array, start: number, end: number, kind: number): boolean {
    const from = number === 0 ? 0 : this.#ends[number - 1]!;
    const length = end - start;
    if (this.#ends[number]! - from !== length || this.#kinds[number] !== kind) return false;
    const arena = this.#arena;
    // From the end: neighbours in an exposition differ there.
    for (let i = length - 1; i >= 0; i--) if (arena[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #slotOf(hash: number, bytes: Uint8Array, start: number, end: number, kind: number): number {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = this.#table[slot]! - 1;
      if (number < 0) return slot;
      if (this.#hashes[number] === hash && this.#equals(number, bytes, start, end, kind)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #growTable(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (let i = 0; i < this.#count; i++) {
      let slot = this.#hashes[i]! & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = i + 1;
    }
  }

  #growNumbers(): void {
    const length = this.#ends.length * 2;
    const grow = <T extends Uint32Array | Uint8Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.#ends = grow(this.#ends, new Uint32Array(length));
    this.#hashes = grow(this.#hashes, new Uint32Array(length));
    this.#kinds = grow(this.#kinds, new Uint8Array(length));
  }
}

/** FNV-1a, with a final mix because the table uses the low bits. */
function hashOf(bytes: Uint8Array, start: number, end: number, kind: number): number {
  let hash = 0x811c9dc5 ^ kind;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
