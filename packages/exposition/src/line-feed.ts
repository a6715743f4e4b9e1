import { NEWLINE } from './bytes.ts';
import { describeByte, type ExpositionProblem, MORE_BYTES_NEEDED, ParseFailure, problemAt } from './problem.ts';

export type ParseOutcome =
  | { readonly ok: true; readonly samples: number }
  | { readonly ok: false; readonly problem: ExpositionProblem };

/** Takes an exposition in pieces of any size. After a problem, further pieces are ignored. */
export interface ExpositionParser {
  /** Parses what is complete and keeps the rest. `chunk` may be reused by the caller afterwards. */
  push(chunk: Uint8Array): ExpositionProblem | undefined;
  /** Parses what is left. To be called once. */
  end(): ParseOutcome;
}

/** A line (or, in OpenMetrics, the lines of one metric point) must fit in this, unless the caller says otherwise. */
export const DEFAULT_MAX_LINE_BYTES = 1 << 20;

/** Cuts what arrives into lines; memory is bounded by one piece and one line. */
export abstract class LineFeed implements ExpositionParser {
  protected samples = 0;
  #carry = new Uint8Array(0);
  #carried = 0;
  /** Offset in the carried bytes at which the next line begins. */
  #resume = 0;
  #line = 1;
  #problem: ExpositionProblem | undefined;
  readonly #maxLineBytes: number;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  push(chunk: Uint8Array): ExpositionProblem | undefined {
    if (this.#problem !== undefined || chunk.length === 0) return this.#problem;
    if (this.#carried === 0) this.#run(chunk, false);
    else {
      this.#append(chunk);
      this.#run(this.#carry.subarray(0, this.#carried), false);
    }
    if (this.#problem === undefined && this.#carried - this.#resume > this.#maxLineBytes) {
      this.#problem = problemAt(this.#line, 1, `a line of at most ${this.#maxLineBytes} bytes`, 'a longer one');
    }
    return this.#problem;
  }

  end(): ParseOutcome {
    if (this.#problem === undefined) {
      const complete = this.#carried === this.#resume;
      // The last line may lack its newline.
      if (!complete) this.#append(Uint8Array.of(NEWLINE));
      this.#run(this.#carry.subarray(0, this.#carried), true, complete);
    }
    return this.#problem === undefined ? { ok: true, samples: this.samples } : { ok: false, problem: this.#problem };
  }

  /** Parses the line that begins at `pos`. @returns the offset behind its newline */
  protected abstract readLine(bytes: Uint8Array, pos: number, limit: number): number;
  /** The input is over: `end` is the offset behind its last byte. */
  protected abstract finish(bytes: Uint8Array, end: number): void;
  /** Offset of the first byte that is needed after the lines before `pos`. */
  protected abstract retainedFrom(pos: number): number;
  /** The bytes have moved towards the front by `by`. */
  protected abstract rebase(by: number): void;

  #run(bytes: Uint8Array, final: boolean, newlineWritten = true): void {
    const limit = final ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    let pos = this.#resume;
    try {
      while (pos < limit) {
        const newline = bytes.indexOf(NEWLINE, pos);
        if (newline - pos > this.#maxLineBytes) {
          throw new ParseFailure(pos, `a line of at most ${this.#maxLineBytes} bytes`, 'a longer one');
        }
        const next = this.readLine(bytes, pos, limit);
        // A newline within quotes counts for the lines that follow.
        for (let at = newline; at >= 0 && at < next; at = bytes.indexOf(NEWLINE, at + 1)) this.#line++;
        pos = next;
      }
      if (final) this.finish(bytes, newlineWritten ? limit : limit - 1);
    } catch (error) {
      if (error === MORE_BYTES_NEEDED) {
        if (final) this.#fail(bytes, pos, new ParseFailure(limit - 1, 'a closing quote'), limit - 1);
      } else if (error instanceof ParseFailure) {
        if (final || error.offset < limit) this.#fail(bytes, pos, error, newlineWritten ? bytes.length : limit - 1);
      } else throw error;
    }
    this.#keep(bytes, pos);
  }

  #fail(bytes: Uint8Array, lineStart: number, failure: ParseFailure, end: number): void {
    const offset = Math.min(failure.offset, end);
    let line = this.#line;
    for (let i = offset; i < lineStart; i++) if (bytes[i] === NEWLINE) line--;
    for (let i = lineStart; i < offset; i++) if (bytes[i] === NEWLINE) line++;
    const start = offset === 0 ? 0 : bytes.lastIndexOf(NEWLINE, offset - 1) + 1;
    const got = failure.got ?? describeByte(bytes, offset, end);
    this.#problem = problemAt(line, offset - start + 1, failure.expected, got);
  }

  #keep(bytes: Uint8Array, pos: number): void {
    const from = this.retainedFrom(pos);
    const rest = bytes.length - from;
    if (bytes.buffer === this.#carry.buffer) {
      if (from > 0) this.#carry.copyWithin(0, from, bytes.length);
    } else {
      this.#reserve(rest);
      this.#carry.set(bytes.subarray(from), 0);
    }
    this.#carried = rest;
    this.#resume = pos - from;
    if (from !== 0) this.rebase(from);
  }

  #append(chunk: Uint8Array): void {
    this.#reserve(this.#carried + chunk.length);
    this.#carry.set(chunk, this.#carried);
    this.#carried += chunk.length;
  }

  #reserve(size: number): void {
    if (size <= this.#carry.length) return;
    const larger = new Uint8Array(Math.max(size * 2, 4096));
    larger.set(this.#carry.subarray(0, this.#carried));
    this.#carry = larger;
  }
}
