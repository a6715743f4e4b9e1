/** What the palette searches: its label, and words that are not shown. */
export interface Findable {
  readonly label: string;
  readonly keywords?: readonly string[];
}

export interface FoundGroup<Item> {
  readonly title: string;
  readonly items: readonly Item[];
}

/** More than these of a group are found by typing. */
const MOST_OF_A_GROUP = 50;

/**
 * Those of each group that hold every word of `typed`, best first: the label begins so, a word of it does, it has it
 * within, only its keywords do. The group with the best comes first, groups with none are left out; with nothing typed
 * all stay as they are.
 */
export function found<Item extends Findable>(
  groups: readonly FoundGroup<Item>[],
  typed: string,
): readonly FoundGroup<Item>[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ title, items }) => {
      const ranked = items
        .map((item) => ({ item, rank: rankOf(item, words) }))
        .filter(({ rank }) => rank < Infinity)
        .sort((a, b) => a.rank - b.rank)
        .slice(0, MOST_OF_A_GROUP);
      return { title, items: ranked.map(({ item }) => item), best: ranked[0]?.rank ?? Infinity };
    })
    .filter(({ best }) => best < Infinity)
    .sort((a, b) => a.best - b.best)
    .map(({ title, items }) => ({ title, items }));
}

/** The sum over the words, so that each counts; Infinity when one is not found. */
function rankOf({ label, keywords = [] }: Findable, words: readonly string[]): number {
  const name = label.toLowerCase();
  const others = keywords.join(' ').toLowerCase();
  let rank = 0;
  for (const word of words) {
    if (name.startsWith(word)) continue;
    else if (begins(name, word)) rank += 1;
    else if (name.includes(word)) rank += 2;
    else if (others.includes(word)) rank += 3;
    else return Infinity;
  }
  return rank;
}

/** Whether a word of `name` begins with `word`: after a letter or digit nothing begins. */
function begins(name: string, word: string): boolean {
  for (let at = name.indexOf(word); at !== -1; at = name.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(name[at - 1] ?? '')) return true;
  }
  return false;
}
