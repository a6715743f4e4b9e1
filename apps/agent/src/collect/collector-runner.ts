import type { Collector, CollectorOutput, CollectOutcome } from '@binnacle/collectors';
import { formatDurationMs } from '../config/duration.ts';
import type { GlobalTags } from '../config/global-tags.ts';
import { problemAt, type Problem } from '../config/problem.ts';
import type { Log } from '../log.ts';
import { OwnSeries } from '../scrape/own-series.ts';
import { ProblemMemory } from '../scrape/problem-memory.ts';
import { everyInterval, phaseOf, type Clock, type Tick } from '../scrape/schedule.ts';
import type { TableCounts } from '../scrape/scrape-rows.ts';
import type { KeepRows, LastScrape, Row, ScrapeTotals } from '../scrape/target-scraper.ts';
import { CollectorLabels } from './collector-labels.ts';
import { CollectorTable } from './collector-table.ts';
import { RowBatch } from './row-batch.ts';

/** A collector, and how often it runs. */
export interface CollectorPlan {
  readonly collector: Collector;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

export interface RunnerEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  readonly tags: GlobalTags;
  /** Mixed into where in the interval a collector of this machine runs, so that agents do not work in step. */
  readonly phaseSeed: string;
  readonly keep: KeepRows;
  /** A collector went up or down. */
  readonly onChange: () => void;
}

type Pass =
  | { readonly ok: true; readonly partial: readonly string[] }
  | { readonly ok: false; readonly problem: Problem };

const NOTHING: TableCounts = { scraped: 0, kept: 0, added: 0, collisions: 0, stale: 0 };

/** Runs one collector at its interval until it is stopped. */
export class CollectorRunner {
  readonly id: string;
  readonly plan: CollectorPlan;
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
  warnings: readonly Problem[] = [];
  readonly #environment: RunnerEnvironment;
  readonly #table: CollectorTable;
  readonly #own: OwnSeries;
  readonly #memory: ProblemMemory;
  readonly #stop = new AbortController();
  #cancel = (): void => {};
  #running: Promise<void> = Promise.resolve();
  /** A pass that went on after its time was up. */
  #hanging: Promise<unknown> | undefined;
  #lastTimestampMs = 0;
  readonly #batch = new RowBatch((rows) => this.#keep(rows));
  #storedForMs = 0;
  #lost = 0;
  #lostBecause = '';

  constructor(plan: CollectorPlan, environment: RunnerEnvironment) {
    const { collector } = plan;
    this.plan = plan;
    this.id = `collector ${collector.name} ${collector.instance}`;
    this.#environment = environment;
    const labels = new CollectorLabels(collector, environment.tags);
    this.#table = new CollectorTable(labels);
    this.#own = new OwnSeries(labels, collector.instance);
    this.#memory = new ProblemMemory(environment.log, `collector ${collector.name} ${addressOf(collector)}`);
  }

  get problem(): Problem | undefined {
    return this.#memory.current;
  }

  /** Labels of `up`, without the name. */
  get labels(): Readonly<Record<string, string>> {
    return this.#own.labels;
  }

  get liveSeries(): number {
    return this.#table.liveSeries;
  }

