const FIRST_MS = 250;
const MAX_MS = 30_000;

/** How long to wait before the next attempt: doubling from a quarter of a second to 30 s, with jitter. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random  0 ≤ x < 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * @param retryAfterMs  what the server asked for; it is never undercut
   * @returns milliseconds, between half and all of the doubled delay, so that many agents do not come back at once
   */
  next(retryAfterMs: number | undefined): number {
    const ceiling = Math.min(MAX_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 20);
    const own = ceiling * (0.5 + this.#random() / 2);
    // A little more than asked, for the same reason.
    return retryAfterMs === undefined ? own : Math.max(own, retryAfterMs * (1 + this.#random() / 10));
  }

  reset(): void {
    this.#failures = 0;
  }
}

/**
 * Reads a `Retry-After` header: seconds, or a date.
 *
 * @returns milliseconds, at most an hour; undefined without a usable header
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(seconds) ? undefined : Math.min(3_600_000, Math.max(0, seconds));
}
