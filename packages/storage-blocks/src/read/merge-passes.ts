import type { SeriesIndex } from '../index/series-index.ts';

/** Series in passes: a series is in the same one in every part, and neighbours are in the same one, mostly. */
export interface Passes {
  readonly count: number;
  /** By part, beside its list of series: the pass of each. */
  readonly ofParts: readonly Uint16Array[];
}

const hash = { a: 0, b: 0 };

/**
 * Deals the series of several parts out to passes. The longest part says which belong together: what lies side by side there, and therefore
 * in the same pages, comes in the same pass; so does what only other parts have, with what it lies beside there. A pass that had
 * series from everywhere would read all pages for a few columns of each.
 */
export function dealPasses(
  indexes: readonly SeriesIndex[],
  lists: readonly (readonly number[])[],
  seriesAtATime: number,
): Passes {
  const table = new PassTable();
  const sizes: number[] = [];
  const ofParts = lists.map((list) => new Uint16Array(list.length));
  const longestFirst = lists.map((_, part) => part).sort((a, b) => lists[b]!.length - lists[a]!.length);
  longestFirst.forEach((part, i) => {
    const list = lists[part]!;
    const passes = ofParts[part]!;
    // Others may add as much again to a pass before what they add has one of its own.
    const room = i === 0 ? seriesAtATime : 2 * seriesAtATime;
    let pass = 0;
    for (let k = 0; k < list.length; k++) {
      indexes[part]!.hashOf(list[k]!, hash);
      const known = table.find(hash.a);
      if (known >= 0) pass = known;
      else {
        if ((sizes[pass] ?? 0) >= room) pass = (sizes.at(-1) ?? 0) < seriesAtATime ? sizes.length - 1 : sizes.length;
        sizes[pass] = (sizes[pass] ?? 0) + 1;
        table.add(hash.a, pass);
      }
      passes[k] = pass;
    }
  });
  return { count: sizes.length, ofParts };
}

/**
 * Passes by hash. Two series whose hashes have the same first word are in the same pass, which does no harm: it is equal label sets that must
 * not be in two.
 */
class PassTable {
  private keys = new Uint32Array(1 << 12);
  /** One more than the pass; 0 is free. */
  private passes = new Uint32Array(1 << 12);
  private count = 0;

  find(key: number): number {
    return this.passes[this.slot(key)]! - 1;
  }

  add(key: number, pass: number): void {
    const slot = this.slot(key);
    this.keys[slot] = key;
    this.passes[slot] = pass + 1;
    if (++this.count * 2 > this.keys.length) this.grow();
  }

  private slot(key: number): number {
    const { keys, passes } = this;
    const mask = keys.length - 1;
    let slot = key & mask;
    while (passes[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const [keys, passes] = [this.keys, this.passes];
    this.keys = new Uint32Array(keys.length * 2);
    this.passes = new Uint32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (passes[i] === 0) continue;
      const slot = this.slot(keys[i]!);
      this.keys[slot] = keys[i]!;
      this.passes[slot] = passes[i]!;
    }
  }
}
