import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { formatSizeBytes } from '../config/size.ts';
import { problemAt, type Place, type Problem } from '../config/problem.ts';

/** The option `output`: writes what a target exposes to a file, as it is, instead of sending samples. */
export class RawOutput {
  readonly path: string;
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** @param folder  what a relative path is relative to */
  constructor(folder: string, output: string, maxBytes: number) {
    this.path = isAbsolute(output) ? output : join(folder, output);
    this.#maxBytes = maxBytes;
  }

  begin(): void {
    this.#pieces = [];
    this.#bytes = 0;
  }

  chunk(bytes: Uint8Array): boolean {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#maxBytes) return false;
    this.#pieces.push(Buffer.from(bytes));
    return true;
  }

  /** @returns what went wrong: too much, or the file could not be written */
  finish(place: Place): Problem | undefined {
    const body = Buffer.concat(this.#pieces);
    this.#pieces = [];
    if (this.#bytes > this.#maxBytes) {
      const message = `more than max_file_size allows (${formatSizeBytes(this.#maxBytes)}): not written to ${this.path}`;
      return problemAt(place, 'error', 'body_too_large', message);
    }
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(this.path, body);
      return undefined;
    } catch (error) {
      return problemAt(
        place,
        'error',
        'unwritable',
        `cannot write output ${this.path}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
