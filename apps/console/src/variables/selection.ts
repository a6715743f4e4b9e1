import type { Selection, Variable } from '@binnacle/views';

export type { Selection };

/** Selections by variable name, as the URL has them. */
export type Selections = ReadonlyMap<string, Selection>;

/** What stands for "all" in a URL. */
export const ALL = '*';

/** What a variable begins with when the URL says nothing; undefined: the first of its list, once that is known. */
export function initialSelection(variable: Variable): Selection | undefined {
  switch (variable.kind) {
    case 'text':
      return { kind: 'text', text: variable.default };
    case 'interval':
      return { kind: 'values', values: [variable.default ?? variable.options[0]!] };
    case 'query':
    case 'custom':
      if (variable.default.length > 0) return { kind: 'values', values: variable.default };
      return variable.includeAll ? { kind: 'all' } : undefined;
  }
}

/**
 * The selection that holds once the list of values is known: values still in the list stay, else "all" where there is
 * one, else the first (an empty list selects nothing).
 */
export function reconciled(variable: Variable, wanted: Selection | undefined, options: readonly string[]): Selection {
  if (variable.kind === 'text') return wanted?.kind === 'text' ? wanted : { kind: 'text', text: variable.default };
  const canBeAll = variable.kind !== 'interval' && variable.includeAll;
  const multi = variable.kind !== 'interval' && variable.multi;
  if (wanted?.kind === 'all' && canBeAll) return wanted;
  if (wanted?.kind === 'values') {
    const known = new Set(options);
    const kept = wanted.values.filter((value) => known.has(value));
    if (kept.length > 0) return { kind: 'values', values: multi ? kept : kept.slice(0, 1) };
  }
  if (canBeAll) return { kind: 'all' };
  return { kind: 'values', values: options.slice(0, 1) };
}

/** Selections out of search parameters `var-NAME`: one value, several, or `*`. */
export function selectionsFromSearch(
  variables: readonly Variable[],
  search: Readonly<Record<string, unknown>>,
): Selections {
  const selections = new Map<string, Selection>();
  for (const variable of variables) {
    const raw = search[`var-${variable.name}`];
    if (raw === undefined || raw === null) continue;
    // The router reads `5` and `true` as JSON; a value of a label is text.
    const texts = (Array.isArray(raw) ? raw : [raw]).map(String);
    if (variable.kind === 'text') selections.set(variable.name, { kind: 'text', text: texts[0] ?? '' });
    else if (texts.includes(ALL)) selections.set(variable.name, { kind: 'all' });
    else selections.set(variable.name, { kind: 'values', values: texts });
  }
  return selections;
}

/** The search parameter of a selection. */
export function searchValue(selection: Selection): string | string[] {
  switch (selection.kind) {
    case 'all':
      return ALL;
    case 'text':
      return selection.text;
    case 'values':
      return selection.values.length === 1 ? selection.values[0]! : [...selection.values];
  }
}
