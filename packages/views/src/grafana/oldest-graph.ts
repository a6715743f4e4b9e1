import { isObject, numberOf, objectOf, textOf, type Json } from './json.ts';

/** A graph of versions 8 to 11 as later ones have it: those kept units apart from bounds, and two thresholds beside the grid's lines. */
export function fromOldestGraph(panel: Json): Json {
  const grid = objectOf(panel['grid']);
  const formats = panel['y_formats'];
  if (
    panel['type'] !== 'graph' ||
    panel['yaxes'] !== undefined ||
    (!Array.isArray(formats) && !isObject(panel['grid']))
  )
    return panel;
  const axis = (side: 'left' | 'right', index: number): Json => ({
    format: textOf(Array.isArray(formats) ? formats[index] : undefined),
    min: grid[`${side}Min`],
    max: grid[`${side}Max`],
    logBase: grid[`${side}LogBase`],
  });
  const [first, second] = [numberOf(grid['threshold1']), numberOf(grid['threshold2'])];
  // The second lies on the side that is bad.
  const op = first !== undefined && second !== undefined && second < first ? 'lt' : 'gt';
  const thresholds = [
    ...(first === undefined ? [] : [{ value: first, op, colorMode: second === undefined ? 'critical' : 'warning' }]),
    ...(second === undefined ? [] : [{ value: second, op, colorMode: 'critical' }]),
  ];
  return { ...panel, yaxes: [axis('left', 0), axis('right', 1)], ...(thresholds.length === 0 ? {} : { thresholds }) };
}
