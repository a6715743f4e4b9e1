import { compareStrings, type Labels } from '@binnacle/model';
import { ByteWriter } from '../log/byte-writer.ts';

const CHUNK_BITS = 16;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;

/**
 * Collects the index of a block: groups with their pages, label pairs in the order of names and values, and for each series
 * its pairs. Lists of series by pair are not stored: they are made when the index is opened.
 */
export class IndexBuilder {
  seriesCount = 0;
  private readonly groups = new ByteWriter();
  private groupCount = 0;
  private pagesOfGroup = 0;
  private readonly pages = new ByteWriter();
  private pageCount = 0;
  private nextOffset = 0;
  /** Values of each name; the numbers are of first appearance, given anew in `finish`. */
  private readonly names = new Map<string, Map<string, number>>();
  private readonly pairs: (readonly [string, string])[] = [];
  /** Series after series: number of pairs, pairs. In chunks, so that growing leaves no arrays of tens of megabytes behind. */
  private readonly series: Uint32Array[] = [];
  private seriesLength = 0;

  beginGroup(columns: number, rows: number): void {
    this.groups.varint(columns);
    this.groups.varint(rows);
    this.groupCount++;
    this.pagesOfGroup = 0;
  }

  /** Pages of a group in the order in which they are read back: times, then for each 64 columns their rows. */
  addPage(offset: number, stored: number, length: number, crc: number): void {
    this.pages.varint(offset - this.nextOffset);
    this.pages.varint(stored);
    this.pages.varint(length);
    this.pages.u32(crc);
    this.nextOffset = offset + stored;
    this.pageCount++;
    this.pagesOfGroup++;
  }

  addSeries(labels: Labels): void {
    this.seriesCount++;
    this.push(labels.length >>> 1);
    for (let i = 0; i < labels.length; i += 2) this.push(this.pair(labels[i]!, labels[i + 1]!));
  }

  finish(): Uint8Array {
    // Most numbers take two bytes, and the pages are written already.
    const out = new ByteWriter(this.seriesLength * 2 + this.pages.length + this.groups.length + 65_536);
    const order = this.pairs.map((_, i) => i).sort((a, b) => this.comparePairs(a, b));
    const numbers = new Uint32Array(order.length);
    order.forEach((old, i) => {
      numbers[old] = i + 1;
    });
    const names = [...this.names.keys()].sort(compareStrings);
    out.varint(names.length);
    for (const name of names) {
      out.text(name);
      out.varint(this.names.get(name)!.size);
    }
    for (const old of order) out.text(this.pairs[old]![1]);
    out.varint(this.seriesCount);
    for (let at = 0; at < this.seriesLength;) {
      const n = this.word(at++);
      out.varint(n);
      for (let end = at + n; at < end; at++) out.varint(numbers[this.word(at)]!);
    }
    out.varint(this.groupCount);
    out.raw(this.groups.bytes());
    out.varint(this.pageCount);
    out.raw(this.pages.bytes());
    return out.bytes();
  }

  private pair(name: string, value: string): number {
    let values = this.names.get(name);
    if (values === undefined) this.names.set(name, (values = new Map()));
    let pair = values.get(value);
    if (pair === undefined) {
      pair = this.pairs.length;
      this.pairs.push([name, value]);
      values.set(value, pair);
    }
    return pair;
  }

  private comparePairs(a: number, b: number): number {
    const [nameA, valueA] = this.pairs[a]!;
    const [nameB, valueB] = this.pairs[b]!;
    return nameA === nameB ? compareStrings(valueA, valueB) : compareStrings(nameA, nameB);
  }

  private push(word: number): void {
    const at = this.seriesLength++;
    if (at >>> CHUNK_BITS === this.series.length) this.series.push(new Uint32Array(1 << CHUNK_BITS));
    this.series[at >>> CHUNK_BITS]![at & CHUNK_MASK] = word;
  }

  private word(at: number): number {
    return this.series[at >>> CHUNK_BITS]![at & CHUNK_MASK]!;
  }
}
