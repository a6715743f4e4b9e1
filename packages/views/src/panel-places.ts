import type { GridPosition } from './panel.ts';

/** So far down the grid goes; what would lie lower lies on others. */
const MOST_Y = 10_000;

/** Moves panels down that would lie on others. */
export function withoutOverlap<T extends { readonly grid: GridPosition }>(panels: readonly T[]): T[] {
  const placed: T[] = [];
  for (const panel of [...panels].sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x)) {
    let { grid } = panel;
    let other = placed.find((it) => overlap(it.grid, grid));
    while (other !== undefined && other.grid.y + other.grid.h <= MOST_Y) {
      grid = { ...grid, y: other.grid.y + other.grid.h };
      const next = grid;
      other = placed.find((it) => overlap(it.grid, next));
    }
    placed.push({ ...panel, grid });
  }
  return placed;
}

const overlap = (a: GridPosition, b: GridPosition): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Moves panels as far up as others let them: what the other system does with every grid when it opens a file. */
export function compactedUp<T extends { readonly grid: GridPosition }>(panels: readonly T[]): T[] {
  const placed: T[] = [];
  for (const panel of [...panels].sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x)) {
    const { x, w } = panel.grid;
    const above = placed.filter(({ grid }) => grid.x < x + w && x < grid.x + grid.w);
    const y = above.reduce((lowest, { grid }) => Math.max(lowest, grid.y + grid.h), 0);
    placed.push({ ...panel, grid: { ...panel.grid, y: Math.min(y, MOST_Y) } });
  }
  return placed;
}
