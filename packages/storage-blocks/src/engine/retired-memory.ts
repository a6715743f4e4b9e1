import { ChunkPool, type UsedChunk } from '../memory/shared-words.ts';

/** Memory of memtables that have become blocks: it serves the next memtable as soon as no reader is left that may still look at it. */
export class RetiredMemory {
  /** Where memtables get their memory from. */
  readonly pool = new ChunkPool();
  /** Readers that have a handle. */
  private readonly openReaders = new Set<number>();
  private retired: { readonly chunks: readonly UsedChunk[]; readonly readers: Set<number> }[] = [];
  private readonly keepBytes: () => number;

  /** @param keepBytes how much of what nobody uses to keep at most */
  constructor(keepBytes: () => number) {
    this.keepBytes = keepBytes;
  }

  open(reader: number): void {
    this.openReaders.add(reader);
  }

  release(reader: number): void {
    this.openReaders.delete(reader);
    for (const { readers } of this.retired) readers.delete(reader);
    this.recycle();
  }

  /** Takes memory over that nobody writes to any more, and that nobody opens any more. */
  retire(chunks: readonly UsedChunk[]): void {
    this.retired.push({ chunks, readers: new Set(this.openReaders) });
    this.recycle();
  }

  private recycle(): void {
    const unread = this.retired.filter(({ readers }) => readers.size === 0);
    if (unread.length === 0) return;
    this.retired = this.retired.filter(({ readers }) => readers.size > 0);
    for (const { chunks } of unread) this.pool.give(chunks, this.keepBytes());
  }
}
