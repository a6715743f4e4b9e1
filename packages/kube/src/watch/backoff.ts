export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
}

/** Waiting times that double, each with jitter, so that many clients do not come back at the same moment. */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** How long to wait now; the next time it is longer. Between half of the step and the whole of it. */
  nextMs(): number {
    const { firstMs, maxMs, random } = this.#options;
    const stepMs = Math.min(maxMs, firstMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return Math.round(stepMs * (0.5 + random() / 2));
  }

  reset(): void {
    this.#failures = 0;
  }
}
