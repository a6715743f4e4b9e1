import { formatDurationMs } from '../config/duration.ts';
import { formatProblem, type Problem } from '../config/problem.ts';
import type { Log } from '../log.ts';

/** How often a problem that stays is mentioned again. */
const REMIND_EVERY_MS = 15 * 60_000;

/**
 * The problem that something (a target, a server) has just now. Says it once when it appears or changes, again from time
 * to time with the number of attempts since, and once when it is over.
 */
export class ProblemMemory {
  readonly #log: Log;
  readonly #subject: string;
  #problem: Problem | undefined;
  #sinceMs = 0;
  #count = 0;
  #loggedAtMs = 0;

  constructor(log: Log, subject: string) {
    this.#log = log;
    this.#subject = subject;
  }

  /** With `sinceMs` and `count` filled in. */
  get current(): Problem | undefined {
    return this.#problem === undefined ? undefined : { ...this.#problem, sinceMs: this.#sinceMs, count: this.#count };
  }

  /** @param quiet  remember, but say nothing */
  failed(problem: Problem, nowMs: number, quiet = false): void {
    const isNew = this.#problem?.code !== problem.code || this.#problem.message !== problem.message;
    if (isNew) {
      this.#sinceMs = nowMs;
      this.#count = 0;
    }
    this.#problem = problem;
    this.#count++;
    if (quiet || (!isNew && nowMs - this.#loggedAtMs < REMIND_EVERY_MS)) return;
    this.#loggedAtMs = nowMs;
    const again = isNew ? '' : ` (${this.#count} times in ${formatDurationMs(nowMs - this.#sinceMs)})`;
    this.#log.error(`${this.#subject}: ${formatProblem(problem)}${again}`, { code: problem.code });
  }

  worked(nowMs: number, quiet = false): void {
    if (this.#problem === undefined) return;
    if (!quiet)
      this.#log.info(
        `${this.#subject}: works again after ${formatDurationMs(nowMs - this.#sinceMs)} (${this.#count} failures)`,
      );
    this.#problem = undefined;
  }
}
