import { textOf, type Piece } from './random-query.ts';

/** The plainest of each type, tried in place of larger parts. */
const PLAIN: Readonly<Record<Piece['type'], readonly string[]>> = {
  scalar: ['1', '2'],
  vector: ['g', 'c_total'],
  matrix: ['g[5m]', 'c_total[5m]'],
  string: ['"x"'],
  duration: ['1m', '5m'],
};

/** The shortest query to be found by replacing parts with their own parts or with plain ones that still `differs`. */
export async function shrinkQuery(query: Piece, differs: (text: string) => Promise<boolean>): Promise<string> {
  let current = query;
  for (let tries = 0; tries < 400;) {
    let next: Piece | undefined;
    for (const candidate of smaller(current)) {
      if (++tries > 400) break;
      if (!(await differs(textOf(candidate)))) continue;
      next = candidate;
      break;
    }
    if (next === undefined) break;
    current = next;
  }
  return textOf(current);
}

function* smaller(piece: Piece): Generator<Piece> {
  const length = textOf(piece).length;
  for (const inner of within(piece)) if (inner.type === piece.type && textOf(inner).length < length) yield inner;
  for (const text of PLAIN[piece.type]) if (text.length < length) yield { type: piece.type, parts: [text] };
  for (const [i, part] of piece.parts.entries()) {
    if (typeof part === 'string') {
      for (const shorter of shorterTexts(part)) yield { ...piece, parts: piece.parts.with(i, shorter) };
    } else for (const inner of smaller(part)) yield { ...piece, parts: piece.parts.with(i, inner) };
  }
}

function* within(piece: Piece): Generator<Piece> {
  for (const part of piece.parts) {
    if (typeof part === 'string') continue;
    yield part;
    yield* within(part);
  }
}

/** Without a matcher, modifier, matching or grouping. */
function* shorterTexts(text: string): Generator<string> {
  for (const pattern of [
    /\{[^"}][^}]*\}/,
    / (offset|@) \S+/,
    / (by|without|on|ignoring) \([^)]*\)/,
    / group_\w+( \([^)]*\))?/,
  ])
    if (pattern.test(text) && /^\w/.test(text.replace(pattern, ''))) yield text.replace(pattern, '');
}
