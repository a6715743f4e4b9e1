/** Whether labels fit. */
export type LabelPredicate = (labels: Readonly<Record<string, string>>) => boolean;

/** As objects have it: `matchLabels` and `matchExpressions`, all of which must hold. Empty fits everything. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[] | undefined;
  }[];
}

/** Source: k8s.io/apimachinery/pkg/apis/meta/v1 LabelSelectorAsSelector. */
export function selectorPredicate(selector: LabelSelector): LabelPredicate {
  const wanted = Object.entries(selector.matchLabels ?? {});
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }): LabelPredicate => {
    switch (operator) {
      case 'In':
        return (labels) => values.includes(labels[key] ?? ABSENT);
      case 'NotIn':
        return (labels) => !values.includes(labels[key] ?? ABSENT);
      case 'Exists':
        return (labels) => labels[key] !== undefined;
      case 'DoesNotExist':
        return (labels) => labels[key] === undefined;
    }
  });
  return (labels) =>
    wanted.every(([name, value]) => labels[name] === value) && expressions.every((expression) => expression(labels));
}

/** No value of a label has such a character. */
const ABSENT = '\u0000';

export type SelectorOutcome =
  | { readonly ok: true; readonly fits: LabelPredicate }
  | { readonly ok: false; readonly message: string };

/** Reads the syntax of `kubectl -l`: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. */
export function parseLabelSelector(text: string): SelectorOutcome {
  const predicates: LabelPredicate[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const requirement = part.trim();
    if (requirement === '') continue;
    const set = /^([^\s!=,()]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(requirement);
    const equals = /^([^\s!=,()]+)\s*(==|=|!=)\s*([^\s!=,()]*)$/.exec(requirement);
    const exists = /^(!?)\s*([^\s!=,()]+)$/.exec(requirement);
    if (set !== null) {
      const values = set[3]!.split(',').map((value) => value.trim());
      const isIn = set[2] === 'in';
      predicates.push((labels) => values.includes(labels[set[1]!] ?? ABSENT) === isIn);
    } else if (equals !== null) {
      const isEqual = equals[2] !== '!=';
      predicates.push((labels) => (labels[equals[1]!] === equals[3]) === isEqual);
    } else if (exists !== null) {
      predicates.push((labels) => (labels[exists[2]!] !== undefined) === (exists[1] === ''));
    } else {
      return {
        ok: false,
        message: `${JSON.stringify(requirement)} is no selector: expected a=b, a!=b, a in (b,c) or a`,
      };
    }
  }
  return { ok: true, fits: (labels) => predicates.every((predicate) => predicate(labels)) };
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
