/** What somebody who numbers the label sets of several indexes has noted of one of them. */
export class Registered {
  owner: object | undefined;
  /** By series, and by number of a pair: the number that the owner gave, or 0. */
  series = new Uint32Array(0);
  pairs = new Uint32Array(0);

  /** Forgets what another owner has noted. */
  claim(owner: object): void {
    if (this.owner === owner) return;
    this.owner = owner;
    this.series = new Uint32Array(0);
    this.pairs = new Uint32Array(0);
  }
}

/**
 * What picking series needs from an index, be it the one of the head or that of a block. A *pair* is the number of a label
 * name with one of its values, a *name* the number of a label name; 0 means that the index does not have it.
 */
export interface SeriesIndex {
  readonly registered: Registered;
  /** The number of a label name, or 0. */
  findName(name: string): number;
  findPair(name: number, value: string): number;
  /** How many values a name has; an upper bound is enough. */
  valueCount(name: number): number;
  /** Calls back for each pair of a name whose value begins with `prefix`; more pairs than those are allowed. */
  eachPair(name: number, prefix: string, call: (pair: number) => void): void;
  eachName(call: (name: number) => void): void;
  nameText(name: number): string;
  valueText(pair: number): string;
  /** Pairs counted from 1: small numbers, where a pair itself may be an address. */
  pairNumber(pair: number): number;
  /** The name of a pair. */
  nameOf(pair: number): number;
  /** How many series have a pair; an upper bound is enough. */
  postingCount(pair: number): number;
  /** Appends the series that have a pair, ascending. */
  postings(pair: number, into: number[]): void;
  /** Appends all series, ascending. */
  allSeries(into: number[]): void;
  /** The pair by which a series carries a name, or 0. */
  pairOf(series: number, name: number): number;
  /** Two words of the hash of a series' label set, the same in every index. */
  hashOf(series: number, into: { a: number; b: number }): void;
  /** Appends the pairs of a series, in the order of their names. */
  pairsOf(series: number, into: number[]): void;
}
