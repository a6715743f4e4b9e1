const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines; keeps at most one unfinished line. */
export class LineDecoder {
  readonly #maxBytes: number;
  #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Calls `line` for each line that is whole now. @returns false when a line is longer than allowed */
  push(piece: Buffer, line: (text: string) => void): boolean {
    let from = 0;
    for (;;) {
      const end = piece.indexOf(NEWLINE, from);
      if (end < 0) break;
      if (this.#keptBytes + end - from > this.#maxBytes) return false;
      const own = piece.subarray(from, end);
      const whole = this.#kept.length === 0 ? own : Buffer.concat([...this.#kept, own]);
      this.#kept = [];
      this.#keptBytes = 0;
      if (whole.length > 0) line(whole.toString('utf8'));
      from = end + 1;
    }
    if (from < piece.length) {
      const rest = piece.subarray(from);
      this.#kept.push(rest);
      this.#keptBytes += rest.length;
    }
    return this.#keptBytes <= this.#maxBytes;
  }
}
