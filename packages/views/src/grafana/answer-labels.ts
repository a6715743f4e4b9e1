/** `by (a, b)` of an aggregation, and the labels that two functions make. */
const BY = /\bby\s*\(([^()]*)\)/g;
const MADE = /\blabel_(?:join|replace)\s*\(/;

/**
 * Labels that the answer to a query has, as far as its text says: those of its `by`, and what `label_join` and
 * `label_replace` add. undefined where it says nothing: then the answer has whatever its series have.
 */
export function answerLabels(expr: string): ReadonlySet<string> | undefined {
  const lists = [...expr.matchAll(BY)].map(([, names]) => listed(names!));
  if (lists.length === 0) return undefined;
  // Both sides of an operation are grouped alike, and the buckets of a quantile lose their bounds.
  const common = lists[0]!.filter((name) => name !== 'le' && lists.every((list) => list.includes(name)));
  return new Set([...common, ...madeLabels(expr)]);
}

const listed = (names: string): string[] =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The label that each `label_join` and `label_replace` writes: its second argument, the first text behind the inner query. */
function madeLabels(expr: string): string[] {
  const made: string[] = [];
  let rest = expr;
  for (let match = MADE.exec(rest); match !== null; match = MADE.exec(rest)) {
    rest = rest.slice(match.index + match[0].length);
    const name = /^\s*"([a-zA-Z_]\w*)"/.exec(rest.slice(endOfArgument(rest) + 1))?.[1];
    if (name !== undefined) made.push(name);
  }
  return made;
}

/** Offset of the comma that ends the first argument. */
function endOfArgument(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '"' || char === "'" || char === '`') {
      for (i += 1; i < text.length && text[i] !== char; i++) if (text[i] === '\\') i += 1;
    } else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) return i;
    if (depth < 0) return text.length;
  }
  return text.length;
}
