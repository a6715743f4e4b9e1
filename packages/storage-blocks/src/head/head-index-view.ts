import { Registered, type SeriesIndex } from '../index/series-index.ts';
import { newHash } from '../memory/hash.ts';
import { SharedWords, chunkOf, wordOf } from '../memory/shared-words.ts';
import { type HeadIndexHandle, hashPair, nameHash } from './head-index.ts';
import { NAME, PAIR, POSTINGS, RECORD } from './index-layout.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What a thread remembers of one generation of an index between queries. */
export class TextCache {
  /** Names and values by address. */
  readonly texts = new Map<number, string>();
  readonly registered = new Registered();
}

/** Read side of the head's index as it was when its handle was made; works on any thread. */
export class HeadIndexView implements SeriesIndex {
  private readonly words: SharedWords;
  private readonly records: SharedWords;
  private readonly pairTable: Uint32Array;
  private readonly hash = newHash();
  private readonly handle: HeadIndexHandle;
  readonly registered: Registered;
  private readonly texts: Map<number, string>;

  constructor(handle: HeadIndexHandle, cache: TextCache = new TextCache()) {
    this.handle = handle;
    this.texts = cache.texts;
    this.registered = cache.registered;
    this.words = new SharedWords(handle.words);
    this.records = new SharedWords(handle.records);
    this.pairTable = new Uint32Array(handle.pairTable);
  }

  /** The same for an index that has the same series. */
  get key(): string {
    return `${this.handle.generation}.${this.handle.seriesEnd}`;
  }

  findName(name: string): number {
    for (let at = this.handle.firstName; at !== 0; at = this.words.get(at + NAME.NEXT)) {
      if (this.nameText(at) === name) return at;
    }
    return 0;
  }

  findPair(name: number, value: string): number {
    const { words, pairTable } = this;
    const bytes = encoder.encode(value);
    hashPair(nameHash(this.nameText(name)), bytes, 0, bytes.length, this.hash);
    const mask = pairTable.length - 1;
    for (let slot = this.hash.a & mask; pairTable[slot] !== 0; slot = (slot + 1) & mask) {
      const at = pairTable[slot]!;
      if (words.get(at + PAIR.HASH_A) !== this.hash.a || words.get(at + PAIR.NAME) !== name) continue;
      if (this.valueText(at) === value) return at;
    }
    return 0;
  }

  valueCount(name: number): number {
    return this.words.get(name + NAME.PAIR_COUNT);
  }

  eachPair(name: number, _prefix: string, call: (pair: number) => void): void {
    const { words } = this;
    for (let at = words.get(name + NAME.FIRST_PAIR); at !== 0; at = words.get(at + PAIR.NEXT)) call(at);
  }

  eachName(call: (name: number) => void): void {
    for (let at = this.handle.firstName; at !== 0; at = this.words.get(at + NAME.NEXT)) call(at);
  }

  nameText(name: number): string {
    return this.texts.get(name) ?? this.readText(name, NAME.BYTE_LENGTH, NAME.BYTES);
  }

  valueText(pair: number): string {
    return this.texts.get(pair) ?? this.readText(pair, PAIR.BYTE_LENGTH, PAIR.BYTES);
  }

  postingCount(pair: number): number {
    return this.words.get(pair + PAIR.COUNT);
  }

  postings(pair: number, into: number[]): void {
    const { words } = this;
    const { seriesEnd } = this.handle;
    const first = words.get(pair + PAIR.FIRST_SERIES);
    if (first === 0) return;
    if (first < seriesEnd) into.push(first);
    for (let block = words.get(pair + PAIR.FIRST_BLOCK); block !== 0; block = words.get(block + POSTINGS.NEXT)) {
      const chunk = words.u32[chunkOf(block)]!;
      const from = wordOf(block);
      const end = from + POSTINGS.SERIES + chunk[from + POSTINGS.CAPACITY]!;
      for (let at = from + POSTINGS.SERIES; at < end; at++) {
        const series = chunk[at]!;
        // What the writer is adding at this moment is not there yet; what is not below the end came after the handle.
        if (series === 0) return;
        if (series < seriesEnd) into.push(series);
      }
    }
  }

  allSeries(into: number[]): void {
    for (let series = 1; series < this.handle.seriesEnd; series++) {
      if (this.records.get(series) !== 0) into.push(series);
    }
  }

  pairOf(series: number, name: number): number {
    const { words } = this;
    const record = this.records.get(series);
    const n = words.get(record + RECORD.COUNT);
    for (let i = 0; i < n; i++) {
      const pair = words.get(record + RECORD.PAIRS + i);
      if (words.get(pair + PAIR.NAME) === name) return pair;
    }
    return 0;
  }

  pairsOf(series: number, into: number[]): void {
    const record = this.records.get(series);
    const words = this.words.u32[chunkOf(record)]!;
    const at = wordOf(record);
    const n = words[at + RECORD.COUNT]!;
    for (let i = 0; i < n; i++) into.push(words[at + RECORD.PAIRS + i]!);
  }

  pairNumber(pair: number): number {
    return this.words.get(pair + PAIR.NUMBER);
  }

  nameOf(pair: number): number {
    return this.words.get(pair + PAIR.NAME);
  }

  /** The two words of the hash of a series' label set. */
  hashOf(series: number, into: { a: number; b: number }): void {
    const record = this.records.get(series);
    into.a = this.words.get(record + RECORD.HASH_A);
    into.b = this.words.get(record + RECORD.HASH_B);
  }

  private readText(at: number, lengthWord: number, bytesWord: number): string {
    const length = this.words.get(at + lengthWord);
    const text = decoder.decode(this.words.byteView(at + bytesWord, length));
    this.texts.set(at, text);
    return text;
  }
}
