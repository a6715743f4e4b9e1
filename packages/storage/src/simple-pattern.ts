/**
 * The regular expressions that people write in selectors are mostly lists of words and words with `.*` around them. Those
 * are understood here, without an engine; everything else goes to RE2.
 */

/** One alternative: literal texts with "any text" (`.*`) or "some text" (`.+`) between them. */
export interface WildcardSequence {
  /** `literals.length === gaps.length + 1`; an empty literal at either end stands for an open end. */
  readonly literals: readonly string[];
  /** The least number of characters of the gap: 0 for `.*`, 1 for `.+`. */
  readonly gaps: readonly (0 | 1)[];
}

const META = new Set('\\.+*?()|[]{}^$');
const MAX_ALTERNATIVES = 1024;

/** The alternatives of a pattern made of literals, `.*`, `.+`, groups and `|` alone; undefined for any other. */
export function parseSimplePattern(pattern: string): readonly WildcardSequence[] | undefined {
  // A wildcard next to a surrogate pair would need care about what a character is.
  if (pattern.length > 16_384 || /[\uD800-\uDFFF]/.test(pattern)) return undefined;
  const state = { pattern, at: 0 };
  const parsed = parseAlternation(state, 0);
  return parsed !== undefined && state.at === pattern.length ? parsed : undefined;
}

interface ParserState {
  readonly pattern: string;
  at: number;
}

const EMPTY: WildcardSequence = { literals: [''], gaps: [] };

function parseAlternation(state: ParserState, depth: number): WildcardSequence[] | undefined {
  const all: WildcardSequence[] = [];
  for (;;) {
    const branch = parseSequence(state, depth);
    if (branch === undefined) return undefined;
    all.push(...branch);
    if (all.length > MAX_ALTERNATIVES) return undefined;
    if (state.pattern[state.at] !== '|') return all;
    state.at++;
  }
}

function parseSequence(state: ParserState, depth: number): WildcardSequence[] | undefined {
  let result: WildcardSequence[] = [EMPTY];
  while (state.at < state.pattern.length) {
    const char = state.pattern[state.at]!;
    if (char === '|' || char === ')') break;
    const next = parseAtom(state, depth);
    if (next === undefined || isQuantifier(state.pattern[state.at])) return undefined;
    if (result.length * next.length > MAX_ALTERNATIVES) return undefined;
    result = result.flatMap((head) => next.map((tail) => join(head, tail)));
  }
  return result;
}

const isQuantifier = (char: string | undefined): boolean =>
  char === '*' || char === '+' || char === '?' || char === '{';

function parseAtom(state: ParserState, depth: number): WildcardSequence[] | undefined {
  const { pattern } = state;
  const char = pattern[state.at]!;
  if (char === '(') return parseGroup(state, depth);
  if (char === '.') {
    const quantifier = pattern[state.at + 1];
    if (quantifier !== '*' && quantifier !== '+') return undefined;
    state.at += 2;
    return [{ literals: ['', ''], gaps: [quantifier === '*' ? 0 : 1] }];
  }
  if (char === '\\') {
    const escaped = pattern[state.at + 1];
    if (escaped === undefined || !isPunctuation(escaped)) return undefined;
    state.at += 2;
    return [{ literals: [escaped], gaps: [] }];
  }
  if (META.has(char)) return undefined;
  state.at++;
  return [{ literals: [char], gaps: [] }];
}

function parseGroup(state: ParserState, depth: number): WildcardSequence[] | undefined {
  if (depth > 16) return undefined;
  state.at++;
  if (state.pattern[state.at] === '?') {
    if (state.pattern[state.at + 1] !== ':') return undefined;
    state.at += 2;
  }
  const inner = parseAlternation(state, depth + 1);
  if (inner === undefined || state.pattern[state.at] !== ')') return undefined;
  state.at++;
  return inner;
}

/** RE2 takes a backslash before any ASCII punctuation as that character. */
const isPunctuation = (char: string): boolean => /^[!-/:-@[-`{-~]$/.test(char) && char !== '_';

function join(head: WildcardSequence, tail: WildcardSequence): WildcardSequence {
  if (head === EMPTY) return tail;
  const last = head.literals.length - 1;
  const middle = head.literals[last]! + tail.literals[0]!;
  return {
    literals: [...head.literals.slice(0, last), middle, ...tail.literals.slice(1)],
    gaps: [...head.gaps, ...tail.gaps],
  };
}

/** Whether a text is one that the sequence describes, from its first to its last character. */
export function matchesSequence(sequence: WildcardSequence, text: string): boolean {
  const { literals, gaps } = sequence;
  const first = literals[0]!;
  if (gaps.length === 0) return text === first;
  const last = literals[literals.length - 1]!;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  // The earliest place of each literal leaves the most room for the rest, so greed needs no going back.
  for (let i = 1; i < literals.length - 1; i++) {
    const earliest = from + gaps[i - 1]!;
    const found = earliest > end ? -1 : text.indexOf(literals[i]!, earliest);
    if (found < 0) return false;
    from = found + literals[i]!.length;
  }
  return from + gaps[gaps.length - 1]! <= end;
}
