/** Series that are told of at a time, at most. */
export const MAX_TOLD = 64;

/** Nothing is known of the numbers of a series, or they are not whole. */
export const NOT_TOLD = 0;
/** All numbers of a series are whole. */
export const TOLD_WHOLE = 1;
/** And none is smaller than the one before. */
export const TOLD_ASCENDING = 2;

/**
 * What the one who adds up whole numbers must know of series that follow each other in a group: of the first of them at place 0. Arrays that serve
 * again and again, as there may be a hundred thousand series in a query.
 */
export interface WholeFacts {
  readonly states: Uint8Array;
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
  /** No number is larger than this, nor smaller than its negative. */
  readonly sizes: Float64Array;
}

export const newFacts = (): WholeFacts => ({
  states: new Uint8Array(MAX_TOLD),
  firsts: new Float64Array(MAX_TOLD),
  lasts: new Float64Array(MAX_TOLD),
  sizes: new Float64Array(MAX_TOLD),
});

/** Begins to tell of so many series, of which no number has been seen. */
export function resetFacts({ states, firsts, lasts, sizes }: WholeFacts, count: number): void {
  states.fill(TOLD_WHOLE | TOLD_ASCENDING, 0, count);
  firsts.fill(NaN, 0, count);
  lasts.fill(-Infinity, 0, count);
  sizes.fill(0, 0, count);
}

/** Takes in whole numbers that follow those that were taken in before of the same series. */
export function noteNumbers(
  { states, firsts, lasts, sizes }: WholeFacts,
  at: number,
  first: number,
  last: number,
  size: number,
  ascending: boolean,
): void {
  const before = lasts[at]!;
  if (before === -Infinity) firsts[at] = first;
  if (!ascending || first < before) states[at] = TOLD_WHOLE;
  if (size > sizes[at]!) sizes[at] = size;
  lasts[at] = last;
}
