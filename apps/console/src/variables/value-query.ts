import { endOfSelector } from './end-of-selector.ts';

/** Where the values of a variable come from, read from its query. */
export type ValueQuery =
  | { readonly kind: 'label-values'; readonly label: string; readonly selector?: string }
  | { readonly kind: 'label-names' }
  | { readonly kind: 'metrics'; readonly regex: string }
  | { readonly kind: 'result'; readonly expr: string };

/**
 * Reads `label_values(label)`, `label_values(selector, label)`, `label_names()`, `metrics(regex)`,
 * `query_result(promql)`. Call it after variables have been filled in. Undefined when it is none of these.
 */
export function parseValueQuery(query: string): ValueQuery | undefined {
  const call = /^\s*(label_values|label_names|metrics|query_result)\s*\(([\s\S]*)\)\s*$/.exec(query);
  if (call === null) return undefined;
  const [name, inside] = [call[1]!, call[2]!.trim()];
  switch (name) {
    case 'label_names':
      return { kind: 'label-names' };
    case 'metrics':
      return { kind: 'metrics', regex: inside };
    case 'query_result':
      return inside === '' ? undefined : { kind: 'result', expr: inside };
    default: {
      const comma = endOfSelector(inside);
      const label = (comma === -1 ? inside : inside.slice(comma + 1)).trim();
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return undefined;
      if (comma === -1) return { kind: 'label-values', label };
      // A selector whose matchers have all been left out: the bare metric name is the same and always valid.
      const selector = inside
        .slice(0, comma)
        .trim()
        .replace(/\{\s*\}$/, '');
      return selector === '' ? { kind: 'label-values', label } : { kind: 'label-values', label, selector };
    }
  }
}
