import type { ChartSeries } from './chart-data.ts';

/** A column for uPlot: null where nothing is drawn. */
export type Column = (number | null)[];

/** Values as uPlot takes them; what is no finite number is a gap. */
export function plainColumn(values: Float64Array): Column {
  const column: Column = Array.from({ length: values.length }, () => null);
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) column[i] = values[i]!;
  return column;
}

/**
 * Columns on top of each other, in order, each the sum of itself and those before it; with `percent` as shares of the
 * whole, 0 to 100. What is below zero is a stack of its own, downwards; what is no layer stays as it is. Hidden series take no room.
 * Where a series has no value and others have, its layer has no height: a gap would take the layers above it along.
 */
export function stackedColumns(
  series: readonly Pick<ChartSeries, 'values' | 'layer'>[],
  mode: 'value' | 'percent',
  hidden: ReadonlySet<number>,
): Column[] {
  const columns = series.map(({ values }) => plainColumn(values));
  for (const direction of ['up', 'down'] as const) {
    const layers = series.flatMap(({ layer }, s) => (layer === direction && !hidden.has(s) ? [columns[s]!] : []));
    stack(layers, mode);
  }
  return columns;
}

function stack(layers: readonly Column[], mode: 'value' | 'percent'): void {
  const length = layers[0]?.length ?? 0;
  for (let i = 0; i < length; i++) {
    let total = 0;
    let anything = false;
    for (const layer of layers) {
      if (layer[i] === null) continue;
      total += layer[i]!;
      anything = true;
    }
    if (!anything) continue;
    let height = 0;
    for (const layer of layers) {
      const value = layer[i] ?? 0;
      if (mode === 'value') height += value;
      else height += total === 0 ? 0 : (value / Math.abs(total)) * 100;
      layer[i] = height;
    }
  }
}
