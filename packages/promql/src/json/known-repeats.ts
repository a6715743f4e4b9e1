import { PointWriter } from './point-writer.ts';

const NOTHING = new Int32Array(0);

/**
 * Where a document says again what it has said before, as its writer knows it: so whoever compresses it need not look for that. Serves
 * document after document.
 */
export class KnownRepeats {
  /** Writes the points, and notes most of what there is. */
  readonly points: PointWriter = new PointWriter();
  /** Where each begins, ascending. They do not overlap. */
  starts: Int32Array = NOTHING;
  /** How long each is, times 65536, plus how far back it was said, less one. */
  packed: Int32Array = NOTHING;
  /** Bytes of all of them. */
  bytes = 0;
  /** False when there are more than are kept, or the writer does not know of all that counts. */
  isComplete = false;

  /** A new document. */
  begin(): void {
    this.isComplete = false;
    this.points.begin();
  }

  /** What is written at `at` stands at `from` too, before it. */
  note(at: number, from: number, length: number): void {
    this.points.note(at, from, length);
  }

  /** All of the document that is worth while has been noted. */
  end(): void {
    this.isComplete = !this.points.isFull;
    const { starts, packed, bytes } = this.points.notes();
    this.starts = starts;
    this.packed = packed;
    this.bytes = bytes;
  }
}
