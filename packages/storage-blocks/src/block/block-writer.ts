import { closeSync, fdatasyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { compareLabels, halvesOf } from '@binnacle/model';
import type { SeriesExemplars } from '@binnacle/storage';
import { encodeHistogram } from '../head/histogram-bytes.ts';
import { ByteWriter } from '../log/byte-writer.ts';
import { syncFolderSync } from './sync-folder.ts';
import {
  BLOCK_END_MAGIC,
  BLOCK_MAGIC,
  PAGE_COLUMNS,
  PAGE_ROWS,
  type BlockMeta,
  type NewBlockRange,
} from './block-format.ts';
import { writeColumn } from './column-codec.ts';
import { IndexBuilder } from './index-builder.ts';
import { compressPage } from './page-compression.ts';
import { writeTimes } from './time-codec.ts';
import type { MergedGroup } from '../read/merged-group.ts';

/** Pages smaller than this are not worth a compressor's call for each read. */
const MIN_COMPRESSED_BYTES = 128;

export interface BlockInput {
  readonly groups: Iterable<MergedGroup>;
  readonly exemplars: Iterable<SeriesExemplars>;
}

/**
 * Writes a block: to a temporary file that is synced and then given its name, so that a block is there whole or not at all.
 *
 * @returns undefined when there was not a single sample; no file is left then
 * @throws Error what the disk says; no file is left then
 */
export function writeBlock(
  folder: string,
  block: NewBlockRange,
  input: BlockInput,
  compressionLevel: number,
): BlockMeta | undefined {
  const path = join(folder, block.file);
  const temporary = `${path}.tmp`;
  const file = new BlockFile(temporary, compressionLevel);
  try {
    for (const group of input.groups) file.addGroup(group);
    if (file.samples === 0) {
      file.discard();
      return undefined;
    }
    const meta = file.finish(block, input.exemplars);
    renameSync(temporary, path);
    syncFolderSync(dirname(path));
    return meta;
  } catch (cause) {
    file.discard();
    throw new Error(`cannot write block ${basename(path)}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

class BlockFile {
  samples = 0;
  private readonly path: string;
  private readonly level: number;
  private fd: number | undefined;
  private length = 0;
  private readonly page = new ByteWriter();
  private readonly column = new ByteWriter();
  private readonly room: [Float64Array, Uint32Array][] = [];
  private readonly index = new IndexBuilder();
  private minTimeMs = Infinity;
  private maxTimeMs = -Infinity;

  constructor(path: string, level: number) {
    this.path = path;
    this.level = level;
    this.fd = openSync(path, 'w', 0o640);
    this.append(BLOCK_MAGIC);
  }

  addGroup(group: MergedGroup): void {
    const n = group.timestamps.length;
    if (n === 0) return;
    const order = Array.from({ length: group.size }, (_, i) => ({ i, labels: group.labels(i) }));
    order.sort((a, b) => compareLabels(a.labels, b.labels));
    this.index.beginGroup(group.size, n);
    this.minTimeMs = Math.min(this.minTimeMs, group.timestamps[0]!);
    this.maxTimeMs = Math.max(this.maxTimeMs, group.timestamps[n - 1]!);
    for (const { labels } of order) this.index.addSeries(labels);
    this.page.clear();
    writeTimes(this.page, group.timestamps);
    this.addPage();
    for (let first = 0; first < group.size; first += PAGE_COLUMNS) {
      const columns = order
        .slice(first, first + PAGE_COLUMNS)
        .map(({ i }, k) => group.readCells(i, ...this.roomFor(k, n)));
      for (const cells of columns) this.samples += cells.count;
      for (let from = 0; from < n; from += PAGE_ROWS) {
        const to = Math.min(n, from + PAGE_ROWS);
        this.page.clear();
        for (const cells of columns) {
          this.column.clear();
          writeColumn(this.column, {
            n: to - from,
            values: cells.values.subarray(from, to),
            bits: cells.bits.subarray(2 * from, 2 * to),
            histogramBytes: (row) => encodeHistogram(cells.histogramAt(from + row)),
            starts: startsOf(cells.starts, from, to),
          });
          this.page.block(this.column.bytes());
        }
        this.addPage();
      }
    }
  }

  finish(block: NewBlockRange, exemplars: BlockInput['exemplars']): BlockMeta {
    const text = new TextEncoder();
    const indexAt = this.addSection(this.index.finish());
    const meta = {
      ...block,
      minTimeMs: this.minTimeMs,
      maxTimeMs: this.maxTimeMs,
      series: this.index.seriesCount,
      samples: this.samples,
    };
    const metaAt = this.addSection(text.encode(JSON.stringify({ ...meta, exemplars: [...exemplars] })));
    const footer = new ByteWriter(64);
    for (const { offset, stored, length, crc } of [indexAt, metaAt]) {
      footer.u32(offset % 0x1_0000_0000);
      footer.u32(Math.floor(offset / 0x1_0000_0000));
      footer.u32(stored);
      footer.u32(length);
      footer.u32(crc);
    }
    footer.u32(crc32(footer.bytes()));
    footer.raw(BLOCK_END_MAGIC);
    this.append(footer.bytes());
    const { fd } = this;
    if (fd === undefined) throw new Error('BUG: the block is finished already');
    fdatasyncSync(fd);
    closeSync(fd);
    this.fd = undefined;
    return { ...meta, sizeBytes: this.length };
  }

  discard(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
    try {
      unlinkSync(this.path);
    } catch {
      // It has its name already, or never was made.
    }
  }

  /** Room for the cells of column `k` of a page; the same again for the next page. */
  private roomFor(k: number, rows: number): [Float64Array, Uint32Array] {
    let room = this.room[k];
    if (room === undefined || room[0].length < rows) {
      const values = new Float64Array(Math.ceil(rows * 1.25));
      room = [values, halvesOf(values)];
      this.room[k] = room;
    }
    return room;
  }

  private addPage(): void {
    const raw = this.page.bytes();
    const packed = raw.length < MIN_COMPRESSED_BYTES ? raw : compressPage(raw, this.level);
    // A tenth less is what makes decompressing worth its time.
    const stored = packed.length < raw.length * 0.9 ? packed : raw;
    this.index.addPage(this.length, stored.length, stored === raw ? 0 : raw.length, crc32(stored));
    this.append(stored);
  }

  private addSection(bytes: Uint8Array): { offset: number; stored: number; length: number; crc: number } {
    const stored = compressPage(bytes, Math.max(3, this.level));
    const offset = this.length;
    this.append(stored);
    return { offset, stored: stored.length, length: bytes.length, crc: crc32(stored) };
  }

  private append(bytes: Uint8Array): void {
    const { fd } = this;
    if (fd === undefined) throw new Error('BUG: the block is finished already');
    let at = 0;
    while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at);
    this.length += bytes.length;
  }
}

function startsOf(starts: Float64Array | undefined, from: number, to: number): Float64Array | undefined {
  const part = starts?.subarray(from, to);
  return part?.some((start) => start !== 0) === true ? part : undefined;
}
