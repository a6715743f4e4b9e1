import type { KubeObject } from '@binnacle/kube';

export interface Column {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  /** Above 0 only with `-o wide`. */
  readonly priority?: number;
}

/** Makes the cells of one object's row, in the order of the columns. */
export interface Printer {
  readonly columns: readonly Column[];
  readonly cells: (object: KubeObject, nowMs: number) => readonly unknown[];
}

/** Columns from their names: `+Name` is shown with `-o wide` only, `Name#` holds numbers. */
export const columns = (...names: readonly string[]): Column[] =>
  names.map((text) => ({
    name: text.replace(/^\+|#$/g, ''),
    ...(text.endsWith('#') ? { type: 'integer' } : {}),
    ...(text.startsWith('+') ? { priority: 1 } : {}),
  }));

/** What is there, joined by commas; `none` when nothing is. */
export const joined = (items: readonly unknown[], none = '<none>'): string =>
  items.length === 0 ? none : items.join(',');
