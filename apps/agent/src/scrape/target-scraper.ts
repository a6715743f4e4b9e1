import type { MetricMetadata } from '@binnacle/model';
import type { GlobalTags } from '../config/global-tags.ts';
import { formatProblem, problemAt, type Place, type Problem } from '../config/problem.ts';
import type { Log } from '../log.ts';
import { TargetFetcher } from './fetch-target.ts';
import { OwnSeries, ownRows } from './own-series.ts';
import { ProblemMemory } from './problem-memory.ts';
import { RawOutput } from './raw-output.ts';
import { readTarget, rejectedScrape, type TargetRead } from './read-target.ts';
import { everyInterval, phaseOf, type Clock, type Tick } from './schedule.ts';
import type { OwnRow } from './scrape-requests.ts';
import { ScrapeRejected, type EncodedRequest, type Series, type TableCounts } from './scrape-rows.ts';
import { ScrapeTable } from './scrape-table.ts';
import type { Target } from './target.ts';

/** One sample (or stale marker) that a scrape produced. */
export interface Row {
  readonly series: Series;
  readonly timestampMs: number;
  readonly isStale: boolean;
}

/** Where rows come from: a target, or a collector. The rows of one `id` are delivered in order. */
export interface RowOrigin {
  readonly id: string;
}

/** What is known about the metrics of rows. */
export interface RowMetadata {
  metadataOf(series: Series): MetricMetadata;
}

/** Takes rows to the queue; resolves when they are safe there, and the array may be used again. */
export type KeepRows = (
  origin: RowOrigin,
  rows: readonly Row[],
  metadata: RowMetadata,
  scrapedAtMs: number,
) => Promise<void>;

/** Takes the requests of a scrape to the queue, one after the other; resolves when they are safe there. */
export type KeepRequests = (
  origin: RowOrigin,
  requests: Iterable<EncodedRequest>,
  scrapedAtMs: number,
) => Promise<void>;

export interface ScraperEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  readonly tags: GlobalTags;
  readonly election: boolean;
  readonly userAgent: string;
  readonly dataDir: string;
  /** Mixed into where in the interval a target is scraped, so that agents do not scrape in step. */
  readonly phaseSeed: string;
  readonly keepRequests: KeepRequests;
  /** A target went up or down. */
  readonly onChange: () => void;
}

/** What the last scrape was like. */
export interface LastScrape {
  readonly atMs: number;
  readonly durationMs: number;
  readonly bodyBytes: number;
  readonly counts: TableCounts;
}

/** Totals since the scraper began. */
export interface ScrapeTotals {
  scrapes: number;
  failures: number;
  missed: number;
  samplesScraped: number;
  samplesKept: number;
  collisions: number;
}

/** Scrapes one target at its interval until it is stopped. */
export class TargetScraper {
  readonly target: Target;
  readonly totals: ScrapeTotals = {
    scrapes: 0,
    failures: 0,
    missed: 0,
    samplesScraped: 0,
    samplesKept: 0,
    collisions: 0,
  };
  last: LastScrape | undefined;
  health: 'up' | 'down' | 'unknown' = 'unknown';
  readonly #environment: ScraperEnvironment;
  readonly #fetcher: TargetFetcher;
  readonly #table: ScrapeTable;
  readonly #own: OwnSeries;
  readonly #memory: ProblemMemory;
  readonly #output: RawOutput | undefined;
  readonly #stop = new AbortController();
  #cancel = (): void => {};
  #running: Promise<void> = Promise.resolve();
  #lastTimestampMs = 0;
  #collisionsLogged = false;

  constructor(target: Target, environment: ScraperEnvironment) {
    const { scrape } = target;
    this.target = target;
    this.#environment = environment;
    this.#fetcher = new TargetFetcher(target, scrape.request.accept, environment.userAgent);
    const { families, labels } = target.rules(environment);
    this.#table = new ScrapeTable(families, labels, scrape);
    this.#own = new OwnSeries(labels, target.instance, scrape);
    this.#memory = new ProblemMemory(environment.log, `target ${target.job} ${target.displayUrl}`);
    this.#output =
      scrape.output === '' ? undefined : new RawOutput(environment.dataDir, scrape.output, scrape.outputMaxBytes);
  }

  get problem(): Problem | undefined {
    return this.#memory.current;
  }

  /** Labels of `up`, without the name. */
  get labels(): Readonly<Record<string, string>> {
    return this.#own.labels;
  }

  /** How many series the target has at the moment. */
  get liveSeries(): number {
    return this.#table.liveSeries;
  }

