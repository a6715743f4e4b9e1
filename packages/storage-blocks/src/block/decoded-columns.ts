/** Bytes of decoded columns that a thread keeps. */
const MAX_BYTES = 16 << 20;
/** What came too late may be asked for more often than what was there first: after so many bytes of it, all begin anew. */
const BEGIN_ANEW_AFTER_BYTES = 8 * MAX_BYTES;

/**
 * How much memory columns of whole numbers take that are kept as integers, for the next query over the same pages: decoding is what a
 * query over thousands of series spends most on. Pages keep them; here they are counted.
 */
export class DecodedColumns {
  /** Columns kept under another number are void. */
  generation = 1;
  private bytes = 0;
  private refused = 0;

  /** Whether a column of so many bytes may be kept. */
  admit(bytes: number): boolean {
    if (this.bytes + bytes <= MAX_BYTES) {
      this.bytes += bytes;
      return true;
    }
    this.refused += bytes;
    if (this.refused > BEGIN_ANEW_AFTER_BYTES) this.clear();
    return false;
  }

  clear(): void {
    this.generation++;
    this.bytes = 0;
    this.refused = 0;
  }
}
