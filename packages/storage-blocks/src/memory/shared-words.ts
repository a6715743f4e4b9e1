/** 2^20 words of 4 bytes: untouched pages of a chunk cost address space only. */
const CHUNK_BITS = 20;
const CHUNK_WORDS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_WORDS - 1;
const CHUNK_BYTES = CHUNK_WORDS * 4;

/** A chunk and how much of it has been written to, from its beginning: the rest is zeros that take no memory. */
export interface UsedChunk {
  readonly buffer: SharedArrayBuffer;
  readonly usedBytes: number;
}

/** Whether a table will fill chunk after chunk, or has a few words for each series at most. */
export type ChunkDemand = 'much' | 'little';

/**
 * Chunks that nobody reads any more, for whoever needs the next one. Shared memory is not given back before every thread has
 * collected its garbage, which a thread with little of it may not do for hours: so it is used again.
 */
export class ChunkPool {
  /** Those with the least in use come first. */
  private free: UsedChunk[] = [];

  /** A chunk of zeros. Small tables get one of which little is in memory, and leave the others to large ones. */
  take(demand: ChunkDemand): SharedArrayBuffer | undefined {
    const chunk = demand === 'much' ? this.free.pop() : this.free.shift();
    if (chunk === undefined) return undefined;
    new Uint8Array(chunk.buffer, 0, chunk.usedBytes).fill(0);
    return chunk.buffer;
  }

  /** @param keepBytes how much memory to keep in all; the rest is left to the collector */
  give(chunks: readonly UsedChunk[], keepBytes: number): void {
    let bytes = 0;
    this.free = [...this.free, ...chunks]
      .sort((a, b) => a.usedBytes - b.usedBytes)
      .filter(({ usedBytes }) => (bytes += usedBytes) <= keepBytes);
  }

  get sizeBytes(): number {
    return this.free.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  }
}

/**
 * Words of 32 bits in shared memory, addressed by one number over fixed chunks, so that growing moves nothing and another
 * thread reads through the same addresses. Only the owner writes; it never changes what it has published to a reader,
 * save for single aligned words and doubles.
 */
export class SharedWords {
  readonly buffers: SharedArrayBuffer[];
  readonly u32: Uint32Array[];
  readonly f64: Float64Array[];
  readonly bytes: Uint8Array[];
  /** First word that is not handed out. Word 0 is never handed out: address 0 means "none". */
  private end: number;
  private readonly chunks: ChunkPool | undefined;
  private readonly demand: ChunkDemand;

  /**
   * Opens shared memory that another thread owns, or begins an empty one.
   * @param chunks where new chunks come from; made when they are needed unless told
   */
  constructor(buffers: readonly SharedArrayBuffer[] = [], chunks?: ChunkPool, demand: ChunkDemand = 'much') {
    this.chunks = chunks;
    this.demand = demand;
    this.buffers = [];
    this.u32 = [];
    this.f64 = [];
    this.bytes = [];
    this.end = 0;
    for (const buffer of buffers) this.attach(buffer);
  }

  /** Its chunks, for a pool. */
  get usedChunks(): UsedChunk[] {
    return this.buffers.map((buffer, i) => {
      const usedBytes = Math.min(CHUNK_BYTES, Math.max(0, this.usedBytes - i * CHUNK_BYTES));
      return { buffer, usedBytes };
    });
  }

  /** Bytes handed out so far. */
  get usedBytes(): number {
    return this.end * 4;
  }

  /**
   * Hands out `count` zeroed words that lie in one chunk, at an even address (so that a double fits).
   * @param count at most {@link MAX_ALLOCATION_WORDS}
   */
  allocate(count: number): number {
    if (count > CHUNK_WORDS) throw new Error(`BUG: ${count} words do not fit a chunk`);
    let at = Math.max(2, (this.end + 1) & ~1);
    if (this.end >= 0xffff_0000) throw new Error('BUG: more than 16 GB in one shared area');
    if (at >>> CHUNK_BITS !== (at + count - 1) >>> CHUNK_BITS) at = ((at >>> CHUNK_BITS) + 1) << CHUNK_BITS;
    at >>>= 0;
    this.end = at + count;
    this.reserve(this.end);
    return at;
  }

  /** Makes every address below `words` usable, for tables that are addressed by a number of their own. */
  reserve(words: number): void {
    while (this.buffers.length * CHUNK_WORDS < words)
      this.attach(this.chunks?.take(this.demand) ?? new SharedArrayBuffer(CHUNK_BYTES));
    if (words > this.end) this.end = words;
  }

  get(address: number): number {
    return this.u32[address >>> CHUNK_BITS]![address & CHUNK_MASK]!;
  }

  set(address: number, value: number): void {
    this.u32[address >>> CHUNK_BITS]![address & CHUNK_MASK] = value;
  }

  /** The double at an even address. Do not use it for bits that must survive as NaN. */
  getDouble(address: number): number {
    return this.f64[address >>> CHUNK_BITS]![(address & CHUNK_MASK) >>> 1]!;
  }

  setDouble(address: number, value: number): void {
    this.f64[address >>> CHUNK_BITS]![(address & CHUNK_MASK) >>> 1] = value;
  }

  /** The bytes of `count` words from an address on, without copying. */
  byteView(address: number, byteLength: number): Uint8Array {
    const from = (address & CHUNK_MASK) * 4;
    return this.bytes[address >>> CHUNK_BITS]!.subarray(from, from + byteLength);
  }

  private attach(buffer: SharedArrayBuffer): void {
    this.buffers.push(buffer);
    this.u32.push(new Uint32Array(buffer));
    this.f64.push(new Float64Array(buffer));
    this.bytes.push(new Uint8Array(buffer));
  }
}

/** Most words that one allocation may ask for. */
export const MAX_ALLOCATION_WORDS = CHUNK_WORDS;
/** Chunk number of an address: index into `u32`, `f64` and `bytes`. */
export const chunkOf = (address: number): number => address >>> CHUNK_BITS;
/** Place of an address in its chunk, in words; half of it is the place in `f64`. */
export const wordOf = (address: number): number => address & CHUNK_MASK;
