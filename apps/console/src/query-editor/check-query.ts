import { parseExpr } from '@binnacle/promql';

/** What is wrong with a query, and where in the text. */
export interface QueryProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

const REFERENCE = /\$(?:\{[a-zA-Z_]\w*(?::[a-z]+)?\}|[a-zA-Z_]\w*)/g;

/**
 * Checks PromQL with variables in it. What a variable will be is not known, so each stands for something that fits: a
 * duration inside brackets, else a number or a name, whichever parses. Positions are those of the text as it was given.
 *
 * @returns undefined for a query that parses, and for an empty one
 */
export function checkQuery(text: string): QueryProblem | undefined {
  if (text.trim() === '') return undefined;
  let first: QueryProblem | undefined;
  for (const bare of ['1', 'a']) {
    const outcome = parseExpr(masked(text, bare));
    if (outcome.ok) return undefined;
    const { message, from, to } = outcome.error;
    const at = Math.min(from, text.length);
    first ??= { from: at, to: Math.min(Math.max(to, at), text.length), message };
  }
  return first;
}

/** The text with something of the same length in place of each variable. */
function masked(text: string, bare: string): string {
  return text.replace(REFERENCE, (reference, offset: number) => {
    const before = text.slice(0, offset).trimEnd();
    const isDuration = /[[:]$/.test(before) || /\boffset$/.test(before);
    return (isDuration ? '5m' : bare).padEnd(reference.length);
  });
}
