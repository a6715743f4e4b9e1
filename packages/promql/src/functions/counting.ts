import { detectReset, histogramsEqual, type FloatHistogram } from '@binnacle/model';
import { clearAt } from '../eval/row.ts';
import { isStartTimeReset } from './start-time-reset.ts';
import {
  windowStart,
  type FloatKernel,
  type FloatWindows,
  type HistogramWindows,
  type MixedFunction,
  type RangeCall,
} from './windows.ts';

/** What `changes` or `resets` counts between two neighbouring samples. */
export type CountKind = 'changes' | 'resets';

/** True when `values[i]` counts against the sample before it. */
function counts(kind: CountKind, { values, timestamps, starts }: FloatWindows, i: number): boolean {
  const [before, now] = [values[i - 1]!, values[i]!];
  if (kind === 'changes') return now !== before && !(Number.isNaN(now) && Number.isNaN(before));
  return (
    now < before ||
    (starts !== undefined && isStartTimeReset(starts[i - 1]!, timestamps[i - 1]!, starts[i]!, timestamps[i]!))
  );
}

/** Counts each pair once for the whole series, then takes differences. */
export function countingFloats(kind: CountKind, call: RangeCall): FloatKernel {
  let upTo = new Int32Array(64);
  return (windows, out) => {
    const { timestamps, from, to, times } = windows;
    const end = to.length === 0 ? 0 : to[to.length - 1]!;
    if (upTo.length <= end) upTo = new Int32Array(2 * end + 1);
    for (let i = 1; i < end; i++) upTo[i] = upTo[i - 1]! + (counts(kind, windows, i) ? 1 : 0);
    let found = 0;
    out.gaps = false;
    for (let s = 0; s < from.length; s++) {
      let first = from[s]!;
      const last = to[s]! - 1;
      // `anchored` looks back past the window for one sample to begin with, but needs one within it.
      if (call.edge === 'anchored') {
        const start = windowStart(times, s);
        if (last < first || timestamps[last]! <= start) first = last + 1;
        while (first < last && timestamps[first + 1]! <= start) first++;
      }
      if (last < first) {
        clearAt(out, s);
        continue;
      }
      out.values[out.at + s] = upTo[last]! - upTo[first]!;
      found++;
    }
    return found;
  };
}

interface Sample {
  readonly at: number;
  readonly start: number;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
}

export const countingMixed =
  (kind: CountKind, call: RangeCall): MixedFunction =>
  (floats, windows, s) => {
    let samples = inOrder(floats, windows, s);
    if (call.edge === 'anchored') {
      const start = windowStart(floats.times, s);
      if (samples.every((sample) => sample.at <= start)) return undefined;
      const anchor = samples.findLastIndex((sample) => sample.at <= start);
      samples = samples.slice(Math.max(anchor, 0));
    }
    let count = 0;
    for (let i = 1; i < samples.length; i++) if (differs(kind, samples[i - 1]!, samples[i]!)) count++;
    return count;
  };

function differs(kind: CountKind, before: Sample, now: Sample): boolean {
  if ((before.histogram === undefined) !== (now.histogram === undefined)) return true;
  if (kind === 'changes') {
    if (now.histogram !== undefined) return !histogramsEqual(now.histogram, before.histogram!);
    return now.value !== before.value && !(Number.isNaN(now.value) && Number.isNaN(before.value));
  }
  if (isStartTimeReset(before.start, before.at, now.start, now.at)) return true;
  return now.histogram === undefined ? now.value < before.value : detectReset(now.histogram, before.histogram!);
}

function inOrder(floats: FloatWindows, windows: HistogramWindows, s: number): Sample[] {
  const samples: Sample[] = [];
  for (let i = floats.from[s]!; i < floats.to[s]!; i++) {
    samples.push({
      at: floats.timestamps[i]!,
      start: floats.starts?.[i] ?? 0,
      value: floats.values[i]!,
      histogram: undefined,
    });
  }
  for (let i = windows.from[s]!; i < windows.to[s]!; i++) {
    samples.push({
      at: windows.timestamps[i]!,
      start: windows.starts?.[i] ?? 0,
      value: 0,
      histogram: windows.histograms[i],
    });
  }
  return samples.sort((a, b) => a.at - b.at);
}
