import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExposition } from '@binnacle/exposition';
import { labelsOf, labelsToRecord } from '@binnacle/model';
import { evaluate, parseExpr } from '@binnacle/promql';
import { canonicalKey, createMemoryEngine, KEY_CANONICAL, type MemoryEngine } from '@binnacle/storage';

const root =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const folder = join(root, 'exposition/istio');
const WORKSPACE = 'default';
const END_MS = 1_700_000_000_000;
const SCRAPES = 31;
const INTERVAL_MS = 60_000;

export const haveFixtures = existsSync(folder);

/** What a scrape keeps of a metric, as the one who collects says: `undefined` for nothing. */
export type Keep = (metric: string, labels: Record<string, string>) => Record<string, string> | undefined;

/** istiod and the sidecar of productpage, scraped for half an hour in which every counter grew by a quarter. */
export async function istioEngine(keep: Keep): Promise<MemoryEngine> {
  const engine = createMemoryEngine();
  const appender = engine.appender(WORKSPACE);
  for (const { file, target } of TARGETS) {
    const parsed = parseExposition(readFileSync(join(folder, file)));
    if (!parsed.ok) throw new Error(`${file}: ${parsed.problem.message}`);
    for (const { type, samples } of parsed.families) {
      const grows = type === 'counter' || type === 'histogram';
      for (const { labels, value } of samples) {
        const { __name__: metric, ...rest } = labelsToRecord(labels);
        const kept = keep(metric!, rest);
        if (kept === undefined) continue;
        const all = labelsOf(Object.entries({ ...kept, ...target, __name__: metric! }));
        const key = canonicalKey(all);
        const series = appender.create(all, KEY_CANONICAL, key, 0, key.length);
        for (let i = 0; i < SCRAPES; i++) {
          const grown = grows ? value * (1 + (0.25 * i) / SCRAPES) : value;
          appender.float(series, END_MS - (SCRAPES - 1 - i) * INTERVAL_MS, grown, 0);
        }
      }
    }
  }
  const outcome = await appender.commit();
  if (!outcome.ok) throw new Error(outcome.message);
  return engine;
}

const TARGETS = [
  {
    file: 'istiod-1.13.prom',
    target: {
      cluster: 'prod',
      job: 'istiod',
      instance: '10.0.0.7:15014',
      namespace: 'istio-system',
      pod: 'istiod-5d4f9c-abcde',
    },
  },
  {
    file: 'sidecar-merged-1.13.prom',
    target: {
      cluster: 'prod',
      job: 'istio-proxy',
      instance: '10.0.1.8:15020',
      namespace: 'prod',
      pod: 'productpage-v1-7f9c-xyz12',
    },
  },
] as const;

/** How many numbers a query gives at the end of the half hour; an error is a message. */
export function numbersOf(engine: MemoryEngine, query: string): number | string {
  const parsed = parseExpr(query);
  if (!parsed.ok) return `${parsed.error.message}\n${query}`;
  const outcome = evaluate(parsed.expr, {
    startMs: END_MS,
    endMs: END_MS,
    stepMs: 0,
    query,
    openQuerier: (startMs, endMs) => engine.querier(WORKSPACE, startMs, endMs),
    limits: { maxSamples: 50_000_000 },
  });
  if (!outcome.ok) return `${outcome.error.message}\n${query}`;
  if (outcome.value.kind !== 'vector') return `${outcome.value.kind} in place of a vector\n${query}`;
  return outcome.value.samples.filter(({ value }) => !Number.isNaN(value)).length;
}

/** Fills variables in as the console does: chosen values, no matcher for "all". */
export function fill(expr: string, chosen: Readonly<Record<string, string>>): string {
  return expr
    .replace(/,?[a-z_]+(?:=~|=)"\$([a-z]+)"/g, (matcher, name: string) =>
      chosen[name] === undefined ? '' : matcher.replace(`$${name}`, chosen[name]),
    )
    .replaceAll('{,', '{')
    .replaceAll('[$w]', '[5m]')
    .replaceAll('[$__range]', '[30m]')
    .replaceAll(/\$(workload|service)\b/g, (_, name: string) => chosen[name] ?? '.*');
}
