import { GRID_COLUMNS, type GridPosition } from '../panel.ts';
import { numberOf, objectOf, type Json } from './json.ts';

/** A row there is 30 px and a distance of 8 px; one here is 10 px with the distance inside. */
const ROWS = 3.75;

/** In rows there; so far down the grid goes here. */
const LOWEST = 2600;

/** A panel without a word about it is so large there. */
const UNSAID = { w: 6, h: 3 };

/** Where a panel stands, in the rows of this grid, counted from the top of the dashboard. */
export function positionOf(panel: Json): GridPosition {
  const at = objectOf(panel['gridPos']);
  const x = clamp(Math.round(numberOf(at['x']) ?? 0), 0, GRID_COLUMNS - 1);
  const w = clamp(Math.round(numberOf(at['w']) ?? UNSAID.w), 1, GRID_COLUMNS - x);
  const top = clamp(numberOf(at['y']) ?? 0, 0, LOWEST);
  const y = Math.round(top * ROWS);
  const h = clamp(Math.round((top + (numberOf(at['h']) ?? UNSAID.h)) * ROWS) - y, 3, 200);
  return { x, y, w, h };
}

/** Files of old versions have rows with panels of a width in twelfths; this gives them positions. */
export function positionsOfRows(rows: readonly Json[], panelsOf: (row: Json) => readonly Json[]): readonly Json[] {
  const made: Json[] = [];
  let y = 0;
  for (const row of rows) {
    const height = Math.max(3, Math.ceil(heightOf(row['height']) / 38));
    const title = isTitled(row) ? row['title'] : '';
    const collapsed = row['collapse'] === true || row['collapsed'] === true;
    made.push({ type: 'row', title, collapsed, gridPos: { x: 0, y, w: 24, h: 1 }, repeat: row['repeat'] });
    y += 1;
    let x = 0;
    for (const given of panelsOf(row)) {
      const least = numberOf(given['minSpan']);
      const panel = least === undefined || least < 1 ? given : { maxPerRow: 12 / least, ...given };
      const w = Math.max(1, Math.min(24, Math.round((numberOf(panel['span']) ?? 4) * 2)));
      if (x + w > 24) {
        x = 0;
        y += height;
      }
      made.push({ ...panel, gridPos: { x, y, w, h: height } });
      x += w;
    }
    y += height;
  }
  return made;
}

/** Without a word about it, a row shows a title that somebody gave it, not the one it began with. */
const isTitled = ({ showTitle, title }: Json): boolean =>
  showTitle === true || (showTitle !== false && !/^((new|dashboard) )?row$/i.test(String(title)));

const heightOf = (value: unknown): number =>
  numberOf(typeof value === 'string' ? value.replace('px', '') : value) ?? 250;

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
