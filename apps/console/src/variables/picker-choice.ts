import type { Variable } from '@binnacle/views';
import type { Selection } from './selection.ts';

/**
 * What is selected after a click on a value. Of several allowed values a click adds or removes one; starting from "all", the
 * value alone. Removing the last one goes back to "all", or stays where there is no "all".
 */
export function afterChoice(variable: Variable, selection: Selection, value: string): Selection {
  const multi = (variable.kind === 'query' || variable.kind === 'custom') && variable.multi;
  const all = (variable.kind === 'query' || variable.kind === 'custom') && variable.includeAll;
  const chosen = selection.kind === 'values' ? selection.values : [];
  if (!multi) return { kind: 'values', values: [value] };
  if (!chosen.includes(value)) return { kind: 'values', values: [...chosen, value] };
  const left = chosen.filter((one) => one !== value);
  if (left.length > 0) return { kind: 'values', values: left };
  return all ? { kind: 'all' } : selection;
}

/** Values that contain every word typed, in any order. */
export function matching(options: readonly string[], typed: string): readonly string[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return options.filter((option) => words.every((word) => option.toLowerCase().includes(word)));
}
