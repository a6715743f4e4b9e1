import { evaluate, parseExpr } from '@binnacle/promql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_CANONICAL, canonicalKey } from '@binnacle/storage';
import { openBlocksEngine, type BlocksEngine } from '@binnacle/storage-blocks';
import { labelsToRecord } from '@binnacle/model';
import { builtInView, type DashboardDefinition, type Panel } from '@binnacle/views';
import { Cluster } from '../src/cluster/cluster.ts';
import { Exporters } from '../src/exporters/exporters.ts';
import { Recorder } from '../src/history/recorder.ts';
import { IncidentBoard } from '../src/incidents/incidents.ts';
import { prodPlan } from '../src/plan/cluster-plans.ts';
import type { ClusterPlan } from '../src/plan/plan.ts';

const WORKSPACE = 'default';
const SCRAPE_MS = 15_000;
/** A Saturday in November, early in the afternoon. */
export const START_MS = Date.UTC(2026, 10, 28, 13);

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A simulated cluster with what an agent and a server would have made of it, all in memory and at any speed. */
export class ObservedWorld {
  readonly cluster: Cluster;
  readonly exporters: Exporters;
  readonly incidents: IncidentBoard;
  readonly #recorder: Recorder;
  readonly #dir = mkdtempSync(join(tmpdir(), 'binnacle-world-'));
  #engine: BlocksEngine | undefined;
  /** Steps that the engine has already. */
  #stored = 0;
  #recordedMs: number;

  constructor(plan: ClusterPlan = prodPlan(1), seed = 1, networkBase = 64) {
    this.cluster = new Cluster({ plan, seed, startMs: START_MS, networkBase });
    this.exporters = new Exporters(this.cluster);
    this.incidents = new IncidentBoard(this.cluster);
    this.#recorder = new Recorder(this.cluster, this.exporters);
    this.#recordedMs = START_MS;
  }

  /** When it was last scraped. */
  get scrapedMs(): number {
    return this.#recordedMs;
  }

  /** Lives through so many seconds; scraped every 15. */
  async pass(seconds: number): Promise<void> {
    const until = this.cluster.nowMs + seconds * 1000;
    while (this.cluster.nowMs < until) {
      this.incidents.step();
      this.cluster.step(this.cluster.nowMs + 1000);
      if (this.cluster.nowMs - this.#recordedMs < SCRAPE_MS) continue;
      this.#recordedMs = this.cluster.nowMs;
      this.exporters.update();
      await this.#recorder.record();
    }
  }

  /** The answer of an instant query at the last scrape. */
  async query(expr: string): Promise<readonly Sample[]> {
    const parsed = parseExpr(expr);
    if (!parsed.ok) throw new Error(`${parsed.error.message}: ${expr}`);
    const engine = await this.#store();
    const outcome = evaluate(parsed.expr, {
      startMs: this.#recordedMs,
      endMs: this.#recordedMs,
      stepMs: 0,
      query: expr,
      openQuerier: (startMs, endMs) => engine.querier(WORKSPACE, startMs, endMs),
      limits: { maxSamples: 500_000_000 },
    });
    if (!outcome.ok) throw new Error(`${outcome.error.message}: ${expr}`);
    if (outcome.value.kind !== 'vector') throw new Error(`${outcome.value.kind}: ${expr}`);
    return outcome.value.samples
      .filter(({ value }) => !Number.isNaN(value))
      .map(({ labels, value }) => ({ labels: labelsToRecord(labels), value }));
  }

  /** One number, or undefined when the answer is empty. */
  async number(expr: string): Promise<number | undefined> {
    return (await this.query(expr))[0]?.value;
  }

  /** The answer of one of a view's queries, with variables as chosen and all others on "all". */
  async panel(view: string, panel: string, ref = 'A', chosen: Chosen = {}): Promise<readonly Sample[]> {
    const query = queriesOf(panelOf(view, panel)).find((one) => one.ref === ref);
    if (query === undefined) throw new Error(`no query ${ref} in panel ${panel} of ${view}`);
    return this.query(fill(query.expr, chosen));
  }

  async close(): Promise<void> {
    await this.#recorder.close();
    await this.#engine?.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #store(): Promise<BlocksEngine> {
    this.#engine ??= await openBlocksEngine({
      dir: this.#dir,
      clock: () => this.cluster.nowMs,
      maintenance: 'manual',
      walFsync: 'interval',
      flushOnClose: false,
    });
    const { times } = this.#recorder;
    const from = this.#stored;
    if (from === times.length) return this.#engine;
    this.#stored = times.length;
    const appender = this.#engine.appender(WORKSPACE);
    for (const { labels, column } of this.#recorder.series()) {
      // What ended before is known to have ended.
      if (column.until < from) continue;
      const key = canonicalKey(labels);
      const series = appender.create(labels, KEY_CANONICAL, key, 0, key.length);
      for (let step = Math.max(from, column.from); step < times.length; step++) {
        const value = column.at(step);
        if (!Number.isNaN(value)) appender.float(series, times[step]!, value, 0);
        else if (!Number.isNaN(column.at(step - 1))) appender.stale(series, times[step]!);
      }
    }
    const outcome = await appender.commit();
    if (!outcome.ok) throw new Error(outcome.message);
    return this.#engine;
  }
}

export type Chosen = Readonly<Record<string, string>>;

export const definitionOf = (view: string): DashboardDefinition => builtInView(view)!.definition;

export function panelOf(view: string, id: string): Panel {
  const panel = definitionOf(view)
    .groups.flatMap(({ panels }) => panels)
    .find((one) => one.id === id);
  if (panel === undefined) throw new Error(`no panel ${id} in ${view}`);
  return panel;
}

export interface PanelQueryText {
  readonly ref: string;
  readonly expr: string;
  readonly auxiliary?: boolean | undefined;
}

export const queriesOf = (panel: Panel): readonly PanelQueryText[] => ('queries' in panel ? panel.queries : []);

/** Fills variables in as the console does: chosen values, no matcher for "all". */
export function fill(expr: string, chosen: Chosen): string {
  return expr
    .replace(/,?\s*[a-zA-Z_]+(?:=~|=)"\$([a-z_]+)"/g, (matcher, name: string) =>
      chosen[name] === undefined ? '' : matcher.replace(`$${name}`, chosen[name]),
    )
    .replaceAll('{,', '{')
    .replaceAll('[$w]', '[5m]')
    .replaceAll('[$__range]', '[15m]')
    .replaceAll(/\$(workload|service)\b/g, (_, name: string) => chosen[name] ?? '.*');
}
