export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Fills a rectangle with one for each value, as large as its value and as near to a square as can be: the squarified
 * treemap of Bruls, Huizing and van Wijk (2000).
 *
 * @param values  above zero, largest first
 * @returns       as many, in the same order
 */
export function treemapLayout(values: readonly number[], place: Rectangle): Rectangle[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total <= 0) return [];
  const scale = (place.width * place.height) / total;
  const areas = values.map((value) => value * scale);
  const made: Rectangle[] = [];
  let left = place;
  for (let from = 0; from < areas.length;) {
    const side = Math.min(left.width, left.height);
    let to = from + 1;
    let sum = areas[from]!;
    let worst = worstRatio(areas[from]!, areas[from]!, sum, side);
    while (to < areas.length) {
      const next = worstRatio(areas[from]!, areas[to]!, sum + areas[to]!, side);
      if (next > worst) break;
      sum += areas[to]!;
      worst = next;
      to++;
    }
    left = layRow(areas.slice(from, to), sum, left, made);
    from = to;
  }
  return made;
}

/** How far the most oblong rectangle of a row is from a square; 1 is one. */
function worstRatio(largest: number, smallest: number, sum: number, side: number): number {
  const thickness = sum / side;
  return Math.max((side * side * largest) / (sum * sum), (thickness * thickness) / smallest);
}

/** Lays a row along the shorter side. @returns what is left of the place */
function layRow(areas: readonly number[], sum: number, place: Rectangle, made: Rectangle[]): Rectangle {
  const across = place.width >= place.height;
  const thickness = sum / (across ? place.height : place.width);
  let offset = 0;
  for (const area of areas) {
    const length = area / thickness;
    made.push(
      across
        ? { x: place.x, y: place.y + offset, width: thickness, height: length }
        : { x: place.x + offset, y: place.y, width: length, height: thickness },
    );
    offset += length;
  }
  return across
    ? { ...place, x: place.x + thickness, width: place.width - thickness }
    : { ...place, y: place.y + thickness, height: place.height - thickness };
}