  start(): void {
    const { clock, phaseSeed } = this.#environment;
    const { collector, intervalMs } = this.plan;
    // What moves from agent to agent keeps its place in the interval.
    const phase = phaseOf(collector.scope === 'host' ? `${phaseSeed} ${this.id}` : this.id);
    this.#cancel = everyInterval(clock, intervalMs, phase, (tick) => {
      this.#running = this.#collect(tick);
      return this.#running;
    });
  }

  /**
   * Ends the passes. What is gone for good gets stale markers; at the end of the agent, and where another agent goes on with
   * the same series, there are none.
   */
  async stop(isGone: boolean): Promise<void> {
    this.#cancel();
    this.#stop.abort();
    await this.#running;
    if (isGone) {
      const nowMs = Math.max(this.#environment.clock.nowMs(), this.#lastTimestampMs + 1);
      await this.#store(nowMs, async (batch) => {
        await this.#table.abandon(nowMs, batch);
        this.#own.end(nowMs, batch);
      });
    }
    await this.plan.collector.close?.();
  }

  async #collect(tick: Tick): Promise<void> {
    const { clock } = this.#environment;
    this.totals.missed += tick.missed;
    const startMs = clock.nowMs();
    const started = performance.now();
    const pass = await this.#pass();
    // What is under way when the agent stops is left out: half a pass is no sign of a bad source.
    if (this.#stop.signal.aborted) return;
    const durationMs = performance.now() - started;
    this.totals.scrapes++;
    this.#lastTimestampMs = tick.timestampMs;
    let counts = NOTHING;
    const storeProblem = await this.#store(startMs, async (batch) => {
      counts = pass.ok
        ? await this.#table.commit(tick.timestampMs, batch)
        : { ...NOTHING, scraped: this.#table.samples, stale: await this.#table.abandon(tick.timestampMs, batch) };
      this.#own.report(tick.timestampMs, { up: pass.ok, durationMs, counts }, batch);
    });
    const before = this.health;
    this.health = pass.ok ? 'up' : 'down';
    this.last = { atMs: startMs, durationMs, bodyBytes: 0, counts };
    this.totals.samplesScraped += counts.scraped;
    this.totals.samplesKept += counts.kept;
    this.totals.collisions += counts.collisions;
    this.warnings = pass.ok ? pass.partial.map((message) => problemAt({}, 'warning', 'partial', message)) : [];
    if (!pass.ok) this.totals.failures++;
    const problem = storeProblem ?? (pass.ok ? undefined : pass.problem);
    if (problem === undefined) this.#memory.worked(startMs);
    else this.#memory.failed(problem, startMs);
    if (this.health !== before) this.#environment.onChange();
  }

  /** Lets the collector fill the table, within its time. */
  async #pass(): Promise<Pass> {
    const { collector, timeoutMs } = this.plan;
    const slow: Pass = {
      ok: false,
      problem: problemAt(
        {},
        'error',
        'timeout',
        `${addressOf(collector)} took longer than ${formatDurationMs(timeoutMs)}`,
      ),
    };
    // Two passes at once would mix up their samples.
    if (this.#hanging !== undefined) return slow;
    this.#table.begin();
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.#stop.signal]);
    const { output, close } = this.#output();
    const work = runPass(collector, output, signal);
    let cancelTimeout = (): void => {};
    const over = new Promise<undefined>((resolve) => {
      cancelTimeout = this.#environment.clock.after(timeoutMs, () => resolve(undefined));
      signal.addEventListener('abort', () => resolve(undefined));
    });
    const pass = await Promise.race([work, over]);
    cancelTimeout();
    close();
    if (pass !== undefined) return pass;
    this.#hanging = work.finally(() => {
      this.#hanging = undefined;
    });
    end.abort();
    return slow;
  }

  /** The output of one pass. What comes after its end is left out. */
  #output(): { readonly output: CollectorOutput; readonly close: () => void } {
    const table = this.#table;
    let isOpen = true;
    const output: CollectorOutput = {
      series: (family, labels) => table.series(family, labels),
      sample: (ref, value, timestampMs) => {
        if (isOpen) table.sample(ref, value, timestampMs);
      },
      add: (family, labels, value, timestampMs) => {
        if (isOpen) table.add(family, labels, value, timestampMs);
      },
    };
    return {
      output,
      close: () => {
        isOpen = false;
      },
    };
  }

  /** @returns why samples were lost */
  async #store(scrapedAtMs: number, fill: (batch: RowBatch) => Promise<void>): Promise<Problem | undefined> {
    this.#storedForMs = scrapedAtMs;
    this.#lost = 0;
    this.#lostBecause = '';
    await fill(this.#batch);
    await this.#batch.flush();
    if (this.#lost === 0) return undefined;
    const advice = 'Make room on the disk, or set queue.max-size lower';
    return problemAt({}, 'error', 'queue_full', `${this.#lost} samples lost: ${this.#lostBecause}`, advice);
  }

  async #keep(rows: readonly Row[]): Promise<void> {
    try {
      await this.#environment.keep(this, rows, this.#table, this.#storedForMs);
    } catch (error) {
      this.#lost += rows.length;
      this.#lostBecause = reasonOf(error);
    }
  }
}

export const addressOf = ({ address, name, instance }: Collector): string => address ?? `${name}:${instance}`;

async function runPass(collector: Collector, output: CollectorOutput, signal: AbortSignal): Promise<Pass> {
  let outcome: CollectOutcome;
  try {
    outcome = await collector.collect(output, signal);
  } catch (error) {
    const message = `the collector failed in a way that it should not: ${reasonOf(error)}`;
    return { ok: false, problem: problemAt({}, 'error', 'collector_fault', message, 'Please report this') };
  }
  if (outcome.kind === 'ok') return { ok: true, partial: outcome.partial ?? [] };
  return { ok: false, problem: problemAt({}, 'error', 'unreachable', outcome.reason, outcome.advice) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
