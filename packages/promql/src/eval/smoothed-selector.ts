import type { VectorSelector } from '../ast.ts';
import { interpolate } from '../functions/extended-rate.ts';
import type { Evaluator } from './evaluator.ts';
import { failExecution } from './outcome.ts';
import { rangeInput } from './range-columns.ts';
import { RangeReader } from './range-reader.ts';
import { clearAt, type Row } from './row.ts';
import { windowEnd } from '../functions/windows.ts';

/** `selector smoothed`: at each step the value on the line between the samples before and after it. */
export function* selectSmoothed(selector: VectorSelector, evaluator: Evaluator, transient: boolean): Iterable<Row> {
  const { context, times } = evaluator;
  const { lookbackMs } = context.settings;
  const range = {
    kind: 'number',
    value: lookbackMs / 1000,
    isDuration: true,
    from: selector.from,
    to: selector.to,
  } as const;
  const { from, to } = selector;
  const input = rangeInput({ kind: 'matrix', vector: selector, range, from, to }, evaluator);
  const reader = new RangeReader(input.windows, { before: 0, after: lookbackMs });
  for (const columns of input.columns()) {
    reader.enter(columns);
    for (let i = 0; i < columns.size; i++) {
      context.spend(columns.timestamps.length + times.steps);
      const { floats, histograms } = reader.read(columns, i);
      if (histograms?.to.some((end, s) => end > histograms.from[s]!) === true) {
        failExecution('smoothed and anchored modifiers do not work with native histograms');
      }
      const labels = columns.labels(i);
      const row = transient ? evaluator.scratchRow(labels, false) : evaluator.newRow(labels, false);
      row.gaps = false;
      let found = 0;
      for (let s = 0; s < times.steps; s++) {
        const moment = windowEnd(input.windows, s);
        let next = floats.from[s]!;
        const end = floats.to[s]!;
        while (next < end && floats.timestamps[next]! < moment) next++;
        const exact = next < end && floats.timestamps[next] === moment;
        if (!exact && next === floats.from[s]!) {
          clearAt(row, s);
          continue;
        }
        let value: number;
        if (exact) value = floats.values[next]!;
        else if (next === end) value = floats.values[next - 1]!;
        else value = interpolate(floats.values, floats.timestamps, next - 1, next, moment, false);
        row.values[row.at + s] = value;
        found++;
      }
      if (found === 0) continue;
      context.totalSamples += found;
      if (!transient) context.hold(found);
      yield row;
    }
  }
}