  start(): void {
    const { clock, phaseSeed } = this.#environment;
    const { intervalMs } = this.target.scrape;
    this.#cancel = everyInterval(clock, intervalMs, phaseOf(`${phaseSeed} ${this.target.id}`), (tick) => {
      this.#running = this.#scrape(tick);
      return this.#running;
    });
  }

  /**
   * Ends the scraping. A target that is gone for good gets stale markers on everything; at the end of the agent there are
   * none, as in Prometheus: the next start goes on with the same series, and lines must not break for it.
   */
  async stop(isGone: boolean): Promise<void> {
    this.#cancel();
    this.#stop.abort();
    await this.#running;
    this.#fetcher.close();
    if (!isGone || this.#output !== undefined) return;
    const nowMs = Math.max(this.#environment.clock.nowMs(), this.#lastTimestampMs + 1);
    this.#table.abandon(nowMs);
    const { rows, sink } = ownRows();
    this.#own.end(nowMs, sink);
    await this.#keep(rows, nowMs);
  }

  async #scrape(tick: Tick): Promise<void> {
    const { clock } = this.#environment;
    const { logFailures } = this.target.scrape;
    this.totals.missed += tick.missed;
    const startMs = clock.nowMs();
    const started = performance.now();
    const result = await this.#read(startMs);
    // What is under way when the agent stops is left out: half a body is no sign of a bad target.
    if (this.#stop.signal.aborted) return;
    const durationMs = performance.now() - started;
    this.totals.scrapes++;
    this.#lastTimestampMs = tick.timestampMs;
    let counts: TableCounts = { scraped: 0, kept: 0, added: 0, collisions: 0, stale: 0 };
    let { problem } = result;
    if (problem === undefined && this.#output === undefined) {
      try {
        counts = this.#table.commit(tick.timestampMs);
      } catch (error) {
        if (!(error instanceof ScrapeRejected)) throw error;
        problem = rejectedScrape(this.target, error);
      }
    }
    if (problem !== undefined) {
      counts.scraped = this.#table.scraped;
      counts.stale = this.#table.abandon(tick.timestampMs);
    }
    const { rows, sink } = ownRows();
    this.#own.report(
      tick.timestampMs,
      { up: problem === undefined, durationMs, counts, bodyBytes: result.bodyBytes },
      sink,
    );
    const before = this.health;
    this.health = problem === undefined ? 'up' : 'down';
    this.last = { atMs: startMs, durationMs, bodyBytes: result.bodyBytes, counts };
    this.totals.samplesScraped += counts.scraped;
    this.totals.samplesKept += counts.kept;
    this.totals.collisions += counts.collisions;
    if (problem === undefined) this.#memory.worked(startMs, !logFailures);
    else {
      this.totals.failures++;
      this.#memory.failed(problem, startMs, !logFailures);
    }
    if (this.health !== before) this.#environment.onChange();
    this.#mentionCollisions(counts);
    // With `output` the file is all there is: nothing is sent.
    if (this.#output === undefined) await this.#keep(rows, startMs);
    else this.#table.settle();
  }

  async #read(nowMs: number): Promise<TargetRead> {
    const output = this.#output;
    const { signal } = this.#stop;
    if (output === undefined) return readTarget(this.target, this.#fetcher, this.#table, nowMs, signal);
    const outcome = await this.#fetcher.fetch(output, this.target.scrape.timeoutMs, nowMs, signal);
    return { bodyBytes: outcome.bodyBytes, problem: outcome.ok ? output.finish(this.#place) : outcome.problem };
  }

  /** Keeps what the table has marked, and the rows about the target. */
  async #keep(own: readonly OwnRow[], scrapedAtMs: number): Promise<void> {
    const table = this.#table;
    try {
      await this.#environment.keepRequests(this.target, table.requests(own), scrapedAtMs);
    } catch (error) {
      const reason =
        error instanceof Error
          ? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`
          : String(error);
      const problem = problemAt(
        {},
        'error',
        'queue_full',
        `${table.marked + own.length} samples lost: ${reason}`,
        'Make room on the disk, or set queue.max-size lower',
      );
      this.#memory.failed(problem, this.#environment.clock.nowMs());
    }
    table.settle();
  }

  #mentionCollisions(counts: TableCounts): void {
    if (counts.collisions === 0 || this.#collisionsLogged) return;
    this.#collisionsLogged = true;
    this.#environment.log.warn(
      `target ${this.target.job} ${this.target.displayUrl}: ${formatProblem(collisionWarning(this.#place, counts.collisions))}`,
    );
  }

  /** What works, but not as somebody may think. */
  get warnings(): readonly Problem[] {
    const collisions = this.last?.counts.collisions ?? 0;
    const { warnings } = this.target;
    return collisions === 0 ? warnings : [...warnings, collisionWarning(this.#place, collisions)];
  }

  get #place(): Place {
    return this.target.place;
  }
}

function collisionWarning(place: Place, collisions: number): Problem {
  const message = `${collisions} samples lost: without the labels in tags_ignore their series are the same`;
  return problemAt(
    place,
    'warning',
    'collisions',
    message,
    'Counters and histograms are added up; of a gauge the last value is kept',
  );
}
