import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseExposition } from '@binnacle/exposition';
import { labelsFromRecord, labelsToRecord } from '@binnacle/model';
import { evaluate, parseExpr } from '@binnacle/promql';
import { canonicalKey, createMemoryEngine, KEY_CANONICAL, type StorageEngine } from '@binnacle/storage';
import type { DashboardDefinition } from './dashboard.ts';
import type { Panel } from './panel.ts';

const root = process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../shared/fixtures', import.meta.url));
const MINUTE = 60_000;
/** Shortly after the captures of Kubernetes objects were made. */
const START_MS = 1_762_284_000_000;
const SCRAPES = 15;
const END_MS = START_MS + SCRAPES * MINUTE;

/** Whether captured expositions are there: they are not part of the repository. */
export const capturesAreHere = existsSync(`${root}/exposition`);

export interface Capture {
  /** Path below `exposition/`. */
  readonly path: string;
  /** Labels of the target, which a scrape adds. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Scrapes captured expositions once a minute for a quarter of an hour: counters grow, times of last sight move along. */
export async function captured(captures: readonly Capture[]): Promise<StorageEngine> {
  const engine = createMemoryEngine();
  for (const { path, labels } of captures) {
    const outcome = parseExposition(readFileSync(`${root}/exposition/${path}`));
    if (!outcome.ok) throw new Error(`${path}: ${outcome.problem.message}`);
    const appender = engine.appender('default');
    for (const family of outcome.families) {
      const grows = family.type === 'counter' || family.type === 'histogram';
      for (const sample of family.samples) {
        const own = labelsFromRecord({ ...labels, ...labelsToRecord(sample.labels) });
        const key = canonicalKey(own);
        const series = appender.create(own, KEY_CANONICAL, key, 0, key.length);
        for (let i = 0; i <= SCRAPES; i++) {
          const t = START_MS + i * MINUTE;
          const value = grows ? sample.value * (1 + i / 100) : sample.value;
          appender.float(series, t, family.name === 'container_last_seen' ? t / 1000 - 5 : value, 0);
        }
      }
    }
    const written = await appender.commit();
    if (!written.ok) throw new Error(written.message);
  }
  return engine;
}

/** Ids of the panels that show nothing with "all" chosen everywhere, and queries that end in an error. */
export function emptyPanels(
  dashboard: DashboardDefinition,
  engine: StorageEngine,
): { readonly empty: readonly string[]; readonly failed: readonly string[] } {
  const empty: string[] = [];
  const failed: string[] = [];
  for (const panel of dashboard.groups.flatMap((group) => group.panels)) {
    let any = !('queries' in panel);
    for (const { ref, expr, mode, auxiliary } of queriesOf(panel)) {
      const outcome = valuesOf(filled(expr), mode === 'instant', engine);
      if (typeof outcome === 'string') failed.push(`${panel.id} ${ref}: ${outcome}`);
      else any ||= !auxiliary && outcome > 0;
    }
    if (!any) empty.push(panel.id);
  }
  return { empty, failed };
}

const queriesOf = (panel: Panel) => ('queries' in panel ? panel.queries : []);

/** "All": the matcher goes away. */
function filled(expr: string): string {
  return expr
    .replaceAll(/\w+=~"\$\w+"(,|(?=\}))/g, '')
    .replaceAll('[$w]', '[4m]')
    .replaceAll('[$__range]', '[10m]');
}

/** How many series have a number at some time, or the message of an error. */
function valuesOf(query: string, instant: boolean, engine: StorageEngine): number | string {
  const parsed = parseExpr(query);
  if (!parsed.ok) return parsed.error.message;
  const outcome = evaluate(parsed.expr, {
    query,
    startMs: instant ? END_MS : END_MS - 5 * MINUTE,
    endMs: END_MS,
    stepMs: instant ? 0 : MINUTE,
    openQuerier: (startMs, endMs) => engine.querier('default', startMs, endMs),
    limits: { maxSamples: 50_000_000 },
  });
  if (!outcome.ok) return outcome.error.message;
  switch (outcome.value.kind) {
    case 'vector':
      return outcome.value.samples.filter(({ value }) => Number.isFinite(value)).length;
    case 'matrix':
      return outcome.value.series.filter(({ values, at, timestamps }) =>
        values.subarray(at, at + timestamps.length).some(Number.isFinite),
      ).length;
    default:
      return 1;
  }
}
