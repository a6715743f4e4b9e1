/** The longest repetition, and the farthest, that deflate can say. */
const LONGEST = 258;
const FARTHEST = 32_768;
/** A match costs some twenty bits, which is what five digits take. */
const LEAST_LENGTH = 5;
/** Repetitions of one document: 2 MB. Beyond, nobody is told of any. */
const MAX_COUNT = 1 << 18;
/** Slots of number-texts.ts. */
const SLOTS = 1 << 13;

/**
 * Where a document says again what it has said before, as its writer knows it: so whoever compresses it need not look for that. Serves
 * document after document.
 */
export class KnownRepeats {
  /** Where each begins, ascending; the first {@link count} count. They do not overlap. */
  starts = new Int32Array(4096);
  /** How long each is, times 65536, plus how far back it was said, less one. */
  packed = new Int32Array(4096);
  count = 0;
  /** Bytes of all of them. */
  bytes = 0;
  /** False when there are more than are kept, or the writer does not know of all that counts. */
  isComplete = false;
  /** Where the text of a slot was written last, plus one. */
  private readonly lastOfSlot = new Int32Array(SLOTS);

  /** A new document. */
  begin(): void {
    this.count = 0;
    this.bytes = 0;
    this.isComplete = false;
    this.lastOfSlot.fill(0);
  }

  /**
   * What is written at `at` stands at `from` too, before it.
   * @returns whether it is noted: it is not where it would not pay
   */
  note(at: number, from: number, length: number): boolean {
    const distance = at - from;
    if (distance > FARTHEST) return false;
    const last = this.count - 1;
    if (last >= 0) {
      const packed = this.packed[last]!;
      const lastLength = packed >>> 16;
      if (
        this.starts[last]! + lastLength === at &&
        (packed & 0xffff) === distance - 1 &&
        lastLength + length <= LONGEST
      ) {
        this.packed[last] = packed + (length << 16);
        this.bytes += length;
        return true;
      }
    }
    if (length < LEAST_LENGTH || length > LONGEST || this.count >= MAX_COUNT) return false;
    if (this.count >= this.starts.length) this.grow();
    this.starts[this.count] = at;
    this.packed[this.count++] = (length << 16) | (distance - 1);
    this.bytes += length;
    return true;
  }

  /** The text of a slot of numbers is written at `at`; `isNoted` when that has been noted already. */
  noteNumber(slot: number, at: number, length: number, isNoted: boolean): void {
    const before = this.lastOfSlot[slot]! - 1;
    this.lastOfSlot[slot] = at + 1;
    if (before >= 0 && !isNoted) this.note(at, before, length);
  }

  /** The text of a slot is another one from now on. */
  forget(slot: number): void {
    this.lastOfSlot[slot] = 0;
  }

  /** All of the document that is worth while has been noted. */
  end(): void {
    this.isComplete = this.count < MAX_COUNT;
  }

  private grow(): void {
    this.starts = doubled(this.starts);
    this.packed = doubled(this.packed);
  }
}

function doubled(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}
