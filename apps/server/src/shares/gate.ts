/**
 * Lets few tasks run at a time; some more wait in order of arrival, and the rest are turned away. What comes through public
 * links stays a small part of what the query threads do, however many people open one.
 */
export class Gate {
  readonly #running: number;
  readonly #waiting: number;
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(limits: { readonly running: number; readonly waiting: number }) {
    this.#running = limits.running;
    this.#waiting = limits.waiting;
    this.#free = limits.running;
  }

  /** @returns undefined when too many wait already */
  async run<T>(task: () => Promise<T>): Promise<T | undefined> {
    if (this.#free > 0) this.#free--;
    else if (this.#queue.length >= this.#waiting) return undefined;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#queue.shift();
      // The place goes to the one that has waited longest, without becoming free in between.
      if (next === undefined) this.#free++;
      else next();
    }
  }

  figures(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running - this.#free, waiting: this.#queue.length };
  }
}
