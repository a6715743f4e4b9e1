import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { labelsFromSorted, type Exemplar, type Labels } from '@binnacle/model';
import { ByteReader } from '../log/byte-reader.ts';
import { BLOCK_END_MAGIC, BLOCK_MAGIC, FOOTER_BYTES, PAGE_COLUMNS, PAGE_ROWS, type BlockMeta } from './block-format.ts';
import { BlockIndex, type PageAddress } from './block-index.ts';
import type { PageCache } from './page-cache.ts';
import { decompressPage } from './page-compression.ts';

/** Says which file is damaged where; a query over it fails with this, and `binnacle storage inspect` tells it in full. */
export class BlockDamage extends Error {}

export interface BlockExemplars {
  readonly labels: Labels;
  readonly exemplars: readonly Exemplar[];
}

let opened = 0;

/** An open block file: index in memory, pages on disk. Everything it gives has been compared with its checksum. */
export class BlockFile {
  /** Another one for each that this thread has opened. */
  readonly number = ++opened;
  readonly path: string;
  readonly index: BlockIndex;
  readonly meta: BlockMeta;
  readonly exemplars: readonly BlockExemplars[];
  private readonly fd: number;

  /** @throws BlockDamage when the file is not a whole block; Error when it cannot be read */
  constructor(path: string) {
    this.path = path;
    this.fd = openSync(path, 'r');
    try {
      const { index, meta, size } = this.readFooter();
      this.index = new BlockIndex(this.readSection('index', index), pagesOfGroup);
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.readSection('description', meta));
      const parsed: BlockMeta & { readonly exemplars: StoredExemplars[] } = JSON.parse(text);
      const { exemplars, ...rest } = parsed;
      this.meta = { ...rest, file: basename(path), sizeBytes: size };
      this.exemplars = exemplars.map((each) => ({
        labels: labelsFromSorted(each.labels),
        exemplars: each.exemplars.map((exemplar) => ({
          labels: labelsFromSorted(exemplar.labels),
          value: exemplar.value ?? NaN,
          timestampMs: exemplar.timestampMs,
        })),
      }));
    } catch (cause) {
      closeSync(this.fd);
      throw cause;
    }
  }

  /** The bytes of a page as they were before compression. */
  readPage(number: number): Uint8Array {
    return this.readSection(`page ${number}`, this.index.page(number));
  }

  /** Timestamps of a group, ascending; nobody may change them. */
  timestamps(group: number, pages: PageCache): Float64Array {
    return pages.times(this, this.index.groupPages[group]!, this.index.groupRows[group]!);
  }

  close(): void {
    closeSync(this.fd);
  }

  private readSection(what: string, { offset, stored, length, crc }: PageAddress): Uint8Array {
    const bytes = this.readBytes(offset, stored, what);
    if (crc32(bytes) !== crc) {
      throw new BlockDamage(
        `block ${basename(this.path)}: checksum mismatch in ${what} at offset ${offset}, ${stored} bytes`,
      );
    }
    return length === 0 ? bytes : decompressPage(bytes, length);
  }

  private readFooter(): { readonly index: PageAddress; readonly meta: PageAddress; readonly size: number } {
    const { size } = fstatSync(this.fd);
    const name = basename(this.path);
    if (size < BLOCK_MAGIC.length + FOOTER_BYTES) throw new BlockDamage(`block ${name}: ${size} bytes are no block`);
    const head = this.readBytes(0, BLOCK_MAGIC.length, 'header');
    if (BLOCK_MAGIC.some((byte, i) => head[i] !== byte)) {
      throw new BlockDamage(`block ${name}: the header is not that of a block of version 1`);
    }
    const bytes = this.readBytes(size - FOOTER_BYTES, FOOTER_BYTES, 'footer');
    const end = bytes.subarray(FOOTER_BYTES - BLOCK_END_MAGIC.length);
    const reader = new ByteReader(bytes, 0, FOOTER_BYTES);
    const address = (): PageAddress => {
      const offset = reader.u32() + reader.u32() * 0x1_0000_0000;
      return { offset, stored: reader.u32(), length: reader.u32(), crc: reader.u32() };
    };
    const [index, meta] = [address(), address()];
    if (BLOCK_END_MAGIC.some((byte, i) => end[i] !== byte) || reader.u32() !== crc32(bytes.subarray(0, 40))) {
      throw new BlockDamage(`block ${name}: the footer is damaged or missing`);
    }
    return { index, meta, size };
  }

  private readBytes(offset: number, length: number, what: string): Uint8Array {
    const bytes = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const got = readSync(this.fd, bytes, at, length - at, offset + at);
      if (got === 0) throw new BlockDamage(`block ${basename(this.path)}: the file ends before ${what}`);
      at += got;
    }
    return bytes;
  }
}

interface StoredExemplars {
  readonly labels: readonly string[];
  /** JSON has no NaN and no infinity: they come as null. */
  readonly exemplars: readonly {
    readonly labels: readonly string[];
    readonly value: number | null;
    readonly timestampMs: number | undefined;
  }[];
}

export const rowChunksOf = (rows: number): number => Math.ceil(rows / PAGE_ROWS);

function pagesOfGroup(columns: number, rows: number): number {
  return 1 + Math.ceil(columns / PAGE_COLUMNS) * rowChunksOf(rows);
}
