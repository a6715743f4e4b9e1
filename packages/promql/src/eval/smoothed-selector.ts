import { labelValue, METRIC_NAME, usesCustomBuckets, type FloatHistogram } from '@binnacle/model';
import { mixedExponentialCustom, mixedFloatsHistograms } from '../annotations/messages.ts';
import type { VectorSelector } from '../ast.ts';
import { interpolateHistograms } from '../functions/extended-rate-histograms.ts';
import { interpolate } from '../functions/extended-rate.ts';
import { windowEnd, type FloatWindows, type HistogramWindows, type Report } from '../functions/windows.ts';
import type { Evaluator } from './evaluator.ts';
import { histogramWeight } from './histogram-weight.ts';
import { rangeInput } from './range-columns.ts';
import { RangeReader } from './range-reader.ts';
import { clearAt, setHistogram, type Row } from './row.ts';

/** `selector smoothed`: at each step what is on the line between the samples before and after it. */
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
      const labels = columns.labels(i);
      const report = { annotations: context.annotations, name: labelValue(labels, METRIC_NAME), at: selector };
      const row = transient ? evaluator.scratchRow(labels, false) : evaluator.newRow(labels, false);
      row.gaps = false;
      let samples = 0;
      for (let s = 0; s < times.steps; s++) {
        const found = histograms === undefined ? floatAt(floats, s) : sampleAt(floats, histograms, s, report);
        if (found === undefined) clearAt(row, s);
        else if (typeof found === 'number') {
          row.values[row.at + s] = found;
          samples++;
        } else {
          setHistogram(row, s, found);
          samples += histogramWeight(found);
        }
      }
      if (samples === 0) continue;
      context.totalSamples += samples;
      if (!transient) context.hold(samples);
      yield row;
    }
  }
}

function sampleAt(
  floats: FloatWindows,
  histograms: HistogramWindows,
  s: number,
  report: Report,
): number | FloatHistogram | undefined {
  if (histograms.from[s]! >= histograms.to[s]!) return floatAt(floats, s);
  if (floats.from[s]! >= floats.to[s]!) return histogramAt(histograms, s, report);
  report.annotations.add(mixedFloatsHistograms(report.name, report.at));
  return undefined;
}

function floatAt(windows: FloatWindows, s: number): number | undefined {
  const { values, timestamps } = windows;
  const { before, after, moment } = neighbours(windows, s);
  if (before === undefined) return undefined;
  if (after === undefined) return values[before];
  return interpolate(values, timestamps, before, after, moment, false);
}

function histogramAt(windows: HistogramWindows, s: number, report: Report): FloatHistogram | undefined {
  const { histograms } = windows;
  const { before, after, moment } = neighbours(windows, s);
  if (before === undefined) return undefined;
  if (after === undefined) return histograms[before];
  const [earlier, later] = [histograms[before]!, histograms[after]!];
  if (usesCustomBuckets(earlier) !== usesCustomBuckets(later)) {
    report.annotations.add(mixedExponentialCustom(report.name, report.at));
    return undefined;
  }
  const isCounter = earlier.counterResetHint !== 'gauge' || later.counterResetHint !== 'gauge';
  return interpolateHistograms(windows, before, after, moment, isCounter, report);
}

/** The last sample up to the moment of a step, and the next unless that one is of this very moment. */
function neighbours(
  { timestamps, from, to, times }: Pick<FloatWindows, 'timestamps' | 'from' | 'to' | 'times'>,
  s: number,
): { readonly before: number | undefined; readonly after: number | undefined; readonly moment: number } {
  const moment = windowEnd(times, s);
  const end = to[s]!;
  let after = from[s]!;
  while (after < end && timestamps[after]! <= moment) after++;
  const before = after > from[s]! ? after - 1 : undefined;
  const exact = before !== undefined && timestamps[before] === moment;
  return { before, after: exact || after === end ? undefined : after, moment };
}
