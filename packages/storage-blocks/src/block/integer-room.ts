/** Integers of one slab: 64 KB. */
const SLAB = 16_384;

/** Room for integers. Columns that are decoded one after the other are neighbours, as they are when they are read again. */
export class IntegerRoom {
  slab = new Int32Array(0);
  private used = 0;

  /** Room in `slab` for so many integers, at most a few thousand; tells where it begins. */
  take(count: number): number {
    if (this.used + count > this.slab.length) {
      this.slab = new Int32Array(Math.max(SLAB, count));
      this.used = 0;
    }
    this.used += count;
    return this.used - count;
  }

  /** Leaves the slabs to those who have integers in them. */
  clear(): void {
    this.slab = new Int32Array(0);
    this.used = 0;
  }
}
