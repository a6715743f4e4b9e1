import { MalformedMessage, readText } from '@binnacle/protobuf';

/** The symbols of a version 2 request: where each one's bytes stand, and its string once it has been asked for. */
export class SymbolTable {
  size = 0;
  starts = new Uint32Array(256);
  ends = new Uint32Array(256);
  readonly #bytes: Uint8Array;
  #strings: (string | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  add(start: number, end: number): void {
    if (this.size === this.starts.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.starts[this.size] = start;
    this.ends[this.size] = end;
    this.size++;
  }

  text(ref: number, offset: number): string {
    this.check(ref, offset);
    return (this.#strings[ref] ??= readText(this.#bytes, this.starts[ref]!, this.ends[ref]!));
  }

  /** @throws MalformedMessage when there is no such symbol; `offset` is where it is referred to */
  check(ref: number, offset: number): void {
    if (ref >= this.size) throw new MalformedMessage(offset, `symbol ${ref} of ${this.size}`);
  }

  /** Orders two symbols by their bytes, which is the order of label names. */
  compare(a: number, b: number): number {
    const bytes = this.#bytes;
    let i = this.starts[a]!;
    let j = this.starts[b]!;
    const aEnd = this.ends[a]!;
    const bEnd = this.ends[b]!;
    for (; i < aEnd && j < bEnd; i++, j++) {
      const difference = bytes[i]! - bytes[j]!;
      if (difference !== 0) return difference;
    }
    return aEnd - i - (bEnd - j);
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
