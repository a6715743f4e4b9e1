import { GRID_COLUMNS, type GridPosition, type Panel } from '@binnacle/views';

export interface PlacedPanel {
  readonly panel: Panel;
  readonly at: GridPosition;
}

/**
 * Where panels stand when some of their group are hidden: what is left of a row fills its width, and rows move up where
 * one has gone. With nothing hidden every panel stays where its definition says.
 */
export function placed(panels: readonly Panel[], hidden: ReadonlySet<string>): readonly PlacedPanel[] {
  if (!panels.some((panel) => hidden.has(panel.id))) return panels.map((panel) => ({ panel, at: panel.grid }));
  const rows = new Map<number, Panel[]>();
  for (const panel of panels) rows.set(panel.grid.y, [...(rows.get(panel.grid.y) ?? []), panel]);
  const result: PlacedPanel[] = [];
  let y = 0;
  for (const [, row] of [...rows].sort(([a], [b]) => a - b)) {
    const left = row.filter((panel) => !hidden.has(panel.id)).sort((a, b) => a.grid.x - b.grid.x);
    if (left.length === 0) continue;
    const whole = left.length === row.length;
    let x = 0;
    for (const [i, panel] of left.entries()) {
      const width = whole ? panel.grid.w : shareOf(left, i);
      result.push({ panel, at: { x: whole ? panel.grid.x : x, y, w: width, h: panel.grid.h } });
      x += width;
    }
    y += left.reduce((most, panel) => Math.max(most, panel.grid.h), 0);
  }
  return result;
}

/** Columns of the i-th panel when a row's panels share all columns in proportion to their widths. */
function shareOf(row: readonly Panel[], i: number): number {
  const total = row.reduce((sum, panel) => sum + panel.grid.w, 0);
  const before = row.slice(0, i).reduce((sum, panel) => sum + panel.grid.w, 0);
  const edge = (width: number): number => Math.round((width / total) * GRID_COLUMNS);
  return edge(before + row[i]!.grid.w) - edge(before);
}

/** Narrower than this a tile cuts off its number. */
const TILE_PX = 148;

/** How many tiles stand side by side, so that all rows have the same number as nearly as can be. */
export function tilesPerRow(count: number, widthPx: number): number {
  const most = Math.max(1, Math.floor(widthPx / TILE_PX));
  return Math.max(1, Math.ceil(count / Math.ceil(count / most)));
}
