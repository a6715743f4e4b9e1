import { METRIC_NAME, labelsFromSorted, type Labels } from '@binnacle/model';
import type { LabelChoice } from '@binnacle/storage';
import type { SeriesIndex } from '../index/series-index.ts';

/** Label sets kept as strings: some 200 bytes each. */
const MAX_KEPT = 20_000;
/** Choices whose parts are remembered. */
const MAX_CHOICES = 32;
/** Series and pairs beyond which a registry should be followed by an empty one: some 70 bytes each. */
const MAX_SERIES = 250_000;
const MAX_PAIRS = 500_000;

let made = 0;

/**
 * Numbers label sets from 1, the same number for the same set, whatever index it comes from: so that a series is
 * recognised in blocks and head without comparing texts, query after query. Belongs to one thread.
 *
 * An index remembers the numbers of its series and pairs (`Registered`). What has none yet is looked up by its hash and
 * compared pair by pair: equal hashes alone never make two series one.
 */
export class SeriesRegistry {
  /** Another one for each of this thread. */
  readonly number = ++made;
  private readonly pairsByName = new Map<string, Map<string, number>>();
  private readonly pairNames: string[] = [''];
  private readonly pairValues: string[] = [''];
  /** The pairs of series `id` are `lists[ends[id - 1]]` to `lists[ends[id] - 1]`. */
  private lists = new Uint32Array(4096);
  private ends = new Uint32Array(1024);
  private hashes = new Uint32Array(2048);
  /** Numbers by hash in an open table; 0 is free. */
  private slots = new Uint32Array(2048);
  private count = 0;
  /** For who selects series, one selection after the other. */
  readonly notes = new SeriesNotes();
  private readonly kept = new Map<number, Labels>();
  private readonly choices = new Map<string, LabelParts>();

  /** How many series have a number. */
  get seriesCount(): number {
    return this.count;
  }

  /** Whether it has become so large that a new one should take its place. */
  get isFull(): boolean {
    return this.count > MAX_SERIES || this.pairNames.length > MAX_PAIRS;
  }

  /** The number of a series of an index. */
  idOf(index: SeriesIndex, series: number): number {
    const { registered } = index;
    registered.claim(this);
    const known = registered.series[series];
    if (known !== undefined && known !== 0) return known;
    const id = this.register(index, series);
    if (series >= registered.series.length) registered.series = grown(registered.series, series + 1);
    registered.series[series] = id;
    return id;
  }

  labels(id: number): Labels {
    const known = this.kept.get(id);
    if (known !== undefined) return known;
    const flat: string[] = [];
    this.eachPair(id, (name, value) => flat.push(name, value));
    const labels = labelsFromSorted(flat);
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(id, labels);
    return labels;
  }

  /** Calls back for each label of a series, by name. */
  eachPair(id: number, call: (name: string, value: string) => void): void {
    for (let at = this.ends[id - 1]!; at < this.ends[id]!; at++) {
      const pair = this.lists[at]!;
      call(this.pairNames[pair]!, this.pairValues[pair]!);
    }
  }

  parts(choice: LabelChoice): LabelParts {
    const key = `${choice.only ? 'by' : 'without'}\uDC00${choice.labels.join('\uDC00')}`;
    let parts = this.choices.get(key);
    if (parts === undefined) {
      parts = new LabelParts(this, choice);
      if (this.choices.size >= MAX_CHOICES) this.choices.clear();
      this.choices.set(key, parts);
    }
    return parts;
  }

