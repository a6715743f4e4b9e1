import { invalidQuantile } from '../annotations/messages.ts';
import { quantileOf } from './quantile-of-values.ts';
import type { WindowFunction } from './over-time.ts';
import type { RangeCall } from './windows.ts';

/** φ is the first scalar argument. */
export function quantileOverTime(call: RangeCall): WindowFunction {
  const copy = makeCopier();
  return ({ values }, from, to, s) => {
    const q = call.scalars[0]![s]!;
    if (!(q >= 0 && q <= 1)) call.annotations.add(invalidQuantile(q, call.argSpans[0]!, call.argSpans[1]!));
    return quantileOf(q, copy(values, from, to), to - from);
  };
}

/** Median of the distances to the median. */
export function madOverTime(): WindowFunction {
  const copy = makeCopier();
  return ({ values }, from, to) => {
    const window = copy(values, from, to);
    for (let i = 0; i < to - from; i++) if (Number.isNaN(window[i])) return NaN;
    const median = quantileOf(0.5, window, to - from);
    for (let i = 0; i < to - from; i++) window[i] = Math.abs(window[i]! - median);
    return quantileOf(0.5, window, to - from);
  };
}

function makeCopier(): (values: Float64Array, from: number, to: number) => Float64Array {
  let room = new Float64Array(64);
  return (values, from, to) => {
    if (room.length < to - from) room = new Float64Array(2 * (to - from));
    room.set(values.subarray(from, to));
    return room;
  };
}
