import { labelsFromSorted, type Labels } from '@binnacle/model';
import { type Hash128, finishWord, hashBytes, mixWord, newHash } from '../memory/hash.ts';
import { SharedWords, chunkOf, wordOf } from '../memory/shared-words.ts';
import { NAME, PAIR, POSTINGS, RECORD } from './index-layout.ts';

const FIXED_SEEDS: Hash128 = { a: 0x5bd1_e995, b: 0x27d4_eb2f, c: 0x1656_67b1, d: 0x2c1b_3c6d };
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** What another thread needs to read the index as it was at one moment. */
export interface HeadIndexHandle {
  readonly words: readonly SharedArrayBuffer[];
  readonly records: readonly SharedArrayBuffer[];
  readonly pairTable: SharedArrayBuffer;
  readonly firstName: number;
  /** Series with this number and above came later. */
  readonly seriesEnd: number;
  /** Changes when the index is made anew, so that what a reader remembers of its addresses is void. */
  readonly generation: number;
}

/**
 * The label sets of the head in shared memory: label pairs with the series that have them, and the record of each series.
 * Written by the main thread alone; see docs/formats/storage-head.md for the layout.
 */
export class HeadIndex {
  readonly words = new SharedWords();
  /** Word `series` is the address of its record. */
  readonly records = new SharedWords();
  private pairTable = new Uint32Array(new SharedArrayBuffer(4 * 4096));
  private pairs = 0;
  private readonly names = new Map<string, number>();
  private firstName = 0;
  private lastName = 0;
  /** Series by label set: numbers in an open table, compared by their records. */
  private sets = new Uint32Array(4096);
  /** By series: the hash by which it is in `sets`. */
  private setHashes = new Uint32Array(1024);
  private count = 0;
  private scratch = new Uint8Array(4096);
  private readonly hash = newHash();
  /** Pairs of the label set that was looked up last; 0 where there was none. */
  private foundPairs = new Uint32Array(64);
  /** Their names and values: a copy, since the caller may use its array again. */
  private readonly lastTexts: string[] = [];
  private readonly nameHashes = new Map<string, number>();
  readonly generation: number;

  constructor(generation: number) {
    this.generation = generation;
  }

  /** How many series there are. */
  get seriesCount(): number {
    return this.count;
  }

  get pairCount(): number {
    return this.pairs;
  }

  /** Bytes in use: pairs, postings and records; the table of pairs and that of label sets. */
  get sizeBytes(): number {
    return (
      this.words.usedBytes +
      this.records.usedBytes +
      this.pairTable.byteLength +
      this.sets.byteLength +
      this.setHashes.byteLength
    );
  }

  /** The series with exactly these labels, or 0. Adds nothing, so that refused series cost no memory. */
  find(labels: Labels): number {
    return this.lookUp(labels, false) ? this.sets[this.setSlot(labels.length >>> 1)]! : 0;
  }

  /** Adds a label set that {@link find} did not find, under a number that it does not have yet. */
  add(series: number, labels: Labels): void {
    this.lookUp(labels, true);
    this.addFound(series, labels.length >>> 1);
  }

  /** The pair of a name and a value, for label sets that are told by their pairs; added where there is none. */
  pairOf(name: string, value: string): number {
    return this.pair(name, value, true);
  }

  /** The series with exactly these pairs, which are in the order of their names; or 0. */
  findPairs(pairs: readonly number[]): number {
    if (pairs.length > this.foundPairs.length) this.foundPairs = new Uint32Array(pairs.length * 2);
    // The texts of the pairs found last are others now.
    this.lastTexts.length = 0;
    for (let i = 0; i < pairs.length; i++) this.foundPairs[i] = pairs[i]!;
    return this.sets[this.setSlot(pairs.length)]!;
  }

  /** Adds the label set that {@link findPairs} did not find. */
  addPairs(series: number, pairs: readonly number[]): void {
    this.addFound(series, pairs.length);
  }

  /** Adds the label set whose pairs are in `foundPairs`. */
  private addFound(series: number, labelCount: number): void {
    const { words, foundPairs } = this;
    const record = words.allocate(RECORD.PAIRS + labelCount);
    let [a, b] = [0x9e37_79b9, 0x85eb_ca6b];
    for (let i = 0; i < labelCount; i++) {
      const pair = foundPairs[i]!;
      words.set(record + RECORD.PAIRS + i, pair);
      a = mixWord(a, words.get(pair + PAIR.HASH_A));
      b = mixWord(b, words.get(pair + PAIR.HASH_B));
    }
    words.set(record + RECORD.HASH_A, finishWord(a));
    words.set(record + RECORD.HASH_B, finishWord(b ^ a));
    words.set(record + RECORD.COUNT, labelCount);
    this.records.reserve(series + 1);
    this.records.set(series, record);
    if (series >= this.setHashes.length) this.growHashes(series);
    this.setHashes[series] = this.setHash(labelCount);
    this.sets[this.setSlot(labelCount)] = series;
    this.count++;
    for (let i = 0; i < labelCount; i++) this.addPosting(foundPairs[i]!, series);
    if (this.count * 2 > this.sets.length) this.growSets();
  }

