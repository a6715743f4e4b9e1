import { ColumnRoom, type ColumnSlabs } from './column-room.ts';

/** Bytes of decoded columns that a thread keeps. */
const MAX_BYTES = 16 << 20;
/** What came too late may be asked for more often than what was there first: after so many bytes of it, all begin anew. */
const BEGIN_ANEW_AFTER_BYTES = 8 * MAX_BYTES;

/**
 * How much memory the decoded columns take that pages keep for the next query over them. Here they are counted.
 */
export class DecodedColumns {
  /** Columns kept under another number are void. */
  generation = 1;
  readonly room: ColumnRoom;
  private bytes = 0;
  private refused = 0;

  /** @param slabs where their room comes from; made unless told */
  constructor(slabs: ColumnSlabs | undefined) {
    this.room = new ColumnRoom(slabs);
  }

  /** Whether a column of so many bytes may be kept. */
  hasRoom(bytes: number): boolean {
    if (this.bytes + bytes <= MAX_BYTES) return true;
    this.refused += bytes;
    if (this.refused > BEGIN_ANEW_AFTER_BYTES) this.clear();
    return false;
  }

  take(bytes: number): void {
    this.bytes += bytes;
  }

  clear(): void {
    this.generation++;
    this.room.clear();
    this.bytes = 0;
    this.refused = 0;
  }
}
