/** One condition of a label selector, as kubectl's `-l` and `matchExpressions` have them. */
export type Requirement =
  | { readonly kind: 'in' | 'not-in'; readonly key: string; readonly values: readonly string[] }
  | { readonly kind: 'exists' | 'not-exists'; readonly key: string };

export type SelectorOutcome =
  | { readonly ok: true; readonly requirements: readonly Requirement[] }
  | { readonly ok: false; readonly message: string };

const KEY = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,251}[A-Za-z0-9])?)?$/;

/**
 * Reads a label selector as kubectl does: `app=reviews,version in (v1,v2),tier!=cache,release,!canary`. An empty text
 * selects everything.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api
 */
export function parseSelector(text: string): SelectorOutcome {
  const requirements: Requirement[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const one = parseRequirement(part.trim());
    if (typeof one === 'string') return { ok: false, message: one };
    if (one !== undefined) requirements.push(one);
  }
  return { ok: true, requirements };
}

function parseRequirement(part: string): Requirement | undefined | string {
  if (part === '') return undefined;
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  if (set !== null) {
    const values = set[3]!.split(',').map((it) => it.trim());
    return checked({ kind: set[2] === 'in' ? 'in' : 'not-in', key: set[1]!, values }, part);
  }
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(part);
  if (equality !== null) {
    return checked({ kind: equality[2] === '!=' ? 'not-in' : 'in', key: equality[1]!, values: [equality[3]!] }, part);
  }
  if (part.startsWith('!')) return checked({ kind: 'not-exists', key: part.slice(1).trim() }, part);
  return checked({ kind: 'exists', key: part }, part);
}

function checked(it: Requirement, part: string): Requirement | string {
  if (!KEY.test(it.key)) return `"${part}": expected a condition such as app=reviews, app in (a,b), app or !app`;
  const wrong = it.kind === 'in' || it.kind === 'not-in' ? it.values.find((value) => !VALUE.test(value)) : undefined;
  return wrong === undefined ? it : `"${part}": "${wrong}" is no value of a label`;
}

/** Commas between parentheses belong to a set of values. */
function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Whether labels fulfil every requirement. `not-in` is true of an object without the label, as in Kubernetes. */
export const matchesSelector = (
  requirements: readonly Requirement[],
  labels: Readonly<Record<string, string>>,
): boolean =>
  requirements.every((it) => {
    const value = Object.hasOwn(labels, it.key) ? labels[it.key] : undefined;
    switch (it.kind) {
      case 'in':
        return value !== undefined && it.values.includes(value);
      case 'not-in':
        return value === undefined || !it.values.includes(value);
      case 'exists':
        return value !== undefined;
      case 'not-exists':
        return value === undefined;
    }
  });

/** Writes requirements so that `parseSelector` reads them again. */
export const printSelector = (requirements: readonly Requirement[]): string =>
  requirements
    .map((it) => {
      switch (it.kind) {
        case 'in':
          return it.values.length === 1 ? `${it.key}=${it.values[0]!}` : `${it.key} in (${it.values.join(',')})`;
        case 'not-in':
          return it.values.length === 1 ? `${it.key}!=${it.values[0]!}` : `${it.key} notin (${it.values.join(',')})`;
        case 'exists':
          return it.key;
        case 'not-exists':
          return `!${it.key}`;
      }
    })
    .join(',');
