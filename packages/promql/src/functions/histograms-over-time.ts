import {
  addCompensated,
  addHistograms,
  divideHistogram,
  hasOverflow,
  multiplyHistogram,
  type CompensatedHistogram,
  type FloatHistogram,
} from '@binnacle/model';
import {
  counterResetCollision,
  mismatchedCustomBuckets,
  mixedExponentialCustom,
  mixedFloatsHistograms,
} from '../annotations/messages.ts';
import type { HistogramWindows, MixedFunction, Report } from './windows.ts';

/** `sum_over_time` and `avg_over_time` of native histograms. */
export const combineOverTime =
  (average: boolean): MixedFunction =>
  (floats, windows, s, report) => {
    if (floats.to[s]! > floats.from[s]!) {
      report.annotations.add(mixedFloatsHistograms(report.name, report.at));
      return undefined;
    }
    noteHints(windows, s, report);
    const all = windows.histograms.slice(windows.from[s]!, windows.to[s]!);
    const mean = new HistogramMean(all[0]!, average);
    for (const histogram of all.slice(1)) {
      if (!mean.add(histogram)) {
        report.annotations.add(mixedExponentialCustom(report.name, report.at));
        return undefined;
      }
    }
    if (mean.boundsReconciled) report.annotations.add(mismatchedCustomBuckets('aggregation', report.at));
    return average ? mean.mean() : mean.sum();
  };

function noteHints({ histograms, from, to }: HistogramWindows, s: number, report: Report): void {
  const hints = new Set<string>();
  for (let i = from[s]!; i < to[s]!; i++) hints.add(histograms[i]!.counterResetHint);
  if (hints.has('yes') && hints.has('no')) report.annotations.add(counterResetCollision('aggregation', report.at));
}

/** Sum, or mean, of histograms that come one by one. The mean becomes a running one when the sum would overflow. */
export class HistogramMean {
  boundsReconciled = false;
  private count = 1;
  private running = false;
  private total: CompensatedHistogram;
  private readonly average: boolean;

  constructor(first: FloatHistogram, average: boolean) {
    this.total = { sum: first, compensation: undefined };
    this.average = average;
  }

  /** False when one has exponential and the other custom buckets: there is no sum then. */
  add(histogram: FloatHistogram): boolean {
    this.count++;
    if (!this.running) {
      const next = addCompensated(this.total, histogram);
      if (!next.ok) return false;
      this.boundsReconciled ||= next.boundsReconciled;
      if (!this.average || !hasOverflow(next.total.sum)) {
        this.total = next.total;
        return true;
      }
      this.running = true;
      this.total = scale(this.total, (h) => divideHistogram(h, this.count - 1));
    }
    const share = (this.count - 1) / this.count;
    const scaled = scale(this.total, (h) => multiplyHistogram(h, share));
    const next = addCompensated(scaled, divideHistogram(histogram, this.count));
    if (!next.ok) return false;
    this.boundsReconciled ||= next.boundsReconciled;
    this.total = next.total;
    return true;
  }

  sum(): FloatHistogram {
    const { sum, compensation } = this.total;
    return compensation === undefined ? sum : together(sum, compensation);
  }

  mean(): FloatHistogram {
    if (this.running) return this.sum();
    const { sum, compensation } = scale(this.total, (h) => divideHistogram(h, this.count));
    return compensation === undefined ? sum : together(sum, compensation);
  }
}

const scale = (
  { sum, compensation }: CompensatedHistogram,
  by: (h: FloatHistogram) => FloatHistogram,
): CompensatedHistogram => ({
  sum: by(sum),
  compensation: compensation === undefined ? undefined : by(compensation),
});

function together(sum: FloatHistogram, compensation: FloatHistogram): FloatHistogram {
  const outcome = addHistograms(sum, compensation);
  if (!outcome.ok) throw new Error('BUG: a sum and its compensation have different kinds of buckets');
  return outcome.histogram;
}
