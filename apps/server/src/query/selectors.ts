import { parseSelector } from '@binnacle/promql';
import { compileMatcher, type Matcher } from '@binnacle/storage';

export type Selectors =
  | { readonly ok: true; readonly selectors: readonly (readonly Matcher[])[] }
  | { readonly ok: false; readonly message: string };

/** Parses `match[]` parameters. One that would select every series is refused, as in Prometheus. */
export function parseSelectors(texts: readonly string[]): Selectors {
  const selectors: (readonly Matcher[])[] = [];
  for (const text of texts) {
    const outcome = parseSelector(text);
    if (!outcome.ok) return { ok: false, message: outcome.error.message };
    selectors.push(outcome.matchers);
  }
  if (selectors.some((matchers) => matchers.every((it) => compileMatcher(it).matches('')))) {
    return { ok: false, message: 'match[] must contain at least one non-empty matcher' };
  }
  return { ok: true, selectors };
}
