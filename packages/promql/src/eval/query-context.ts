import type { Querier } from '@binnacle/storage';
import type { Aggregate, VectorSelector } from '../ast.ts';
import { Annotations } from '../annotations/annotations.ts';
import type { KeptSums } from './kept-sums.ts';
import type { NumberSlabs } from './number-slabs.ts';
import { QueryFailure } from './outcome.ts';

export interface QueryLimits {
  /** Samples that may be held in memory at a time (`--query.max-samples`). */
  readonly maxSamples: number;
}

/** What all parts of one evaluation share: data, settings, limits, and what they have to say. */
export interface ContextSettings {
  readonly querier: Querier;
  /** The times of the query itself, whatever subqueries there are in it. `stepMs` is 0 for an instant query. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly lookbackMs: number;
  /** Step of a subquery that gives none, by its range. */
  readonly subqueryStepMs: (rangeMs: number) => number;
  readonly useStartTimestamps: boolean;
  /** Selectors whose histograms get their counter resets detected: see `countOnlySelectors`. */
  readonly countOnly: ReadonlySet<VectorSelector>;
  /** Aggregations that are kept for the next query, and which ones of this query, each with how many numbers at most. */
  readonly kept: { readonly sums: KeptSums; readonly of: ReadonlyMap<Aggregate, number> } | undefined;
  readonly limits: QueryLimits;
  readonly cancelled: () => boolean;
  readonly expired: () => boolean;
  readonly statsPerStep: boolean;
  /** Where rows lie; in memory of their own unless told. */
  readonly slabs: NumberSlabs | undefined;
}

/** Looking at a clock and at shared memory costs about as much as this many samples. */
const SAMPLES_BETWEEN_CHECKS = 100_000;

export class QueryContext {
  readonly settings: ContextSettings;
  readonly annotations = new Annotations();
  totalSamples = 0;
  peakSamples = 0;
  samplesPerStep: Float64Array | undefined;
  private held = 0;
  private work = 0;

  constructor(settings: ContextSettings, steps: number) {
    this.settings = settings;
    this.samplesPerStep = settings.statsPerStep ? new Float64Array(steps) : undefined;
  }

  /** Does what is left out of the figures: of a subquery, they have what its result gives to the function around it. */
  uncounted<T>(work: () => T): T {
    const { totalSamples, samplesPerStep } = this;
    this.samplesPerStep = undefined;
    try {
      return work();
    } finally {
      this.totalSamples = totalSamples;
      this.samplesPerStep = samplesPerStep;
    }
  }

  /** Counts samples that were read once for all steps as if each step had read them. */
  countForEachStep(samples: number, steps: number): void {
    this.totalSamples += samples * (steps - 1);
    const perStep = this.samplesPerStep;
    if (perStep?.length === steps) for (let s = 0; s < steps; s++) perStep[s]! += samples;
  }

  /** Says that so many samples were gone through; from time to time looks whether the query should end. */
  spend(samples: number): void {
    this.work += samples + 50;
    if (this.work < SAMPLES_BETWEEN_CHECKS) return;
    this.work = 0;
    this.checkAlive();
  }

  checkAlive(): void {
    if (this.settings.cancelled()) {
      throw new QueryFailure({ code: 'canceled', message: 'query was canceled in expression evaluation' });
    }
    if (this.settings.expired()) {
      throw new QueryFailure({ code: 'timeout', message: 'query timed out in expression evaluation' });
    }
  }

  /** Says that so many more samples are in memory now. */
  hold(samples: number): void {
    this.held += samples;
    this.notePeak(0);
  }

  release(samples: number): void {
    this.held -= samples;
  }

  /** Says that so many samples, besides those held, are in memory for a moment. */
  notePeak(more: number): void {
    const inMemory = this.held + more;
    if (inMemory > this.peakSamples) this.peakSamples = inMemory;
    if (inMemory > this.settings.limits.maxSamples) {
      const message = 'query processing would load too many samples into memory in query execution';
      throw new QueryFailure({ code: 'execution', message });
    }
  }
}