  private register(index: SeriesIndex, series: number): number {
    const start = this.ends[this.count]!;
    found.length = 0;
    index.pairsOf(series, found);
    const end = start + found.length;
    if (end > this.lists.length) this.lists = grown(this.lists, end);
    for (let i = 0; i < found.length; i++) this.lists[start + i] = this.pairOf(index, found[i]!);
    index.hashOf(series, hash);
    const { slots, hashes } = this;
    const mask = slots.length - 1;
    let slot = hash.a & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const id = slots[slot]!;
      if (hashes[2 * id] === hash.a && hashes[2 * id + 1] === hash.b && this.isSame(id, start, end)) return id;
    }
    const id = ++this.count;
    if (id >= this.ends.length) this.ends = grown(this.ends, id + 1);
    if (2 * id + 1 >= hashes.length) this.hashes = grown(hashes, 2 * id + 2);
    this.ends[id] = end;
    this.hashes[2 * id] = hash.a;
    this.hashes[2 * id + 1] = hash.b;
    slots[slot] = id;
    if (id * 2 > slots.length) this.growSlots();
    return id;
  }

  private isSame(id: number, start: number, end: number): boolean {
    const { lists, ends } = this;
    const from = ends[id - 1]!;
    if (ends[id]! - from !== end - start) return false;
    for (let i = 0; i < end - start; i++) if (lists[from + i] !== lists[start + i]) return false;
    return true;
  }

  private pairOf(index: SeriesIndex, pair: number): number {
    const { registered } = index;
    const number = index.pairNumber(pair);
    const known = registered.pairs[number];
    if (known !== undefined && known !== 0) return known;
    const name = index.nameText(index.nameOf(pair));
    const value = index.valueText(pair);
    let values = this.pairsByName.get(name);
    if (values === undefined) this.pairsByName.set(name, (values = new Map()));
    let own = values.get(value);
    if (own === undefined) {
      own = this.pairNames.push(name) - 1;
      this.pairValues.push(value);
      values.set(value, own);
    }
    if (number >= registered.pairs.length) registered.pairs = grown(registered.pairs, number + 1);
    registered.pairs[number] = own;
    return own;
  }

  private growSlots(): void {
    const slots = new Uint32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 1; id <= this.count; id++) {
      let slot = this.hashes[2 * id]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
}

/** A number for each series, all forgotten at once: an array that is not filled anew is cheaper than a map for thousands of them. */
export class SeriesNotes {
  private notes = new Uint32Array(1024);
  private rounds = new Uint32Array(1024);
  private round = 0;

  /** Forgets all. */
  begin(): void {
    this.round++;
    if (this.round < 0xffff_ffff) return;
    this.rounds.fill(0);
    this.round = 1;
  }

  get(id: number): number | undefined {
    return this.rounds[id] === this.round ? this.notes[id] : undefined;
  }

  set(id: number, note: number): void {
    if (id >= this.notes.length) {
      this.notes = grown(this.notes, id + 1);
      this.rounds = grown(this.rounds, id + 1);
    }
    this.notes[id] = note;
    this.rounds[id] = this.round;
  }
}

/** The parts that a choice leaves of label sets, numbered from 1. */
export class LabelParts {
  private readonly registry: SeriesRegistry;
  private readonly isChosen: (name: string) => boolean;
  /** By series: the number of its part, or 0 where nobody has asked. */
  private numbers = new Uint32Array(1024);
  private readonly byKey = new Map<string, number>();
  private readonly all: Labels[] = [];

  constructor(registry: SeriesRegistry, { only, labels }: LabelChoice) {
    this.registry = registry;
    const named = new Set(labels);
    this.isChosen = only ? (name) => named.has(name) : (name) => name !== METRIC_NAME && !named.has(name);
  }

  of(id: number): number {
    const known = this.numbers[id];
    if (known !== undefined && known !== 0) return known;
    const flat: string[] = [];
    this.registry.eachPair(id, (name, value) => {
      if (this.isChosen(name)) flat.push(name, value);
    });
    const key = flat.join('\uDC00');
    let number = this.byKey.get(key);
    if (number === undefined) {
      number = this.all.push(labelsFromSorted(flat));
      this.byKey.set(key, number);
    }
    if (id >= this.numbers.length) this.numbers = grown(this.numbers, id + 1);
    this.numbers[id] = number;
    return number;
  }

  labels(number: number): Labels {
    return this.all[number - 1]!;
  }
}

const found: number[] = [];
const hash = { a: 0, b: 0 };

function grown(list: Uint32Array<ArrayBuffer>, atLeast: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(atLeast, Math.ceil(list.length * 1.5)));
  larger.set(list);
  return larger;
}
