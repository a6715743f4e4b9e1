import type { DecodeOutcome, InvalidSeries } from './write-sink.ts';

const MAX_EXAMPLES = 5;

/** Counts what a decoding has passed on, and keeps examples of what it could not. */
export class Tally {
  series = 0;
  samples = 0;
  histograms = 0;
  exemplars = 0;
  #invalid: InvalidSeries[] = [];
  #invalidSamples = 0;

  refuse(message: string, samples: number): void {
    this.#invalidSamples += samples;
    if (this.#invalid.length < MAX_EXAMPLES) this.#invalid.push({ message, samples });
  }

  outcome(): DecodeOutcome {
    const { series, samples, histograms, exemplars } = this;
    return {
      ok: true,
      series,
      samples,
      histograms,
      exemplars,
      invalid: this.#invalid,
      invalidSamples: this.#invalidSamples,
    };
  }
}
