/** Pieces of work that are done before other things get their turn: a few milliseconds at most. */
const SLICE = 10;

/**
 * Work that has piled up, such as 5,000 pods after the first list: done in slices, in order, each key once however often it was
 * asked for meanwhile.
 */
export class WorkQueue {
  readonly #waiting = new Map<string, () => void>();
  readonly #yieldTurn: (run: () => void) => void;
  #isScheduled = false;
  #idle: (() => void)[] = [];

  /** @param yieldTurn  calls `run` after everything else that waits had its turn */
  constructor(yieldTurn: (run: () => void) => void = setImmediate) {
    this.#yieldTurn = yieldTurn;
  }

  add(key: string, run: () => void): void {
    this.#waiting.set(key, run);
    this.#schedule();
  }

  /** Forgets everything that waits. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Resolves once nothing waits. */
  async whenIdle(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle.push(resolve);
    await promise;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#yieldTurn(() => {
      this.#isScheduled = false;
      this.#slice();
    });
  }

  #slice(): void {
    let done = 0;
    for (const [key, run] of this.#waiting) {
      this.#waiting.delete(key);
      run();
      if (++done >= SLICE) break;
    }
    if (this.#waiting.size > 0) {
      this.#schedule();
      return;
    }
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }
}
