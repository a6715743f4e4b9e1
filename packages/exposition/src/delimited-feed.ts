import type { ExpositionParser, ParseOutcome } from './line-feed.ts';
import type { ExpositionProblem } from './problem.ts';

/** Cuts what arrives into messages, each behind its length (varint); memory is bounded by one piece and one message. */
export abstract class DelimitedFeed implements ExpositionParser {
  protected samples = 0;
  #carry = new Uint8Array(0);
  #carried = 0;
  /** Number of the message that is read, from 1. */
  #message = 1;
  #problem: ExpositionProblem | undefined;
  readonly #maxMessageBytes: number;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  push(chunk: Uint8Array): ExpositionProblem | undefined {
    if (this.#problem !== undefined || chunk.length === 0) return this.#problem;
    if (this.#carried === 0) {
      const read = this.#run(chunk);
      this.#append(chunk, read);
    } else {
      this.#append(chunk, 0);
      const read = this.#run(this.#carry.subarray(0, this.#carried));
      this.#carry.copyWithin(0, read, this.#carried);
      this.#carried -= read;
    }
    return this.#problem;
  }

  end(): ParseOutcome {
    if (this.#problem === undefined && this.#carried > 0) {
      this.#fail(this.#carried + 1, 'the rest of the message', 'end of input');
    }
    return this.#problem === undefined ? { ok: true, samples: this.samples } : { ok: false, problem: this.#problem };
  }

  /**
   * Reads the message in `bytes[start..end)`.
   * @returns what did not fit, with its offset in `bytes`; undefined when all did
   */
  protected abstract readMessage(bytes: Uint8Array, start: number, end: number): MessageProblem | undefined;

  /** @returns how many bytes of complete messages were read */
  #run(bytes: Uint8Array): number {
    let pos = 0;
    while (pos < bytes.length) {
      let length = 0;
      let at = pos;
      for (let shift = 1; ; shift *= 128) {
        const byte = bytes[at++];
        if (byte === undefined) return pos;
        length += (byte & 0x7f) * shift;
        if (byte < 0x80) break;
        if (at - pos > 4) {
          this.#fail(at - pos, 'the length of a message', 'a longer number');
          return pos;
        }
      }
      if (length > this.#maxMessageBytes) {
        this.#fail(1, `a message of at most ${this.#maxMessageBytes} bytes`, `one of ${length}`);
        return pos;
      }
      if (at + length > bytes.length) return pos;
      const problem = this.readMessage(bytes, at, at + length);
      if (problem !== undefined) {
        this.#fail(problem.offset - at + 1, problem.expected, problem.got);
        return pos;
      }
      this.#message++;
      pos = at + length;
    }
    return pos;
  }

  #fail(byte: number, expected: string, got: string): void {
    const line = this.#message;
    const message = `message ${line}, byte ${byte}: expected ${expected}, got ${got}`;
    this.#problem = { line, column: byte, expected, got, message };
  }

  #append(chunk: Uint8Array, from: number): void {
    const size = this.#carried + chunk.length - from;
    if (size > this.#carry.length) {
      const larger = new Uint8Array(Math.max(size * 2, 4096));
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
    }
    this.#carry.set(chunk.subarray(from), this.#carried);
    this.#carried = size;
  }
}

export interface MessageProblem {
  readonly offset: number;
  readonly expected: string;
  readonly got: string;
}
