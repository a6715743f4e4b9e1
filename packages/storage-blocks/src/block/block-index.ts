import { Registered, type SeriesIndex } from '../index/series-index.ts';
import { hashPair, nameHash } from '../head/head-index.ts';
import { ByteReader } from '../log/byte-reader.ts';
import { finishWord, mixWord, newHash } from '../memory/hash.ts';
import { compareStrings } from '@binnacle/model';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Where a page lies; `length` 0 means that it is stored as it is. */
export interface PageAddress {
  readonly offset: number;
  readonly stored: number;
  readonly length: number;
  readonly crc: number;
}

/** The index of a block in memory, as typed arrays. Names, pairs, series are numbered from 1, groups and pages from 0. */
export class BlockIndex implements SeriesIndex {
  readonly registered = new Registered();
  readonly seriesCount: number;
  readonly groupCount: number;
  /** First series of each group, and one after the last. */
  readonly groupSeries: Uint32Array;
  readonly groupRows: Uint32Array;
  /** First page of each group. */
  readonly groupPages: Uint32Array;
  readonly pageOffsets: Float64Array;
  readonly pageStored: Uint32Array;
  readonly pageLengths: Uint32Array;
  readonly pageCrcs: Uint32Array;
  private readonly names: string[];
  /** First pair of each name, and one after the last. */
  private readonly namePairs: Uint32Array;
  private readonly pairNames: Uint32Array;
  private readonly valueBytes: Uint8Array;
  private readonly valueEnds: Uint32Array;
  private readonly values: (string | undefined)[];
  private readonly seriesEnds: Uint32Array;
  private readonly seriesPairs: Uint32Array;
  private readonly hashes: Uint32Array;
  private inverted: readonly [ends: Uint32Array, lists: Uint32Array] | undefined;

  /** @param bytes what `IndexBuilder.finish` made; their checksum has been compared */
  constructor(bytes: Uint8Array, pagesOfGroup: (columns: number, rows: number) => number) {
    const reader = new ByteReader(bytes);
    const nameCount = reader.varint();
    this.names = [''];
    this.namePairs = new Uint32Array(nameCount + 2);
    let pairs = 1;
    for (let name = 1; name <= nameCount; name++) {
      this.names.push(reader.text());
      this.namePairs[name] = pairs;
      pairs += reader.varint();
    }
    this.namePairs[nameCount + 1] = pairs;
    this.pairNames = new Uint32Array(pairs);
    for (let name = 1; name <= nameCount; name++) {
      this.pairNames.fill(name, this.namePairs[name], this.namePairs[name + 1]);
    }
    this.valueBytes = bytes;
    this.valueEnds = new Uint32Array(2 * pairs);
    this.values = Array.from({ length: pairs });
    for (let pair = 1; pair < pairs; pair++) {
      const length = reader.varint();
      this.valueEnds[2 * pair] = reader.at;
      reader.raw(length);
      this.valueEnds[2 * pair + 1] = reader.at;
    }
    this.seriesCount = reader.varint();
    this.seriesEnds = new Uint32Array(this.seriesCount + 1);
    let list = new Uint32Array(this.seriesCount * 12 + 16);
    let length = 0;
    for (let series = 1; series <= this.seriesCount; series++) {
      const n = reader.varint();
      if (length + n > list.length) {
        const larger = new Uint32Array(list.length * 2 + n);
        larger.set(list);
        list = larger;
      }
      for (let i = 0; i < n; i++) list[length++] = reader.varint();
      this.seriesEnds[series] = length;
    }
    // A copy where much would be left over: the array is kept as long as the file is open.
    this.seriesPairs = length * 1.1 > list.length ? list.subarray(0, length) : list.slice(0, length);
    this.hashes = this.hashSeries(pairs);
    this.groupCount = reader.varint();
    this.groupSeries = new Uint32Array(this.groupCount + 1);
    this.groupRows = new Uint32Array(this.groupCount);
    this.groupPages = new Uint32Array(this.groupCount + 1);
    let series = 1;
    for (let group = 0; group < this.groupCount; group++) {
      this.groupSeries[group] = series;
      const columns = reader.varint();
      series += columns;
      this.groupRows[group] = reader.varint();
      this.groupPages[group + 1] = this.groupPages[group]! + pagesOfGroup(columns, this.groupRows[group]!);
    }
    this.groupSeries[this.groupCount] = series;
    const pageCount = reader.varint();
    this.pageOffsets = new Float64Array(pageCount);
    this.pageStored = new Uint32Array(pageCount);
    this.pageLengths = new Uint32Array(pageCount);
    this.pageCrcs = new Uint32Array(pageCount);
    let offset = 0;
    for (let page = 0; page < pageCount; page++) {
      offset += reader.varint();
      this.pageOffsets[page] = offset;
      this.pageStored[page] = reader.varint();
      this.pageLengths[page] = reader.varint();
      this.pageCrcs[page] = reader.u32();
      offset += this.pageStored[page]!;
    }
  }

  get pageCount(): number {
    return this.pageOffsets.length;
  }

  findName(name: string): number {
    return lowerBound(
      1,
      this.names.length,
      (i) => compareStrings(this.names[i]!, name) < 0,
      (i) => this.names[i] === name,
    );
  }

