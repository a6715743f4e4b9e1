import type { SymbolTable } from './symbol-table.ts';

/** What a label set may take as a key; a symbol table could otherwise blow up a small request. */
const MAX_KEY_BYTES = 1 << 16;
/** A label takes two lengths of four bytes and a byte of each text. */
const MAX_LABELS = Math.ceil(MAX_KEY_BYTES / 10);

export type KeyOutcome = 'ok' | 'duplicate' | 'nameless' | 'too_long';

/** The label references of one series, and the canonical key that is made of them. Used again for each series. */
export class LabelRefs {
  /** Symbol numbers of names and values in turn. */
  refs = new Uint32Array(128);
  length = 0;
  key = new Uint8Array(1024);
  keyLength = 0;
  /** The references that the key was made of, how many, and the offset in the key behind each pair of them. */
  readonly #keyRefs = new Uint32Array(MAX_LABELS * 2);
  #keyLabels = 0;
  readonly #keyOffsets = new Uint32Array(MAX_LABELS + 1);

  push(ref: number): void {
    if (this.length === this.refs.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.refs);
      this.refs = larger;
    }
    this.refs[this.length++] = ref;
  }

  /** Writes the key: for each pair, name length (u32 LE), name, value length (u32 LE), value; sorted by name. */
  makeKey(bytes: Uint8Array, symbols: SymbolTable): KeyOutcome {
    const outcome = this.#writeKey(bytes, symbols);
    if (outcome !== 'unusual') return outcome;
    this.#keyLabels = 0;
    // Before anything that takes long on a long list: each label takes eight bytes of a key at least.
    if (this.#keySize(symbols) > MAX_KEY_BYTES) return 'too_long';
    this.#sort(symbols);
    this.#dropEmpty(symbols);
    const { refs, length } = this;
    for (let i = 0; i < length; i += 2) {
      if (symbols.starts[refs[i]!] === symbols.ends[refs[i]!]) return 'nameless';
      if (i > 0 && symbols.compare(refs[i - 2]!, refs[i]!) === 0) return 'duplicate';
    }
    const second = this.#writeKey(bytes, symbols);
    if (second === 'unusual') throw new Error('BUG: labels are in disorder after they were sorted');
    return second;
  }

  /**
   * Writes the key of labels that are as they must be: in ascending order, nothing empty. What the series before had in
   * front too is there already; senders write the series of one metric together.
   * @returns 'unusual' when they are not
   */
  #writeKey(bytes: Uint8Array, symbols: SymbolTable): 'ok' | 'too_long' | 'unusual' {
    const { refs, length } = this;
    const written = this.#keyRefs;
    const shared = Math.min(length, this.#keyLabels);
    let i = 0;
    while (i < shared && refs[i] === written[i] && refs[i + 1] === written[i + 1]) i += 2;
    let at = this.#keyOffsets[i >>> 1]!;
    this.#keyLabels = 0;
    for (; i < length; i += 2) {
      const name = refs[i]!;
      const value = refs[i + 1]!;
      const nameSize = symbols.ends[name]! - symbols.starts[name]!;
      const valueSize = symbols.ends[value]! - symbols.starts[value]!;
      if (nameSize === 0 || valueSize === 0) return 'unusual';
      if (i > 0 && symbols.compare(refs[i - 2]!, name) >= 0) return 'unusual';
      if (at + nameSize + valueSize + 8 > MAX_KEY_BYTES) return 'too_long';
      at = this.#put(at, bytes, symbols.starts[name]!, nameSize);
      at = this.#put(at, bytes, symbols.starts[value]!, valueSize);
      written[i] = name;
      written[i + 1] = value;
      this.#keyOffsets[(i >>> 1) + 1] = at;
    }
    this.#keyLabels = length;
    this.keyLength = at;
    return 'ok';
  }

  #put(at: number, bytes: Uint8Array, start: number, size: number): number {
    if (at + 4 + size > this.key.length) {
      const larger = new Uint8Array((at + 4 + size) * 2);
      larger.set(this.key);
      this.key = larger;
    }
    const { key } = this;
    key[at] = size;
    key[at + 1] = size >>> 8;
    key[at + 2] = size >>> 16;
    key[at + 3] = 0;
    let to = at + 4;
    for (let from = start; from < start + size; from++) key[to++] = bytes[from]!;
    return to;
  }

  #keySize(symbols: SymbolTable): number {
    let size = this.length * 4;
    for (let i = 0; i < this.length; i++) size += symbols.ends[this.refs[i]!]! - symbols.starts[this.refs[i]!]!;
    return size;
  }

  /** Senders must sort by name, so there is rarely anything to do. */
  #sort(symbols: SymbolTable): void {
    const { refs, length } = this;
    let i = 2;
    while (i < length && symbols.compare(refs[i - 2]!, refs[i]!) <= 0) i += 2;
    if (i >= length) return;
    const pairs: (readonly [name: number, value: number])[] = [];
    for (let at = 0; at < length; at += 2) pairs.push([refs[at]!, refs[at + 1]!]);
    pairs.sort(([a], [b]) => symbols.compare(a, b));
    for (const [at, [name, value]] of pairs.entries()) {
      refs[2 * at] = name;
      refs[2 * at + 1] = value;
    }
  }

  #dropEmpty(symbols: SymbolTable): void {
    const { refs } = this;
    let length = 0;
    for (let i = 0; i < this.length; i += 2) {
      const value = refs[i + 1]!;
      if (symbols.starts[value] === symbols.ends[value]) continue;
      refs[length] = refs[i]!;
      refs[length + 1] = value;
      length += 2;
    }
    this.length = length;
  }
}
