import type { SymbolTable } from './symbol-table.ts';

/** What a label set may take as a key; a symbol table could otherwise blow up a small request. */
const MAX_KEY_BYTES = 1 << 16;

export type KeyOutcome = 'ok' | 'duplicate' | 'nameless' | 'too_long';

/** The label references of one series, and the canonical key that is made of them. Used again for each series. */
export class LabelRefs {
  /** Symbol numbers of names and values in turn. */
  refs = new Uint32Array(128);
  length = 0;
  key = new Uint8Array(1024);
  keyLength = 0;

  push(ref: number): void {
    if (this.length === this.refs.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.refs);
      this.refs = larger;
    }
    this.refs[this.length++] = ref;
  }

  /** Sorts, then writes the key: for each pair, name length (u32 LE), name, value length (u32 LE), value. */
  makeKey(bytes: Uint8Array, symbols: SymbolTable): KeyOutcome {
    // Before anything that takes long on a long list: each label takes eight bytes of a key at least.
    if (this.#keySize(symbols) > MAX_KEY_BYTES) return 'too_long';
    this.#sort(symbols);
    this.#dropEmpty(symbols);
    const { refs, length } = this;
    const size = this.#keySize(symbols);
    if (size > this.key.length) this.key = new Uint8Array(size * 2);
    const { key } = this;
    let at = 0;
    for (let i = 0; i < length; i++) {
      const start = symbols.starts[refs[i]!]!;
      const end = symbols.ends[refs[i]!]!;
      const textLength = end - start;
      if (i % 2 === 0) {
        if (textLength === 0) return 'nameless';
        if (i > 0 && symbols.compare(refs[i - 2]!, refs[i]!) === 0) return 'duplicate';
      }
      key[at] = textLength;
      key[at + 1] = textLength >>> 8;
      key[at + 2] = textLength >>> 16;
      key[at + 3] = 0;
      at += 4;
      for (let from = start; from < end; from++) key[at++] = bytes[from]!;
    }
    this.keyLength = at;
    return 'ok';
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
