import { columnKernels, MAX_COLUMN_BYTES, type ColumnMemory } from '../memory/column-kernels.ts';

/** What came too late may be asked for more often than what was there first: after so many bytes of it, all begin anew. */
const BEGIN_ANEW_AFTER_BYTES = 8 * MAX_COLUMN_BYTES;

/** Memory that can be let go by whoever handed it out. */
type HeldMemory = { -readonly [Key in keyof ColumnMemory]: ColumnMemory[Key] };

/** Where the memory for decoded columns comes from. */
export type ColumnMemorySource = () => ColumnMemory | undefined;

/** The memory in which adding is fast. There is one of it in each thread, so the second one who asks gets none. */
export const fastMemory: ColumnMemorySource = () => columnKernels().takeColumns();

/**
 * The memory of the decoded columns that pages keep for the next query over them. Columns that are decoded one after the other are
 * neighbours, as they are when they are read again.
 */
export class DecodedColumns {
  /** Columns kept under another number are void. */
  generation = 1;
  private readonly source: ColumnMemorySource | undefined;
  private known: HeldMemory | undefined;
  /** Bytes of columns, one behind the other. */
  private used = 0;
  /** Bytes of what is kept beside them. */
  private others = 0;
  private refused = 0;
  /** Bytes of what was there when it was asked for, since that was last counted. */
  private asked = 0;

  /** @param source of memory; made where there is none */
  constructor(source: ColumnMemorySource | undefined) {
    this.source = source;
  }

  get memory(): ColumnMemory {
    this.known ??= { ...(this.source?.() ?? ownMemory()) };
    return this.known;
  }

  /** Whether a column of so many bytes may be kept, with so many beside it. */
  hasRoom(bytes: number, beside = 0): boolean {
    if (this.used + this.others + bytes + beside + 8 <= MAX_COLUMN_BYTES) return true;
    this.refused += bytes;
    if (this.refused > BEGIN_ANEW_AFTER_BYTES) {
      // What is there serves those who ask: to put other columns in its place would gain nothing.
      if (this.asked > this.refused / 8) this.refused = this.asked = 0;
      else this.clear();
    }
    return false;
  }

  /** A column of so many bytes was asked for that is there. */
  noteUse(bytes: number): void {
    this.asked += bytes;
  }

  /** Room for numbers of so many bytes in {@link memory}; tells where, in bytes. */
  take(bytes: number): number {
    const at = this.memory.from + this.used;
    // A double must be able to follow.
    this.used += (bytes + 7) & ~7;
    return at;
  }

  /** Counts what is kept elsewhere. */
  count(bytes: number): void {
    this.others += bytes;
  }

  clear(): void {
    this.generation++;
    const { known } = this;
    if (known !== undefined) {
      known.kernels?.giveColumns();
      // Pages that nobody reads again still know of it, and would hold all of the memory.
      known.integers = new Int32Array(0);
      known.doubles = new Float64Array(0);
      known.kernels = undefined;
    }
    this.known = undefined;
    this.used = 0;
    this.others = 0;
    this.refused = 0;
    this.asked = 0;
  }
}

/** Memory of JavaScript, which takes what was written to. */
function ownMemory(): ColumnMemory {
  const doubles = new Float64Array(MAX_COLUMN_BYTES / 8);
  return { integers: new Int32Array(doubles.buffer), doubles, kernels: undefined, from: 0 };
}
