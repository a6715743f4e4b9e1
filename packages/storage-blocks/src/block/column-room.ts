import { columnKernels, type ColumnSlab } from '../memory/column-kernels.ts';

/** Bytes of one slab of memory of JavaScript. */
const SLAB_BYTES = 65_536;

/** Where slabs come from and go to. */
export interface ColumnSlabs {
  take(): ColumnSlab | undefined;
  give(slab: ColumnSlab): void;
}

/** Slabs in memory where adding is fast. */
export const fastSlabs: ColumnSlabs = {
  take: () => columnKernels().takeColumns(),
  give: (slab) => slab.kernels?.giveColumns(slab),
};

/** Room for numbers. Columns that are decoded one after the other are neighbours, as they are when they are read again. */
export class ColumnRoom {
  private slabs: ColumnSlab[] = [];
  private used = SLAB_BYTES;
  private readonly source: ColumnSlabs | undefined;

  /** @param source of slabs; without it, or when it has none, they are made */
  constructor(source: ColumnSlabs | undefined) {
    this.source = source;
  }

  /** The slab where the next numbers go that {@link take} has made room for. */
  get slab(): ColumnSlab {
    return this.slabs.at(-1)!;
  }

  /** Room in {@link slab} for numbers of so many bytes, at most a slab; tells where it begins, in bytes. */
  take(bytes: number): number {
    if (this.used + bytes > SLAB_BYTES) {
      this.slabs.push(this.source?.take() ?? ownSlab());
      this.used = 0;
    }
    const at = this.used;
    // A double must be able to follow.
    this.used += (bytes + 7) & ~7;
    return at;
  }

  /** Takes all room back: nobody may look at what is in it any more. */
  clear(): void {
    for (const slab of this.slabs) this.source?.give(slab);
    this.slabs = [];
    this.used = SLAB_BYTES;
  }
}

function ownSlab(): ColumnSlab {
  const doubles = new Float64Array(SLAB_BYTES / 8);
  return { integers: new Int32Array(doubles.buffer), doubles, kernels: undefined, address: 0 };
}
