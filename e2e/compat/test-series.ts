import type { Exemplar, FloatHistogram, Labels } from '@binnacle/model';

export interface TestSample {
  /** Unix milliseconds. */
  readonly t: number;
  readonly value: number | FloatHistogram | 'stale';
  /** Start timestamp in Unix milliseconds; 0 or undefined for none. */
  readonly start?: number;
  readonly exemplar?: Exemplar;
}

/** One series of the data that all systems get. */
export interface TestSeries {
  readonly labels: Labels;
  /** Oldest first. */
  readonly samples: readonly TestSample[];
  /** Sent after everything else, so that its samples are out of order. */
  readonly late?: boolean;
}

/** 2023-11-14 22:00 UTC. Before now, so that no system takes the samples for future ones. */
export const START_MS = 1_700_000_000_000 - 800_000;
export const SCRAPE_MS = 15_000;
/** Scrapes in the data: an hour and five minutes. */
export const SCRAPES = 260;
export const END_MS = START_MS + SCRAPES * SCRAPE_MS;

/** A small deterministic generator (mulberry32) of values in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Samples at each scrape; `value` gives undefined where there is none. `delayMs` sets the target's own rhythm. */
export function scraped(delayMs: number, value: (scrape: number) => TestSample['value'] | undefined): TestSample[] {
  const samples: TestSample[] = [];
  for (let n = 0; n < SCRAPES; n++) {
    const next = value(n);
    if (next !== undefined) samples.push({ t: START_MS + n * SCRAPE_MS + delayMs, value: next });
  }
  return samples;
}
