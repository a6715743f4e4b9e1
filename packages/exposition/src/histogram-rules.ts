import { numberOfText } from './number.ts';
import { ParseFailure } from './problem.ts';
import type { SampleView } from './sink.ts';

/** What OpenMetrics says of the samples of one histogram or gauge histogram; `sample` in the order of the exposition. */
export class HistogramRules {
  hasNegativeBuckets = false;
  #metric: string | undefined;
  #timestampMs: number | undefined;
  #bound = NaN;
  #lastCount = 0;
  #total: number | undefined;
  #negativeSum = false;
  #hasSum = false;
  #hasCount = false;
  #gauge = false;
  #bucketCount = 0;

  sample(metric: string, suffix: string, le: string | undefined, sample: SampleView, offset: number): void {
    const timestampMs = sample.hasTimestamp ? sample.timestampMs : undefined;
    if (metric !== this.#metric || timestampMs !== this.#timestampMs) {
      this.finish(offset);
      this.#metric = metric;
      this.#timestampMs = timestampMs;
    }
    switch (suffix) {
      case '_bucket':
        this.#bucket(numberOfText(le ?? ''), sample.value, offset);
        break;
      case '_count':
      case '_gcount':
        this.#hasCount = true;
        this.#total = sample.value;
        break;
      case '_sum':
      case '_gsum':
        this.#gauge = suffix === '_gsum';
        this.#hasSum = true;
        this.#negativeSum = sample.value < 0;
        break;
      default:
    }
  }

  /** The metric point is over. */
  finish(offset: number): void {
    if (this.#metric !== undefined) this.#check(offset);
    this.#metric = undefined;
    this.hasNegativeBuckets = false;
    this.#bound = NaN;
    this.#lastCount = 0;
    this.#bucketCount = 0;
    this.#total = undefined;
    this.#hasSum = false;
    this.#hasCount = false;
    this.#negativeSum = false;
  }

  #bucket(bound: number, count: number, offset: number): void {
    if (this.#bucketCount > 0) {
      if (bound <= this.#bound) throw new ParseFailure(offset, 'buckets in the order of their bounds');
      if (count < this.#lastCount) throw new ParseFailure(offset, 'cumulative buckets');
    }
    if (bound < 0) this.hasNegativeBuckets = true;
    this.#bound = bound;
    this.#lastCount = count;
    this.#bucketCount++;
  }

  #check(offset: number): void {
    if (this.#bucketCount === 0 || this.#bound !== Infinity) {
      throw new ParseFailure(offset, 'a last bucket le="+Inf" in the histogram before');
    }
    if (this.#hasCount && this.#total !== this.#lastCount) {
      throw new ParseFailure(offset, 'a count equal to the +Inf bucket in the histogram before');
    }
    if (this.#hasSum !== this.#hasCount) {
      throw new ParseFailure(offset, 'a sum and a count, or neither, in the histogram before');
    }
    if (this.hasNegativeBuckets && this.#hasSum && !this.#gauge) {
      throw new ParseFailure(offset, 'no sum in the histogram before, since it has negative bounds');
    }
    if (this.#gauge && !this.hasNegativeBuckets && this.#negativeSum) {
      throw new ParseFailure(offset, 'a sum of at least 0 in the histogram before');
    }
  }
}
