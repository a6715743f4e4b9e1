/** How a matcher compares; regular expressions are RE2 and anchored at both ends. */
export type MatcherOp = '=' | '!=' | '=~' | '!~';

/** One `name op "value"` of a selector. A label that a series does not have compares as the empty string. */
export interface Matcher {
  readonly name: string;
  readonly op: MatcherOp;
  readonly value: string;
}
