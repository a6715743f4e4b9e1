import { formatProblem, isError, type Problem } from './config/problem.ts';
import type { LoadedSettings } from './config/load-settings.ts';
import type { Log } from './log.ts';
import type { Clock } from './scrape/schedule.ts';
import { fileStamp } from './scrape/watched-file.ts';

const LOOK_EVERY_MS = 5_000;

/**
 * Watches agent.yaml. `apply` gets each version that is without errors; of one that is not, the problems are reported, and
 * the settings that are in force stay.
 */
export class SettingsWatch {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #load: () => Promise<LoadedSettings>;
  readonly #apply: (loaded: LoadedSettings) => Promise<void>;
  #stamp: string;
  #problems: readonly Problem[];
  #cancel = (): void => {};
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    loaded: LoadedSettings,
    clock: Clock,
    log: Log,
    load: () => Promise<LoadedSettings>,
    apply: (loaded: LoadedSettings) => Promise<void>,
  ) {
    this.#file = loaded.file;
    this.#clock = clock;
    this.#log = log;
    this.#load = load;
    this.#apply = apply;
    this.#problems = loaded.problems;
    this.#stamp = fileStamp(loaded.file);
  }

  /** What is wrong with the newest version. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  start(): void {
    this.#plan();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #plan(): void {
    if (this.#stopped) return;
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      this.#running = this.#look();
    });
  }

  async #look(): Promise<void> {
    const stamp = fileStamp(this.#file);
    // Absent for a moment while it is replaced, or taken away: the settings stay.
    if (stamp !== '' && stamp !== this.#stamp) {
      this.#stamp = stamp;
      const loaded = await this.#load();
      this.#problems = loaded.problems;
      for (const problem of loaded.problems)
        (isError(problem) ? this.#log.error : this.#log.warn)(formatProblem(problem));
      if (loaded.problems.some(isError)) this.#log.error(`${this.#file}: the settings in force stay`);
      else await this.#apply(loaded);
    }
    this.#plan();
  }
}
