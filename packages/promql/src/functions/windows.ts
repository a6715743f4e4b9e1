import type { FloatHistogram } from '@binnacle/model';
import type { EdgeModifier, Span } from '../ast.ts';
import type { Annotations } from '../annotations/annotations.ts';
import type { Row } from '../eval/row.ts';
import type { WindowTimes } from '../eval/times.ts';

/** The numbers of one series and where the window of each step is in them: indices `from[s]` to `to[s] - 1`. */
export interface FloatWindows {
  readonly values: Float64Array;
  /** Unix milliseconds; as long as `values`, or longer. */
  readonly timestamps: Float64Array;
  /** When the counter began, Unix milliseconds, 0 for unknown. */
  readonly starts: Float64Array | undefined;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly times: WindowTimes;
  /** The same object for all series that share timestamps and windows, so that what depends on them is computed once. */
  readonly group: object;
  /** True when it is known that no value is less than the one before, and that no window of the counter is cut off at zero. */
  readonly isSteady: boolean;
}

/** The histograms of one series, in the same form. */
export interface HistogramWindows {
  readonly histograms: readonly FloatHistogram[];
  readonly timestamps: Float64Array;
  readonly starts: Float64Array | undefined;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly times: WindowTimes;
}

/** Writes the result of each step into `out`, for a series of numbers. Returns how many steps have one. */
export type FloatKernel = (windows: FloatWindows, out: Row) => number;

/** `keep` leaves what the kernel found for the numbers in the window; undefined is no result. */
export type MixedResult = 'keep' | number | FloatHistogram | undefined;

/** The result of step `s` when its window has histograms, perhaps besides numbers. */
export type MixedFunction = (
  floats: FloatWindows,
  histograms: HistogramWindows,
  s: number,
  report: Report,
) => MixedResult;

/** Where a function says what the reader should know. */
export interface Report {
  readonly annotations: Annotations;
  /** Metric name of the series. */
  readonly name: string;
  /** The range selector or subquery. */
  readonly at: Span;
}

export interface RangeFunction {
  readonly floats: FloatKernel;
  readonly mixed: MixedFunction;
}

/** What a range function is made for. */
export interface RangeCall {
  readonly edge: EdgeModifier | undefined;
  readonly lookbackMs: number;
  /** The scalar arguments, in their order, one value a step. */
  readonly scalars: readonly Float64Array[];
  /** Adds an annotation that does not depend on the series. */
  readonly annotations: Annotations;
  readonly argSpans: readonly Span[];
}

export const windowStart = ({ firstEndMs, strideMs, rangeMs }: WindowTimes, s: number): number =>
  firstEndMs + s * strideMs - rangeMs;

export const windowEnd = ({ firstEndMs, strideMs }: WindowTimes, s: number): number => firstEndMs + s * strideMs;
