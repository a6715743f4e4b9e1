import { KahanSum } from './kahan.ts';
import type { WindowFunction } from './over-time.ts';
import { type FloatWindows, type RangeCall } from './windows.ts';

/** Slope of the least-squares line through the numbers of the window, per second. Needs two. */
export function deriv(): WindowFunction {
  const fit = makeRegression();
  // The origin is near the samples, because squares of seconds since 1970 leave no precision.
  return (windows, from, to) => fit(windows, from, to, windows.timestamps[from]!).slope;
}

/** Where that line is the first scalar argument's number of seconds after the step. */
export function predictLinear(call: RangeCall): WindowFunction {
  const fit = makeRegression();
  return (windows, from, to, s) => {
    const { startMs, stepMs } = windows.times.times;
    const { slope, intercept } = fit(windows, from, to, startMs + s * stepMs);
    return slope * call.scalars[0]![s]! + intercept;
  };
}

interface Line {
  readonly slope: number;
  /** Value at the origin. */
  readonly intercept: number;
}

function makeRegression(): (windows: FloatWindows, from: number, to: number, originMs: number) => Line {
  const [sumX, sumY, sumXY, sumX2] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  return ({ values, timestamps }, from, to, originMs) => {
    for (const sum of [sumX, sumY, sumXY, sumX2]) sum.reset(0, 0);
    const n = to - from;
    let constant = true;
    for (let i = from; i < to; i++) {
      const x = (timestamps[i]! - originMs) / 1000;
      const y = values[i]!;
      if (i > from && y !== values[from]) constant = false;
      sumX.add(x);
      sumY.add(y);
      sumXY.add(x * y);
      sumX2.add(x * x);
    }
    if (constant) {
      const y = values[from]!;
      return y === Infinity || y === -Infinity ? { slope: NaN, intercept: NaN } : { slope: 0, intercept: y };
    }
    const covariance = sumXY.total - (sumX.total * sumY.total) / n;
    const variance = sumX2.total - (sumX.total * sumX.total) / n;
    const slope = covariance / variance;
    return { slope, intercept: sumY.total / n - (slope * sumX.total) / n };
  };
}
