import type { ValueMatcher } from '@binnacle/storage';
import type { SeriesIndex } from './series-index.ts';

/**
 * The series that fit all matchers, ascending. The cheapest list of series is walked and each of them is tested against the
 * other matchers through its own pairs, so that a matcher over many values never costs more than the series at hand.
 */
export function selectSeries(index: SeriesIndex, matchers: readonly ValueMatcher[]): number[] {
  const plans = matchers.map((matcher) => plan(index, matcher));
  let start: Plan | undefined;
  for (const candidate of plans) {
    if (!candidate.matcher.matchesEmpty && (start === undefined || candidate.cost < start.cost)) start = candidate;
  }
  const found: number[] = [];
  if (start === undefined) index.allSeries(found);
  else collect(index, start, found);
  const rest = plans.filter((each) => each !== start);
  return rest.length === 0 ? found : found.filter((series) => rest.every((each) => passes(index, each, series)));
}

interface Plan {
  readonly matcher: ValueMatcher;
  readonly name: number;
  /** The pairs that fit, where they could be looked up one by one. */
  readonly pairs: readonly number[] | undefined;
  /** About how many steps it takes to list its series. */
  readonly cost: number;
  /** Whether the value of a pair fits, as far as it has been asked. */
  readonly known: Map<number, boolean>;
}

function plan(index: SeriesIndex, matcher: ValueMatcher): Plan {
  const name = index.findName(matcher.name);
  const known = new Map<number, boolean>();
  if (name === 0) return { matcher, name, pairs: [], cost: 0, known };
  if (matcher.literals === undefined) {
    // Each value must be tested before its series are known: dearer than any list that is at hand.
    return { matcher, name, pairs: undefined, cost: 1e9 + index.valueCount(name), known };
  }
  const pairs = matcher.literals.map((value) => index.findPair(name, value)).filter((pair) => pair !== 0);
  const cost = pairs.reduce((sum, pair) => sum + index.postingCount(pair), 0);
  return { matcher, name, pairs, cost, known };
}

function collect(index: SeriesIndex, { matcher, name, pairs }: Plan, into: number[]): void {
  let lists = 0;
  const add = (pair: number): void => {
    index.postings(pair, into);
    lists++;
  };
  if (pairs !== undefined) pairs.forEach(add);
  else {
    index.eachPair(name, matcher.prefix, (pair) => {
      if (matcher.matches(index.valueText(pair))) add(pair);
    });
  }
  if (lists > 1) into.sort((a, b) => a - b);
}

function passes(index: SeriesIndex, { matcher, name, known }: Plan, series: number): boolean {
  const pair = name === 0 ? 0 : index.pairOf(series, name);
  if (pair === 0) return matcher.matchesEmpty;
  let fits = known.get(pair);
  if (fits === undefined) {
    fits = matcher.matches(index.valueText(pair));
    known.set(pair, fits);
  }
  return fits;
}
