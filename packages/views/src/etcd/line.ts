import type { PanelInput } from '../panel.ts';

type LineInput = Extract<PanelInput, { kind: 'timeseries' }>;

/** A line chart of the body; `at` is its place in a group as column, row (of 26 units) and width. */
export function line(
  id: string,
  title: LineInput['title'],
  at: readonly [x: number, row: number, w: number],
  unit: LineInput['unit'],
  queries: LineInput['queries'],
  more: Partial<Omit<LineInput, 'kind' | 'id' | 'title' | 'grid' | 'unit' | 'queries'>> = {},
): PanelInput {
  const [x, row, w] = at;
  return {
    kind: 'timeseries',
    id,
    title,
    grid: { x, y: row * 26, w, h: 26 },
    unit,
    ...(unit === 'count' ? { decimals: 0 } : {}),
    axis: { min: 0 },
    queries,
    ...more,
  };
}
