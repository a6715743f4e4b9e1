/** Where rows of results lie. */
export interface NumberSlabs {
  /** An array of exactly so many numbers, whatever they are. */
  take(count: number): Float64Array<ArrayBuffer>;
}

/** Slabs that wait for the next query: 8 MB where rows are made in slabs of 128 KB. */
const MAX_SPARE = 64;

/**
 * Slabs that serve query after query: thousands of rows would otherwise leave megabytes outside of the heap to be collected each time.
 */
export class ReusedSlabs implements NumberSlabs {
  private readonly taken: Float64Array<ArrayBuffer>[] = [];
  private readonly spare: Float64Array<ArrayBuffer>[] = [];

  take(count: number): Float64Array<ArrayBuffer> {
    const at = this.spare.findLastIndex((slab) => slab.length === count);
    const [known] = at < 0 ? [] : this.spare.splice(at, 1);
    const slab = known ?? new Float64Array(count);
    this.taken.push(slab);
    return slab;
  }

  /** Takes all of them back: nobody may look at a result any more. */
  reclaim(): void {
    // Those of before fit the queries of now less than those that were just in use.
    this.spare.push(...this.taken);
    this.spare.splice(0, this.spare.length - MAX_SPARE);
    this.taken.length = 0;
  }
}
