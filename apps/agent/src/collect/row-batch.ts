import type { Series } from '../scrape/scrape-rows.ts';
import type { Row } from '../scrape/target-scraper.ts';
import type { PassSink } from './collector-table.ts';

/** Encoding so many takes a few milliseconds. */
const BATCH_ROWS = 5_000;

type MutableRow = { -readonly [K in keyof Row]: Row[K] };

/** Hands rows on in batches, in objects that are used again: a pass over series that are known takes no memory. */
export class RowBatch implements PassSink {
  readonly #flush: (rows: readonly Row[]) => Promise<void>;
  readonly #spare: MutableRow[] = [];
  readonly #rows: MutableRow[] = [];

  /** @param flush  the rows are its own until it resolves */
  constructor(flush: (rows: readonly Row[]) => Promise<void>) {
    this.#flush = flush;
  }

  sample(series: Series, timestampMs: number): Promise<void> | undefined {
    return this.#push(series, timestampMs, false);
  }

  stale(series: Series, timestampMs: number): Promise<void> | undefined {
    return this.#push(series, timestampMs, true);
  }

  async flush(): Promise<void> {
    if (this.#rows.length > 0) await this.#flush(this.#rows);
    this.#rows.length = 0;
  }

  #push(series: Series, timestampMs: number, isStale: boolean): Promise<void> | undefined {
    const at = this.#rows.length;
    const row = (this.#spare[at] ??= { series, timestampMs, isStale });
    row.series = series;
    row.timestampMs = timestampMs;
    row.isStale = isStale;
    this.#rows.push(row);
    return this.#rows.length < BATCH_ROWS ? undefined : this.flush();
  }
}