  findPair(name: number, value: string): number {
    return lowerBound(
      this.namePairs[name]!,
      this.namePairs[name + 1]!,
      (pair) => compareStrings(this.valueText(pair), value) < 0,
      (pair) => this.valueText(pair) === value,
    );
  }

  valueCount(name: number): number {
    return this.namePairs[name + 1]! - this.namePairs[name]!;
  }

  eachPair(name: number, _prefix: string, call: (pair: number) => void): void {
    for (let pair = this.namePairs[name]!; pair < this.namePairs[name + 1]!; pair++) call(pair);
  }

  eachName(call: (name: number) => void): void {
    for (let name = 1; name < this.names.length; name++) call(name);
  }

  nameText(name: number): string {
    return this.names[name]!;
  }

  valueText(pair: number): string {
    let text = this.values[pair];
    if (text === undefined) {
      text = decoder.decode(this.valueBytes.subarray(this.valueEnds[2 * pair], this.valueEnds[2 * pair + 1]));
      this.values[pair] = text;
    }
    return text;
  }

  pairNumber(pair: number): number {
    return pair;
  }

  nameOf(pair: number): number {
    return this.pairNames[pair]!;
  }

  postingCount(pair: number): number {
    const [ends] = this.postingsByPair();
    return ends[pair]! - ends[pair - 1]!;
  }

  postings(pair: number, into: number[]): void {
    const [ends, lists] = this.postingsByPair();
    for (let at = ends[pair - 1]!; at < ends[pair]!; at++) into.push(lists[at]!);
  }

  /** Made for the first who asks: merging blocks never does. */
  private postingsByPair(): readonly [ends: Uint32Array, lists: Uint32Array] {
    return (this.inverted ??= invert(this.seriesPairs, this.seriesEnds, this.pairNames.length));
  }

  allSeries(into: number[]): void {
    for (let series = 1; series <= this.seriesCount; series++) into.push(series);
  }

  pairOf(series: number, name: number): number {
    for (let at = this.seriesEnds[series - 1]!; at < this.seriesEnds[series]!; at++) {
      const pair = this.seriesPairs[at]!;
      if (this.pairNames[pair] === name) return pair;
    }
    return 0;
  }

  pairsOf(series: number, into: number[]): void {
    for (let at = this.seriesEnds[series - 1]!; at < this.seriesEnds[series]!; at++) into.push(this.seriesPairs[at]!);
  }

  hashOf(series: number, into: { a: number; b: number }): void {
    into.a = this.hashes[2 * series]!;
    into.b = this.hashes[2 * series + 1]!;
  }

  groupOf(series: number): number {
    let [low, high] = [0, this.groupCount];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.groupSeries[middle]! <= series) low = middle;
      else high = middle;
    }
    return low;
  }

  page(number: number): PageAddress {
    return {
      offset: this.pageOffsets[number]!,
      stored: this.pageStored[number]!,
      length: this.pageLengths[number]!,
      crc: this.pageCrcs[number]!,
    };
  }

  /** The same hash of label sets as the head's index has. */
  private hashSeries(pairs: number): Uint32Array {
    const pairHashes = new Uint32Array(2 * pairs);
    const hash = newHash();
    const nameHashes = this.names.map(nameHash);
    for (let pair = 1; pair < pairs; pair++) {
      const name = nameHashes[this.pairNames[pair]!]!;
      hashPair(name, this.valueBytes, this.valueEnds[2 * pair]!, this.valueEnds[2 * pair + 1]!, hash);
      pairHashes[2 * pair] = hash.a;
      pairHashes[2 * pair + 1] = hash.b;
    }
    const hashes = new Uint32Array(2 * this.seriesCount + 2);
    for (let series = 1; series <= this.seriesCount; series++) {
      let [a, b] = [0x9e37_79b9, 0x85eb_ca6b];
      for (let at = this.seriesEnds[series - 1]!; at < this.seriesEnds[series]!; at++) {
        const pair = this.seriesPairs[at]!;
        a = mixWord(a, pairHashes[2 * pair]!);
        b = mixWord(b, pairHashes[2 * pair + 1]!);
      }
      hashes[2 * series] = finishWord(a);
      hashes[2 * series + 1] = finishWord(b ^ a);
    }
    return hashes;
  }
}

/** Lists of series by pair, from lists of pairs by series; ends by pair, and all lists one after the other. */
function invert(seriesPairs: Uint32Array, seriesEnds: Uint32Array, pairs: number): [Uint32Array, Uint32Array] {
  const ends = new Uint32Array(pairs);
  for (const pair of seriesPairs) ends[pair]!++;
  let sum = 0;
  for (let pair = 1; pair < pairs; pair++) {
    sum += ends[pair]!;
    ends[pair] = sum;
  }
  const lists = new Uint32Array(sum);
  const next = new Uint32Array(pairs);
  for (let pair = 1; pair < pairs; pair++) next[pair] = ends[pair - 1]!;
  for (let series = 1; series < seriesEnds.length; series++) {
    for (let at = seriesEnds[series - 1]!; at < seriesEnds[series]!; at++) lists[next[seriesPairs[at]!]!++] = series;
  }
  return [ends, lists];
}

/** The number in `from..to-1` that is what is sought, where those before it are less; or 0. */
function lowerBound(from: number, to: number, isLess: (i: number) => boolean, isIt: (i: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isLess(middle)) low = middle + 1;
    else high = middle;
  }
  return low < to && isIt(low) ? low : 0;
}
