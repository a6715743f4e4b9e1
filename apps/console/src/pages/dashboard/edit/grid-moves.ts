import { GRID_COLUMNS, type GridPosition } from '@binnacle/views';

/** A panel on the grid, as far as its place matters. */
export interface Tile {
  readonly id: string;
  readonly grid: GridPosition;
}

const MIN_WIDTH = 2;
const MIN_HEIGHT = 6;

/** A place as near as can be to the one asked for, inside the grid. */
export function fitted({ x, y, w, h }: GridPosition): GridPosition {
  const width = clamp(Math.round(w), MIN_WIDTH, GRID_COLUMNS);
  return {
    x: clamp(Math.round(x), 0, GRID_COLUMNS - width),
    y: clamp(Math.round(y), 0, 10_000),
    w: width,
    h: clamp(Math.round(h), MIN_HEIGHT, 200),
  };
}

/**
 * Puts one tile where it is wanted. Those in its way go down, then everything moves up as far as there is room, so that no
 * hole stays where something went away. The order of `tiles` stays.
 */
export function moved<T extends Tile>(tiles: readonly T[], id: string, to: GridPosition): readonly T[] {
  const place = fitted(to);
  // The moved one comes before what it covers, so that it is not the one that gives way.
  const order = (tile: Tile): number => (tile.id === id ? place.y * 2 - 1 : tile.grid.y * 2);
  const sorted = tiles
    .map((tile) => (tile.id === id ? { ...tile, grid: place } : tile))
    .sort((a, b) => order(a) - order(b) || a.grid.x - b.grid.x);
  return inOrderOf(tiles, settled(sorted));
}

/** Closes the holes that are left when tiles go away. */
export const compacted = <T extends Tile>(tiles: readonly T[]): readonly T[] =>
  inOrderOf(tiles, settled([...tiles].sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x)));

/** The first free row below all tiles. */
export const bottomOf = (tiles: readonly Tile[]): number =>
  tiles.reduce((most, { grid }) => Math.max(most, grid.y + grid.h), 0);

/** Each tile as high up as the ones before it allow. */
function settled<T extends Tile>(sorted: readonly T[]): T[] {
  const placed: T[] = [];
  for (const tile of sorted) {
    let { grid } = tile;
    // Down, out of the way of those that stand already.
    for (let blocker = hit(placed, grid); blocker !== undefined; blocker = hit(placed, grid)) {
      grid = { ...grid, y: blocker.grid.y + blocker.grid.h };
    }
    // Up, as far as nothing is in the way.
    const above = placed
      .filter((other) => overlapsInX(other.grid, grid) && other.grid.y + other.grid.h <= grid.y)
      .reduce((most, other) => Math.max(most, other.grid.y + other.grid.h), 0);
    placed.push({ ...tile, grid: { ...grid, y: above } });
  }
  return placed;
}

const hit = (tiles: readonly Tile[], at: GridPosition): Tile | undefined =>
  tiles.find(({ grid }) => overlapsInX(grid, at) && grid.y < at.y + at.h && at.y < grid.y + grid.h);

const overlapsInX = (a: GridPosition, b: GridPosition): boolean => a.x < b.x + b.w && b.x < a.x + a.w;

function inOrderOf<T extends Tile>(order: readonly Tile[], tiles: readonly T[]): readonly T[] {
  const byId = new Map(tiles.map((tile) => [tile.id, tile]));
  return order.map(({ id }) => byId.get(id)!);
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
