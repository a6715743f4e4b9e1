import { addTotals } from '../collect/collector-set.ts';
import type { Problem } from '../config/problem.ts';
import { electedWork } from '../election/elected-work.ts';
import { alwaysLeader, type Leadership } from '../election/leadership.ts';
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

/** Who scrapes an input. Without elections it is every agent that has it. */
export interface InputAssignment {
  update(inputs: readonly PromInput[]): void;
  leadershipOf(input: PromInput): Leadership;
}

const everybody: InputAssignment = { update: () => {}, leadershipOf: () => alwaysLeader };

/** The inputs that run just now. `apply` starts, keeps and stops what a new configuration asks for. */
export class InputSet {
  readonly #environment: ScraperEnvironment;
  readonly #log: Log;
  readonly #assignment: InputAssignment;
  #running = new Map<string, RunningInput>();
  #waiting: readonly PromInput[] = [];
  #files: readonly LoadedFile[] = [];
  #ended: ScrapeTotals = { scrapes: 0, failures: 0, missed: 0, samplesScraped: 0, samplesKept: 0, collisions: 0 };

  constructor(environment: ScraperEnvironment, log: Log, assignment: InputAssignment = everybody) {
    this.#environment = environment;
    this.#log = log;
    this.#assignment = assignment;
  }

  get running(): readonly RunningInput[] {
    return [...this.#running.values()];
  }

  /** Inputs that another agent scrapes. */
  get waiting(): readonly PromInput[] {
    return this.#waiting;
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
    // Stale markers are written while this agent still holds what it held.
    const gone = [...this.#running].filter(([key]) => !wanted.has(key));
    await Promise.all(gone.map(([, running]) => this.#end(running, true)));
    this.#assignment.update([...wanted.values()]);
    const next = new Map<string, RunningInput>();
    const ours = new Map([...wanted].filter(([, input]) => this.#assignment.leadershipOf(input).isLeader()));
    // What another agent goes on with gets none.
    const left = [...this.#running].filter(([key]) => wanted.has(key) && !ours.has(key));
    await Promise.all(left.map(([, running]) => this.#end(running, false)));
    for (const [key, input] of ours) {
      const known = this.#running.get(key);
      next.set(key, known === undefined ? this.#begin(input) : { ...known, input });
    }
    this.#running = next;
    this.#waiting = [...wanted].filter(([key]) => !ours.has(key)).map(([, input]) => input);
    this.#warnOfDoubles();
  }

  /** Ends everything at the end of the agent. */
  async stop(): Promise<void> {
    await Promise.all(this.scrapers.map((scraper) => scraper.stop(false)));
  }

  #begin(input: PromInput): RunningInput {
    const leadership = this.#assignment.leadershipOf(input);
    const environment = leadership === alwaysLeader ? this.#environment : electedWork(this.#environment, leadership);
    const scrapers = targetsOf(input).map((target) => new TargetScraper(target, environment));
    for (const scraper of scrapers) scraper.start();
    const urls = scrapers.map((scraper) => scraper.target.displayUrl).join(', ');
    this.#log.info(`input ${input.options.source}: scrapes ${urls} (${input.file})`);
    return { id: `${input.file}#${input.key}`, input, scrapers };
  }

  async #end(running: RunningInput, isGone: boolean): Promise<void> {
    const { input } = running;
    this.#log.info(`input ${input.options.source}: ${isGone ? 'ended' : 'left to another agent'} (${input.file})`);
    await Promise.all(running.scrapers.map((scraper) => scraper.stop(isGone)));
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
