import type { Variable } from '../variable.ts';
import type { Filling } from './interpolate.ts';

/** What is chosen of a variable. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

/** What a selection puts into queries; `options` are the values that the variable's list has. */
export function selectionFilling(variable: Variable, selection: Selection, options: readonly string[]): Filling {
  switch (selection.kind) {
    case 'text':
      return { kind: 'text', text: selection.text };
    case 'all': {
      const expand = (variable.kind === 'query' || variable.kind === 'custom') && variable.all === 'values';
      if (!expand) return { kind: 'omit' };
      return options.length === 0 ? { kind: 'none' } : { kind: 'values', values: options };
    }
    case 'values':
      if (variable.kind === 'interval') return { kind: 'text', text: selection.values[0] ?? variable.options[0]! };
      if (selection.values.length === 0) return { kind: 'none' };
      if (variable.kind === 'custom' && variable.patterns) return { kind: 'text', text: selection.values.join('|') };
      return { kind: 'values', values: selection.values };
  }
}
