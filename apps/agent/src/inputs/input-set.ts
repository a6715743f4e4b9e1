import { addTotals } from '../collect/collector-set.ts';
import type { Problem } from '../config/problem.ts';
import type { Log } from '../log.ts';
import { TargetScraper, type ScraperEnvironment, type ScrapeTotals } from '../scrape/target-scraper.ts';
import { targetsOf } from '../scrape/target.ts';
import type { PromInput } from './conf-file.ts';
import type { LoadedFile } from './conf-folder.ts';

/** An input that runs, with its scrapers. */
export interface RunningInput {
  readonly id: string;
  readonly input: PromInput;
  readonly scrapers: readonly TargetScraper[];
}

/** The inputs that run just now. `apply` starts, keeps and stops what a new configuration asks for. */
export class InputSet {
  readonly #environment: ScraperEnvironment;
  readonly #log: Log;
  #running = new Map<string, RunningInput>();
  #files: readonly LoadedFile[] = [];
  #ended: ScrapeTotals = { scrapes: 0, failures: 0, missed: 0, samplesScraped: 0, samplesKept: 0, collisions: 0 };

  constructor(environment: ScraperEnvironment, log: Log) {
    this.#environment = environment;
    this.#log = log;
  }

  get running(): readonly RunningInput[] {
    return [...this.#running.values()];
  }

  get files(): readonly LoadedFile[] {
    return this.#files;
  }

  get scrapers(): readonly TargetScraper[] {
    return this.running.flatMap((input) => input.scrapers);
  }

  /** Of all targets since the start, those that are gone included. */
  get totals(): ScrapeTotals {
    const sum = { ...this.#ended };
    for (const { totals } of this.scrapers) addTotals(sum, totals);
    return sum;
  }

  /** Inputs whose options are the same go on undisturbed, with their connections and caches. */
  async apply(files: readonly LoadedFile[]): Promise<void> {
    this.#files = files;
    const wanted = new Map<string, PromInput>();
    for (const { inputs } of files) {
      for (const input of inputs) wanted.set(uniqueId(wanted, `${input.file} ${JSON.stringify(input.options)}`), input);
    }
    const next = new Map<string, RunningInput>();
    const gone = [...this.#running].filter(([key]) => !wanted.has(key)).map(([, running]) => running);
    await Promise.all(gone.map((running) => this.#end(running)));
    for (const [key, input] of wanted) {
      const known = this.#running.get(key);
      next.set(key, known === undefined ? this.#begin(input) : { ...known, input });
    }
    this.#running = next;
    this.#warnOfDoubles();
  }

  /** Ends everything at the end of the agent. */
  async stop(): Promise<void> {
    await Promise.all(this.scrapers.map((scraper) => scraper.stop(false)));
  }

  #begin(input: PromInput): RunningInput {
    const scrapers = targetsOf(input).map((target) => new TargetScraper(target, this.#environment));
    for (const scraper of scrapers) scraper.start();
    const urls = scrapers.map((scraper) => scraper.target.displayUrl).join(', ');
    this.#log.info(`input ${input.options.source}: scrapes ${urls} (${input.file})`);
    return { id: `${input.file}#${input.key}`, input, scrapers };
  }

  async #end(running: RunningInput): Promise<void> {
    this.#log.info(`input ${running.input.options.source}: ended (${running.input.file})`);
    await Promise.all(running.scrapers.map((scraper) => scraper.stop(true)));
    for (const scraper of running.scrapers) addTotals(this.#ended, scraper.totals);
  }

  #warnOfDoubles(): void {
    const seen = new Map<string, PromInput>();
    for (const { input, scrapers } of this.#running.values()) {
      for (const { target, labels } of scrapers) {
        const key = JSON.stringify(labels);
        const other = seen.get(key);
        if (other !== undefined) {
          this.#log.warn(
            `${target.displayUrl} is scraped by ${other.file} and by ${input.file} under the same labels: their samples get mixed up`,
          );
        }
        seen.set(key, input);
      }
    }
  }
}

/** Two blocks may be the same letter by letter. */
function uniqueId(taken: ReadonlyMap<string, unknown>, id: string): string {
  let unique = id;
  for (let n = 2; taken.has(unique); n++) unique = `${id} (${n})`;
  return unique;
}

/** All problems of the files, without those that belong to an input that runs. */
export const problemsOf = (files: readonly LoadedFile[]): readonly Problem[] => files.flatMap((file) => file.problems);
