/** The longest that a timer of Node can wait. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * One timer for many deadlines, most of which are never reached: a timer of its own costs each query more than its evaluation may. It is
 * set for the earliest one, and whoever is called asks again for what is left.
 */
export class Alarm {
  readonly #ring: () => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #atMs = Infinity;

  /**
   * @param ring  called when a time has come that was asked for, or earlier
   * @param now   milliseconds
   */
  constructor(ring: () => void, now: () => number) {
    this.#ring = ring;
    this.#now = now;
  }

  /** Asks to be called at a time, unless there is an earlier one already. */
  set(atMs: number): void {
    if (atMs >= this.#atMs) return;
    clearTimeout(this.#timer);
    this.#atMs = atMs;
    // Up, so that it is not too early by a part of a millisecond.
    const delayMs = Math.min(Math.max(0, Math.ceil(atMs - this.#now())), MAX_DELAY_MS);
    this.#timer = setTimeout(() => {
      this.#atMs = Infinity;
      this.#ring();
    }, delayMs);
    this.#timer.unref();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#atMs = Infinity;
  }
}