  /** Address of the record of a series, or 0 when it has none (any more). */
  record(series: number): number {
    return series * 4 < this.records.usedBytes ? this.records.get(series) : 0;
  }

  /** The pairs of a series, in the order of their names. */
  pairsOf(series: number): number[] {
    const record = this.records.get(series);
    return Array.from({ length: this.words.get(record + RECORD.COUNT) }, (_, i) =>
      this.words.get(record + RECORD.PAIRS + i),
    );
  }

  /** The same into an array that serves again and again. */
  readPairs(series: number, into: number[]): void {
    const record = this.records.get(series);
    const words = this.words.u32[chunkOf(record)]!;
    const at = wordOf(record);
    into.length = words[at + RECORD.COUNT]!;
    for (let i = 0; i < into.length; i++) into[i] = words[at + RECORD.PAIRS + i]!;
  }

  /** Pairs counted from 1. */
  pairNumber(pair: number): number {
    return this.words.get(pair + PAIR.NUMBER);
  }

  /** The label set of a series that the index has. */
  labelsOf(series: number): Labels {
    return labelsFromSorted(this.pairsOf(series).flatMap((pair) => this.pairText(pair)));
  }

  /** Name and value of a pair. */
  pairText(pair: number): readonly [string, string] {
    const { words } = this;
    const name = words.get(pair + PAIR.NAME);
    return [
      decoder.decode(words.byteView(name + NAME.BYTES, words.get(name + NAME.BYTE_LENGTH))),
      decoder.decode(words.byteView(pair + PAIR.BYTES, words.get(pair + PAIR.BYTE_LENGTH))),
    ];
  }

  handle(seriesEnd: number): HeadIndexHandle {
    this.records.reserve(seriesEnd);
    return {
      words: this.words.buffers,
      records: this.records.buffers,
      pairTable: this.pairTable.buffer as SharedArrayBuffer,
      firstName: this.firstName,
      seriesEnd,
      generation: this.generation,
    };
  }

  /**
   * Fills `foundPairs`; where `mayAdd` does not let it add what is missing, it tells whether nothing is. Label sets come in runs that
   * have most pairs in common with the one before, so these are looked at first.
   */
  private lookUp(labels: Labels, mayAdd: boolean): boolean {
    const n = labels.length >>> 1;
    if (n > this.foundPairs.length) {
      this.foundPairs = new Uint32Array(n * 2);
      this.lastTexts.length = 0;
    }
    const { foundPairs, lastTexts } = this;
    let isWhole = true;
    for (let i = 0; i < n; i++) {
      const [name, value] = [labels[2 * i]!, labels[2 * i + 1]!];
      if (lastTexts[2 * i] === name && lastTexts[2 * i + 1] === value && foundPairs[i] !== 0) continue;
      lastTexts[2 * i] = name;
      lastTexts[2 * i + 1] = value;
      foundPairs[i] = this.pair(name, value, mayAdd);
      isWhole &&= foundPairs[i] !== 0;
    }
    return isWhole;
  }

  private name(name: string): number {
    let entry = this.names.get(name);
    if (entry !== undefined) return entry;
    const { words } = this;
    const length = this.encode(name);
    entry = words.allocate(NAME.BYTES + ((length + 3) >>> 2));
    words.set(entry + NAME.BYTE_LENGTH, length);
    words.byteView(entry + NAME.BYTES, length).set(this.scratch.subarray(0, length));
    if (this.lastName === 0) this.firstName = entry;
    else words.set(this.lastName + NAME.NEXT, entry);
    this.lastName = entry;
    this.names.set(name, entry);
    return entry;
  }

  private pair(nameText: string, value: string, mayAdd: boolean): number {
    const name = mayAdd ? this.name(nameText) : (this.names.get(nameText) ?? 0);
    if (name === 0) return 0;
    const length = this.encode(value);
    hashBytes(this.scratch, 0, length, FIXED_SEEDS, this.hash);
    const { words, pairTable } = this;
    let named = this.nameHashes.get(nameText);
    if (named === undefined) this.nameHashes.set(nameText, (named = nameHash(nameText)));
    mixName(this.hash, named);
    const mask = pairTable.length - 1;
    let slot = this.hash.a & mask;
    for (; pairTable[slot] !== 0; slot = (slot + 1) & mask) {
      const at = pairTable[slot]!;
      if (words.get(at + PAIR.HASH_A) === this.hash.a && this.isPair(at, name, length)) return at;
    }
    return mayAdd ? this.addPair(name, length, slot) : 0;
  }

  private isPair(at: number, name: number, length: number): boolean {
    const { words, scratch } = this;
    if (words.get(at + PAIR.NAME) !== name || words.get(at + PAIR.BYTE_LENGTH) !== length) return false;
    const bytes = words.bytes[chunkOf(at)]!;
    const from = wordOf(at + PAIR.BYTES) * 4;
    for (let i = 0; i < length; i++) if (bytes[from + i] !== scratch[i]) return false;
    return true;
  }

