import type { PanelInput } from './panel.ts';
import type { LocalizedText } from './text.ts';
import type { Unit } from './units.ts';

type WithoutPlace<P> = P extends unknown ? Omit<P, 'grid'> : never;
type Of<K extends PanelInput['kind']> = Extract<PanelInput, { kind: K }>;

/** A panel that has no place on the grid yet. */
export type Draft = WithoutPlace<PanelInput>;
export type QueryInput = Of<'stat'>['queries'][number];
export type QueryMore = Partial<Omit<QueryInput, 'ref' | 'expr'>>;
type More<K extends PanelInput['kind']> = Partial<Omit<Of<K>, 'kind' | 'id' | 'title' | 'grid' | 'unit' | 'queries'>>;

/** A text in both languages. */
export const text = (en: string, zh: string): { en: string; 'zh-CN': string } => ({ en, 'zh-CN': zh });

/**
 * A query whose `requires` is every metric that stands before a `{` in it, but `up`. Pass `requires` where it can do
 * without one of them, and where a metric is missing as long as there is nothing to count.
 */
export function metricQuery(ref: string, expr: string, more: QueryMore = {}): QueryInput {
  const names = [...expr.matchAll(/([a-zA-Z_:][a-zA-Z0-9_:]*)\{/g)].map((match) => match[1]!);
  return { ref, expr, requires: [...new Set(names)].filter((name) => name !== 'up').sort(), ...more };
}

export function lineDraft(
  id: string,
  title: LocalizedText,
  unit: Unit,
  queries: readonly QueryInput[],
  more: More<'timeseries'> = {},
): Draft {
  const count = unit === 'count' ? { decimals: 0 } : {};
  return { kind: 'timeseries', id, title, unit, ...count, axis: { min: 0 }, queries: [...queries], ...more };
}

/** Lines that add up. */
export function areaDraft(
  id: string,
  title: LocalizedText,
  unit: Unit,
  queries: readonly QueryInput[],
  more: More<'timeseries'> = {},
): Draft {
  return lineDraft(id, title, unit, queries, { draw: 'area', stack: 'value', ...more });
}

export function statDraft(
  id: string,
  title: LocalizedText,
  unit: Unit,
  queries: readonly QueryInput[],
  more: More<'stat'> = {},
): Draft {
  const count = unit === 'count' ? { decimals: 0 } : {};
  return { kind: 'stat', id, title, unit, ...count, queries: [...queries], ...more };
}

/** A share of something full: 0 to 1. */
export function gaugeDraft(
  id: string,
  title: LocalizedText,
  queries: readonly QueryInput[],
  more: More<'gauge'> = {},
): Draft {
  return { kind: 'gauge', id, title, unit: 'ratio', decimals: 1, queries: queries.map(instant), ...more };
}

export function barDraft(
  id: string,
  title: LocalizedText,
  unit: Unit,
  queries: readonly QueryInput[],
  more: More<'bar'> = {},
): Draft {
  const count = unit === 'count' ? { decimals: 0 } : {};
  return { kind: 'bar', id, title, unit, ...count, queries: queries.map(instant), ...more };
}

/** All queries of a table are about now. */
export function tableDraft(
  id: string,
  title: LocalizedText,
  joinOn: readonly string[],
  queries: readonly QueryInput[],
  columns: Of<'table'>['columns'],
  more: More<'table'> = {},
): Draft {
  const cells = { joinOn: [...joinOn], queries: queries.map(instant), columns };
  return { kind: 'table', id, title, unit: 'none', sort: { column: 0 }, ...cells, ...more };
}

const instant = (query: QueryInput): QueryInput => ({ ...query, mode: 'instant' });

/** A row of the grid: its height in units of 10 px, and its panels from the left, each with its width in columns. */
export interface GridRow {
  readonly h: number;
  readonly cells: readonly (readonly [w: number, draft: Draft])[];
}

export const row = (h: number, ...cells: GridRow['cells']): GridRow => ({ h, cells });

/** Puts rows of panels below each other. */
export function arranged(rows: readonly GridRow[]): PanelInput[] {
  const panels: PanelInput[] = [];
  let y = 0;
  for (const { h, cells } of rows) {
    let x = 0;
    for (const [w, draft] of cells) {
      panels.push({ ...draft, grid: { x, y, w, h } });
      x += w;
    }
    y += h;
  }
  return panels;
}

/** Tiles of a group with `layout: 'row'`, which gives them their places. */
export const tiles = (drafts: readonly Draft[]): PanelInput[] =>
  drafts.map((draft) => ({ ...draft, grid: { x: 0, y: 0, w: 2, h: 11 } }));

/** A group with a heading. */
export function titledGroup(id: string, title: LocalizedText, rows: readonly GridRow[], collapsed = false) {
  return { id, title, collapsed, panels: arranged(rows) };
}
