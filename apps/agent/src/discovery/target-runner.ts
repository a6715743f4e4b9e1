import { addTotals } from '../collect/collector-set.ts';
import { electedWork } from '../election/elected-work.ts';
import { alwaysLeader, type Leadership } from '../election/leadership.ts';
import type { Target } from '../scrape/target.ts';
import { TargetScraper, type ScraperEnvironment, type ScrapeTotals } from '../scrape/target-scraper.ts';
import type { TargetSink } from './target-board.ts';

/** Scrapes the targets that discovery grants. */
export class TargetRunner implements TargetSink {
  readonly #environment: ScraperEnvironment;
  /** For targets that any agent of the cluster could scrape. */
  readonly #elected: ScraperEnvironment;
  readonly #running = new Map<string, TargetScraper>();
  /** Scrapers that write their last markers. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #ended: ScrapeTotals = {
    scrapes: 0,
    failures: 0,
    missed: 0,
    samplesScraped: 0,
    samplesKept: 0,
    collisions: 0,
  };
  #isStopped = false;

  constructor(environment: ScraperEnvironment, leadership: Leadership = alwaysLeader) {
    this.#environment = environment;
    this.#elected = electedWork(environment, leadership);
  }

  get scrapers(): readonly TargetScraper[] {
    return [...this.#running.values()];
  }

  /** The scraper of a target; undefined while none runs. */
  scraperOf(id: string): TargetScraper | undefined {
    return this.#running.get(id);
  }

  /** Of all targets since the start, those that are gone included. */
  get totals(): ScrapeTotals {
    const sum = { ...this.#ended };
    for (const { totals } of this.#running.values()) addTotals(sum, totals);
    return sum;
  }

  begin(target: Target): void {
    if (this.#isStopped || this.#running.has(target.id)) return;
    const scraper = new TargetScraper(target, target.isElected === true ? this.#elected : this.#environment);
    this.#running.set(target.id, scraper);
    const before = this.#ending.get(target.id);
    if (before === undefined) scraper.start();
    // The end of the last run is written before the beginning of the next.
    else void this.#startAfter(before, target.id, scraper);
    this.#environment.onChange();
  }

  end(target: Target, reason: 'gone' | 'moved'): void {
    const scraper = this.#running.get(target.id);
    if (scraper === undefined) return;
    this.#running.delete(target.id);
    const ending = this.#end(scraper, reason === 'gone');
    this.#ending.set(target.id, ending);
    void this.#forget(target.id, ending);
    this.#environment.onChange();
  }

  /** Resolves when nothing is scraped any more of what has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#ending.values());
  }

  /** Ends everything at the end of the agent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.scrapers.map((scraper) => scraper.stop(false)), ...this.#ending.values()]);
  }

  async #startAfter(before: Promise<void>, id: string, scraper: TargetScraper): Promise<void> {
    await before;
    if (!this.#isStopped && this.#running.get(id) === scraper) scraper.start();
  }

  async #end(scraper: TargetScraper, isGone: boolean): Promise<void> {
    await scraper.stop(isGone);
    addTotals(this.#ended, scraper.totals);
  }

  async #forget(id: string, ending: Promise<void>): Promise<void> {
    await ending;
    if (this.#ending.get(id) === ending) this.#ending.delete(id);
  }
}