  private addPair(name: number, length: number, slot: number): number {
    const { words } = this;
    const at = words.allocate(PAIR.BYTES + ((length + 3) >>> 2));
    words.set(at + PAIR.NAME, name);
    words.set(at + PAIR.HASH_A, this.hash.a);
    words.set(at + PAIR.HASH_B, this.hash.b);
    words.set(at + PAIR.BYTE_LENGTH, length);
    words.byteView(at + PAIR.BYTES, length).set(this.scratch.subarray(0, length));
    const last = words.get(name + NAME.LAST_PAIR);
    if (last === 0) words.set(name + NAME.FIRST_PAIR, at);
    else words.set(last + PAIR.NEXT, at);
    words.set(name + NAME.LAST_PAIR, at);
    words.set(name + NAME.PAIR_COUNT, words.get(name + NAME.PAIR_COUNT) + 1);
    this.pairTable[slot] = at;
    words.set(at + PAIR.NUMBER, ++this.pairs);
    if (this.pairs * 2 > this.pairTable.length) this.growPairTable();
    return at;
  }

  private addPosting(pair: number, series: number): void {
    const { words } = this;
    const count = words.get(pair + PAIR.COUNT);
    words.set(pair + PAIR.COUNT, count + 1);
    if (count === 0) {
      words.set(pair + PAIR.FIRST_SERIES, series);
      return;
    }
    let block = words.get(pair + PAIR.LAST_BLOCK);
    if (block === 0 || words.get(block + POSTINGS.USED) === words.get(block + POSTINGS.CAPACITY)) {
      const capacity = block === 0 ? 3 : Math.min(1021, words.get(block + POSTINGS.CAPACITY) * 2 + 3);
      const next = words.allocate(POSTINGS.SERIES + capacity);
      words.set(next + POSTINGS.CAPACITY, capacity);
      if (block === 0) words.set(pair + PAIR.FIRST_BLOCK, next);
      else words.set(block + POSTINGS.NEXT, next);
      words.set(pair + PAIR.LAST_BLOCK, next);
      block = next;
    }
    const used = words.get(block + POSTINGS.USED);
    words.set(block + POSTINGS.SERIES + used, series);
    words.set(block + POSTINGS.USED, used + 1);
  }

  /** The slot of the label set in `foundPairs`: the one that holds it, or the free one where it belongs. */
  private setSlot(labelCount: number): number {
    const hash = this.setHash(labelCount);
    const { sets, setHashes } = this;
    const mask = sets.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const series = sets[slot]!;
      if (series === 0 || (setHashes[series] === hash && this.hasPairs(series, labelCount))) return slot;
    }
  }

  private setHash(labelCount: number): number {
    let hash = labelCount;
    for (let i = 0; i < labelCount; i++) hash = mixWord(hash, this.foundPairs[i]!);
    return finishWord(hash);
  }

  private hasPairs(series: number, labelCount: number): boolean {
    const { words } = this;
    const record = this.records.get(series);
    if (words.get(record + RECORD.COUNT) !== labelCount) return false;
    for (let i = 0; i < labelCount; i++) {
      if (words.get(record + RECORD.PAIRS + i) !== this.foundPairs[i]) return false;
    }
    return true;
  }

  private growHashes(series: number): void {
    const larger = new Uint32Array(Math.ceil((series + 1) * 1.5));
    larger.set(this.setHashes);
    this.setHashes = larger;
  }

  private growSets(): void {
    const old = this.sets;
    const sets = new Uint32Array(old.length * 2);
    const mask = sets.length - 1;
    const { setHashes } = this;
    for (const series of old) {
      if (series === 0) continue;
      let slot = setHashes[series]! & mask;
      while (sets[slot] !== 0) slot = (slot + 1) & mask;
      sets[slot] = series;
    }
    this.sets = sets;
  }

  /** Readers that hold the old table go on with it: it lacks later pairs only. */
  private growPairTable(): void {
    const old = this.pairTable;
    const table = new Uint32Array(new SharedArrayBuffer(old.length * 8));
    const mask = table.length - 1;
    for (const pair of old) {
      if (pair === 0) continue;
      let slot = this.words.get(pair + PAIR.HASH_A) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = pair;
    }
    this.pairTable = table;
  }

  private encode(text: string): number {
    if (text.length * 3 > this.scratch.length) this.scratch = new Uint8Array(text.length * 4);
    return encoder.encodeInto(text, this.scratch).written;
  }
}

/** Hash of a label name over its UTF-16 units; stable over restarts, as label set hashes are stored in blocks. */
export function nameHash(name: string): number {
  let hash = name.length;
  for (let i = 0; i < name.length; i++) hash = mixWord(hash, name.charCodeAt(i));
  return finishWord(hash);
}

/** Turns the hash of a value into that of the pair. */
function mixName(hash: Hash128, name: number): void {
  hash.a = finishWord(mixWord(hash.a, name));
  hash.b = finishWord(mixWord(hash.b, name));
}

/** Hash of a label pair into `into.a` and `into.b`, from the bytes of its value. */
export function hashPair(name: number, bytes: Uint8Array, start: number, end: number, into: Hash128): void {
  hashBytes(bytes, start, end, FIXED_SEEDS, into);
  mixName(into, name);
}
