import type { SumRoom } from '@binnacle/storage';

/** Numbers of one slab: 256 KB. */
const SLAB_NUMBERS = 32_768;
/** Slabs that wait for the next query: 8 MB. */
const MAX_SPARE = 32;

/** An array of its own for every sum would be made by the thousand and be garbage a moment later; slabs serve query after query. */
const spare: Float64Array[] = [];

/** Hands out room for numbers, with whatever was in it before. */
export class NumberRoom {
  private readonly best: SumRoom | undefined;
  private slabs: Float64Array[] = [];
  /** Those of `best`. */
  private bestSlabs: Float64Array[] = [];
  private slab: Float64Array = new Float64Array(0);
  private used = 0;

  /** @param best where numbers are best, as long as there is room */
  constructor(best: SumRoom | undefined) {
    this.best = best;
  }

  take(count: number): Float64Array {
    if (count > SLAB_NUMBERS) return new Float64Array(count);
    if (this.used + count > this.slab.length) {
      this.slab = this.nextSlab(count);
      this.used = 0;
    }
    const at = this.used;
    this.used += count;
    return this.slab.subarray(at, at + count);
  }

  /** Takes everything back: nobody may look at what was handed out any more. */
  clear(): void {
    for (const slab of this.slabs) if (spare.length < MAX_SPARE) spare.push(slab);
    for (const slab of this.bestSlabs) this.best?.give(slab);
    this.slabs = [];
    this.bestSlabs = [];
    this.slab = new Float64Array(0);
    this.used = 0;
  }

  /** A slab for `count` numbers or more. */
  private nextSlab(count: number): Float64Array {
    const best = this.best?.take();
    if (best !== undefined) this.bestSlabs.push(best);
    if (best !== undefined && best.length >= count) return best;
    const slab = spare.pop() ?? new Float64Array(SLAB_NUMBERS);
    this.slabs.push(slab);
    return slab;
  }
}
