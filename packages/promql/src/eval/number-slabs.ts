/** Where rows of results lie. */
export interface NumberSlabs {
  /** An array of exactly so many numbers, whatever they are. */
  take(count: number): Float64Array<ArrayBuffer>;
  /** Leaves slabs to who asks, beyond the end of the query, until they are given back. */
  leave(slabs: ReadonlySet<Float64Array>): void;
  /** Takes them back when the query that is under way has ended, if any is. */
  giveBack(slabs: ReadonlySet<Float64Array>): void;
}

/** Slabs that wait for the next query: 8 MB where rows are made in slabs of 128 KB. */
const MAX_SPARE = 64;

/**
 * Slabs that serve query after query: thousands of rows would otherwise leave megabytes outside of the heap to be collected each time.
 */
export class ReusedSlabs implements NumberSlabs {
  private taken: Float64Array<ArrayBuffer>[] = [];
  private readonly left = new Set<Float64Array>();
  private inUse = false;
  private readonly spare: Float64Array<ArrayBuffer>[] = [];

  take(count: number): Float64Array<ArrayBuffer> {
    this.inUse = true;
    const at = this.spare.findLastIndex((slab) => slab.length === count);
    const [known] = at < 0 ? [] : this.spare.splice(at, 1);
    const slab = known ?? new Float64Array(count);
    this.taken.push(slab);
    return slab;
  }

  leave(slabs: ReadonlySet<Float64Array>): void {
    for (const slab of slabs) this.left.add(slab);
  }

  giveBack(slabs: ReadonlySet<Float64Array>): void {
    for (const slab of slabs) this.left.delete(slab);
    if (!this.inUse) this.reclaim();
  }

  /** Takes all of them back but those that are left to somebody: nobody may look at a result any more. */
  reclaim(): void {
    this.inUse = false;
    // Those of before fit the queries of now less than those that were just in use.
    this.spare.push(...this.taken.filter((slab) => !this.left.has(slab)));
    this.spare.splice(0, Math.max(0, this.spare.length - MAX_SPARE));
    this.taken = this.taken.filter((slab) => this.left.has(slab));
  }
}
