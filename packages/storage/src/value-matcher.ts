import { RE2JS } from 're2js';
import type { Matcher } from './matcher.ts';
import { matchesSequence, parseSimplePattern } from './simple-pattern.ts';

/** A matcher made ready: what an engine needs to pick series by it. */
export interface ValueMatcher {
  readonly name: string;
  /** Whether a label value fits; a label that is absent has the value `''`. */
  readonly matches: (value: string) => boolean;
  /** True when series without the label fit: such a matcher only ever takes series away. */
  readonly matchesEmpty: boolean;
  /** The only values that can fit, where they can be listed; undefined otherwise. */
  readonly literals: readonly string[] | undefined;
  /** Every value that fits begins with this; `''` when nothing is known. */
  readonly prefix: string;
}

type ValueTest = Pick<ValueMatcher, 'matches' | 'literals' | 'prefix'>;

/**
 * Makes a matcher ready. Regular expressions are RE2's (linear in time whatever the pattern), anchored at both ends, and
 * `.` matches a newline, as in Prometheus 3.
 *
 * @throws Error when the regular expression is not valid RE2: the query's own check reports that before
 */
export function compileMatcher({ name, op, value }: Matcher): ValueMatcher {
  const test = op === '=' || op === '!=' ? equals(value) : compilePattern(value);
  const negative = op === '!=' || op === '!~';
  const matches = negative ? (text: string): boolean => !test.matches(text) : test.matches;
  return {
    name,
    matches,
    matchesEmpty: matches(''),
    literals: negative ? undefined : test.literals,
    prefix: negative ? '' : test.prefix,
  };
}

const equals = (value: string): ValueTest => ({
  matches: (text) => text === value,
  literals: [value],
  prefix: value,
});

function compilePattern(pattern: string): ValueTest {
  const simple = parseSimplePattern(pattern);
  if (simple === undefined) return compileRe2(pattern);
  if (simple.every((sequence) => sequence.gaps.length === 0)) {
    const literals = new Set(simple.map((sequence) => sequence.literals[0]!));
    return { matches: (text) => literals.has(text), literals: [...literals], prefix: '' };
  }
  const [only] = simple;
  if (only !== undefined && simple.length === 1) {
    return { matches: (text) => matchesSequence(only, text), literals: undefined, prefix: only.literals[0]! };
  }
  return {
    matches: (text) => simple.some((sequence) => matchesSequence(sequence, text)),
    literals: undefined,
    prefix: '',
  };
}

function compileRe2(pattern: string): ValueTest {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return { matches: (text) => compiled.testExact(text), literals: undefined, prefix: '' };
  } catch (cause) {
    throw new Error(`invalid regular expression ${JSON.stringify(pattern)}`, { cause });
  }
}
