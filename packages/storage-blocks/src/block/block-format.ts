/** "BNBLOCK" and the version of the format; see docs/formats/storage-block.md. */
export const BLOCK_MAGIC = Uint8Array.of(0x42, 0x4e, 0x42, 0x4c, 0x4f, 0x43, 0x4b, 1);
/** Ends a block: what does not end like this was not finished. */
export const BLOCK_END_MAGIC = Uint8Array.of(0x42, 0x4e, 0x45, 0x4e, 0x44, 0, 0, 1);
/** Offset u64, stored length u32, length u32, CRC u32 of the index; offset, lengths, CRC of the meta data; CRC of all these; magic. */
export const FOOTER_BYTES = 20 + 20 + 4 + 8;

/** Rows of a page at most: a query of an hour must not decode a day. */
export const PAGE_ROWS = 512;
/** Columns of a page at most: what one damaged byte can take along, and what is decompressed for one series. */
export const PAGE_COLUMNS = 64;

/** What is known of a block without reading it. Times in Unix milliseconds. */
export interface BlockMeta {
  /** File name in the folder of blocks. */
  readonly file: string;
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  /** The memtables whose samples it has. */
  readonly minGeneration: number;
  readonly maxGeneration: number;
  /** 0: as it came from memory; n: all of its samples lie in one window of `WINDOWS_MS[n - 1]`. */
  readonly level: number;
  readonly series: number;
  readonly samples: number;
  readonly sizeBytes: number;
  /** Files it was made of, which it stands for. */
  readonly inputs: readonly string[];
}

/** What is known of a block before it is written. */
export type NewBlockRange = Pick<BlockMeta, 'file' | 'minGeneration' | 'maxGeneration' | 'level' | 'inputs'>;
