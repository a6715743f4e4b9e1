import type { PartHealth } from '@binnacle/api';

type Level = 'info' | 'warn' | 'error';

/** What the storage had to say about its files lately: an error keeps its part of the status yellow for an hour. */
const SHOWN_MS = 3_600_000;

export class StorageHealth {
  readonly #now: () => number;
  readonly #counts: Record<Level, number> = { info: 0, warn: 0, error: 0 };
  #last: { readonly message: string; readonly atMs: number } | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(level: Level, message: string): void {
    this.#counts[level]++;
    if (level === 'error') this.#last = { message, atMs: this.#now() };
  }

  /** Events since the start, by level. */
  counts(): Readonly<Record<Level, number>> {
    return this.#counts;
  }

  health(): PartHealth {
    const last = this.#last;
    if (last === undefined || this.#now() - last.atMs > SHOWN_MS) return { part: 'storage', state: 'ok', message: '' };
    return { part: 'storage', state: 'degraded', message: last.message };
  }
}
