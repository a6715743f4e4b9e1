/** What the one who adds up whole numbers must know of them. */
export interface WholeFacts {
  first: number;
  last: number;
  /** No number is larger than this, nor smaller than its negative. */
  size: number;
  /** No number is smaller than the one before. */
  ascending: boolean;
}

export const newFacts = (): WholeFacts => ({ first: NaN, last: -Infinity, size: 0, ascending: true });

export function resetFacts(facts: WholeFacts): void {
  facts.first = NaN;
  facts.last = -Infinity;
  facts.size = 0;
  facts.ascending = true;
}

/** Takes in the numbers that follow those that were taken in before. */
export function noteNumbers(facts: WholeFacts, first: number, last: number, size: number, ascending: boolean): void {
  if (facts.last === -Infinity) facts.first = first;
  if (!ascending || first < facts.last) facts.ascending = false;
  if (size > facts.size) facts.size = size;
  facts.last = last;
}
