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
 * whole, 0 to 100. Hidden series take no room. Where a series has no value and others have, its layer has no height: a gap
 * would take the layers above it along.
 */
export function stackedColumns(
  series: readonly Pick<ChartSeries, 'values'>[],
  mode: 'value' | 'percent',
  hidden: ReadonlySet<number>,
): Column[] {
  const length = series[0]?.values.length ?? 0;
  const total = new Float64Array(length);
  const anything = new Uint8Array(length);
  for (const [s, { values }] of series.entries()) {
    if (hidden.has(s)) continue;
    for (let i = 0; i < length; i++) {
      if (!Number.isFinite(values[i]!)) continue;
      total[i]! += values[i]!;
      anything[i] = 1;
    }
  }
  const height = new Float64Array(length);
  return series.map(({ values }, s) => {
    const column = plainColumn(values);
    if (hidden.has(s)) return column;
    for (let i = 0; i < length; i++) {
      const value = column[i] ?? 0;
      if (mode === 'value') height[i]! += value;
      else height[i]! += total[i]! > 0 ? (value / total[i]!) * 100 : 0;
      column[i] = anything[i] === 1 ? height[i]! : null;
    }
    return column;
  });
}
