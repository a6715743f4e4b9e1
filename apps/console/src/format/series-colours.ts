/**
 * Colours of series. Ten hues that people with any of the common kinds of colour blindness can tell apart in pairs next
 * to each other (after Okabe and Ito, with shades that reach a contrast of 3:1 on the surfaces of the two schemes).
 */
export const SERIES_COLOURS: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#0b6fa4', '#c2570c', '#00876c', '#b5478f', '#8a6d00', '#5a4fcf', '#a8323e', '#2a8fbd', '#5c7a29', '#6b5b4d'],
  dark: ['#56b4e9', '#f0893e', '#2fc6a0', '#e58ac3', '#e6c229', '#a79df2', '#ff8188', '#8fd3f4', '#a8cf5d', '#c9b8a6'],
};

export const COLOUR_COUNT = SERIES_COLOURS.light.length;

/**
 * Gives names colours that stay: the same name has the same colour in every panel and after every refresh. A name's
 * colour follows from the name; where that one is taken, the next free one. Names seeded first (the values of a
 * variable) keep theirs whatever is loaded in which order.
 */
export class ColourBook {
  readonly #indexes = new Map<string, number>();
  readonly #taken: number[] = Array.from({ length: COLOUR_COUNT }, () => 0);

  /** Gives names the colours in their order, as far as they have none yet. */
  seed(names: readonly string[]): void {
    for (const name of names) if (!this.#indexes.has(name)) this.#take(name, this.#leastUsed(0));
  }

  indexOf(name: string): number {
    return this.#indexes.get(name) ?? this.#take(name, this.#leastUsed(hash(name) % COLOUR_COUNT));
  }

  #take(name: string, index: number): number {
    this.#indexes.set(name, index);
    this.#taken[index]! += 1;
    return index;
  }

  /** The first colour from `start` on that no more names have than any other. */
  #leastUsed(start: number): number {
    let least = start;
    for (let i = 0; i < COLOUR_COUNT; i++) {
      const index = (start + i) % COLOUR_COUNT;
      if (this.#taken[index]! < this.#taken[least]!) least = index;
    }
    return least;
  }
}

/**
 * Colour indexes for the series of one panel: from the book, but no two alike while there are colours left. `pairs`
 * names which series may share one (the dashed companion of a line).
 */
export function panelColours(book: ColourBook, keys: readonly string[]): readonly number[] {
  const byKey = new Map<string, number>();
  const used = new Set<number>();
  for (const key of keys) {
    if (byKey.has(key)) continue;
    let index = book.indexOf(key);
    for (let i = 0; used.has(index) && i < COLOUR_COUNT; i++) index = (index + 1) % COLOUR_COUNT;
    used.add(index);
    if (used.size === COLOUR_COUNT) used.clear();
    byKey.set(key, index);
  }
  return keys.map((key) => byKey.get(key)!);
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}
