import { electedWork } from '../election/elected-work.ts';
import { alwaysLeader, type Leadership } from '../election/leadership.ts';
import type { ScrapeTotals } from '../scrape/target-scraper.ts';
import { CollectorRunner, type CollectorPlan, type RunnerEnvironment } from './collector-runner.ts';

/** The collectors that run just now. */
export class CollectorSet {
  readonly #environment: RunnerEnvironment;
  readonly #running = new Set<CollectorRunner>();
  readonly #ended: ScrapeTotals = {
    scrapes: 0,
    failures: 0,
    missed: 0,
    samplesScraped: 0,
    samplesKept: 0,
    collisions: 0,
  };

  constructor(environment: RunnerEnvironment) {
    this.#environment = environment;
  }

  get running(): readonly CollectorRunner[] {
    return [...this.#running];
  }

  /** Of all collectors since the start, those that are gone included. */
  get totals(): ScrapeTotals {
    const sum = { ...this.#ended };
    for (const { totals } of this.#running) addTotals(sum, totals);
    return sum;
  }

  /**
   * @param leadership  of what only one agent of a cluster collects
   * @returns ends it; with `isGone` its series get stale markers, else somebody else goes on with them
   */
  start(plan: CollectorPlan, leadership: Leadership = alwaysLeader): (isGone: boolean) => Promise<void> {
    const environment = leadership === alwaysLeader ? this.#environment : electedWork(this.#environment, leadership);
    const runner = new CollectorRunner(plan, environment);
    this.#running.add(runner);
    this.#environment.log.info(
      `collector ${plan.collector.name}: reads ${plan.collector.address ?? plan.collector.instance}`,
    );
    runner.start();
    return (isGone) => this.#stop(runner, isGone);
  }

  /** Ends everything at the end of the agent. */
  async stop(): Promise<void> {
    await Promise.all(this.running.map((runner) => this.#stop(runner, false)));
  }

  async #stop(runner: CollectorRunner, isGone: boolean): Promise<void> {
    if (!this.#running.delete(runner)) return;
    await runner.stop(isGone);
    addTotals(this.#ended, runner.totals);
  }
}

export function addTotals(sum: ScrapeTotals, totals: ScrapeTotals): void {
  for (const key of ['scrapes', 'failures', 'missed', 'samplesScraped', 'samplesKept', 'collisions'] as const)
    sum[key] += totals[key];
}
