import { failExecution } from '../eval/outcome.ts';
import type { WindowFunction } from './over-time.ts';
import type { RangeCall } from './windows.ts';

/**
 * Exponential smoothing of level and trend (Holt's linear method); the two factors are the scalar arguments.
 *
 * @see https://en.wikipedia.org/wiki/Exponential_smoothing#Double_exponential_smoothing_(Holt_linear)
 */
export function doubleExponentialSmoothing(call: RangeCall): WindowFunction {
  return ({ values }, from, to, s) => {
    const [smoothing, trendFactor] = [call.scalars[0]![s]!, call.scalars[1]![s]!];
    let before = 0;
    let level = values[from]!;
    let trend = values[from + 1]! - level;
    for (let i = from + 1; i < to; i++) {
      if (i > from + 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
      const next = smoothing * values[i]! + (1 - smoothing) * (level + trend);
      before = level;
      level = next;
    }
    return level;
  };
}

/** Both factors must be between 0 and 1, exclusive; the check is made for every step that a series has samples for. */
export function checkSmoothingFactors(call: RangeCall, s: number): void {
  const [smoothing, trend] = [call.scalars[0]![s]!, call.scalars[1]![s]!];
  const show = (n: number): string =>
    Number.isFinite(n)
      ? Math.abs(n) < 1e21
        ? n.toFixed(6)
        : `${BigInt(n)}.000000`
      : String(n).replace('Infinity', '+Inf').replace('-+', '-');
  if (smoothing <= 0 || smoothing >= 1) {
    failExecution(`invalid smoothing factor. Expected: 0 < sf < 1, got: ${show(smoothing)}`);
  }
  if (trend <= 0 || trend >= 1) failExecution(`invalid trend factor. Expected: 0 < tf < 1, got: ${show(trend)}`);
}
