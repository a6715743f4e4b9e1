/** Numbers of one slab: 256 KB. */
const SLAB_NUMBERS = 32_768;
/** Slabs that wait for the next query: 8 MB. */
const MAX_SPARE = 32;

/** An array of its own for every sum would be made by the thousand and be garbage a moment later; slabs serve query after query. */
const spare: Float64Array[] = [];

/** Hands out room for numbers, with whatever was in it before. */
export class NumberRoom {
  private slabs: Float64Array[] = [];
  private used = SLAB_NUMBERS;

  take(count: number): Float64Array {
    if (count > SLAB_NUMBERS) return new Float64Array(count);
    if (this.used + count > SLAB_NUMBERS) {
      this.slabs.push(spare.pop() ?? new Float64Array(SLAB_NUMBERS));
      this.used = 0;
    }
    const at = this.used;
    this.used += count;
    return this.slabs.at(-1)!.subarray(at, at + count);
  }

  /** Takes everything back: nobody may look at what was handed out any more. */
  clear(): void {
    for (const slab of this.slabs) if (spare.length < MAX_SPARE) spare.push(slab);
    this.slabs = [];
    this.used = SLAB_NUMBERS;
  }
}
