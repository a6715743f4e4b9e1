import { hostname } from 'node:os';
import { chooseEncoding } from '../http/compression.ts';
import type { ServerParts } from '../parts.ts';
import { readerSource } from '../query/reader-source.ts';
import { PROMETHEUS_VERSION, VERSION } from '../version.ts';
import { BadParameter } from './params.ts';
import { checkRuleFilters } from './rule-filters.ts';
import { data, type PrometheusRoute } from './route-table.ts';

const DEFAULT_TSDB_LIMIT = 10;
const MAX_TSDB_LIMIT = 10_000;
/** The statistics are those of the series with samples in the newest two hours, as those of Prometheus's head. */
const HEAD_MS = 7_200_000;

/** `/api/v1/status/…` and the routes of what we do not have yet, answered as by a Prometheus that has none of it. */
export function statusRoutes(parts: ServerParts): PrometheusRoute[] {
  const { config, engine, pool, now, startedAtMs } = parts;
  const get = (path: string, handle: PrometheusRoute['handle']): PrometheusRoute => ({
    methods: ['GET'],
    path,
    access: 'query',
    handle,
  });
  // Kiali reads scrape_interval to choose its rate windows; the agent's default is what samples come in by.
  const yaml =
    'global:\n  scrape_interval: 10s\n  scrape_timeout: 10s\n  evaluation_interval: 1m\nscrape_configs: []\n';

  return [
    get('status/config', () => data({ yaml })),
    get('status/flags', () => data(Object.fromEntries(config.flags))),
    get('status/buildinfo', () =>
      data({
        version: PROMETHEUS_VERSION,
        revision: `binnacle-${VERSION}`,
        branch: '',
        buildUser: '',
        buildDate: '',
        goVersion: `node ${process.version}`,
      }),
    ),
    get('status/runtimeinfo', () =>
      data({
        startTime: new Date(startedAtMs).toISOString(),
        CWD: process.cwd(),
        hostname: hostname(),
        serverTime: new Date(now()).toISOString(),
        reloadConfigSuccess: true,
        lastConfigTime: new Date(startedAtMs).toISOString(),
        corruptionCount: engine.stats('default').figures['corruptions_total'] ?? 0,
        goroutineCount: 0,
        GOMAXPROCS: config.query.threads,
        GOMEMLIMIT: 0,
        GOGC: '',
        GODEBUG: '',
        storageRetention: retentionText(config.storage.retention),
      }),
    ),
    get('status/walreplay', () => data({ min: 0, max: 0, current: 0 })),
    get('status/tsdb', async ({ params, workspace, caller, request }) => {
      const text = params.get('limit');
      const limit = text === '' ? DEFAULT_TSDB_LIMIT : Number(text);
      if (!Number.isInteger(limit) || limit < 1) throw new BadParameter('limit must be a positive number');
      if (limit > MAX_TSDB_LIMIT) throw new BadParameter(`limit must not exceed ${MAX_TSDB_LIMIT}`);
      const endMs = engine.stats(workspace).maxTimeMs ?? now();
      const reply = await pool.run({
        job: { kind: 'cardinality', limit, startMs: endMs - HEAD_MS, endMs },
        reader: readerSource(engine, workspace),
        timeoutMs: config.query.timeoutMs,
        caller,
        encoding: chooseEncoding(request.headers['accept-encoding'] as string | undefined),
      });
      return { kind: 'written', reply };
    }),
    get('rules', ({ params }) => {
      checkRuleFilters(params);
      return data({ groups: [] });
    }),
    get('alerts', () => data({ alerts: [] })),
    get('alertmanagers', () => data({ activeAlertmanagers: [], droppedAlertmanagers: [] })),
    get('features', () => data({})),
  ];
}

/** As Prometheus writes it: `30d`, `50GiB`, `30d or 50GiB`. */
function retentionText({ text }: { readonly text: string }): string {
  return text
    .split(',')
    .map((part) => part.trim().replace(/([KMGTPE])B$/, '$1iB'))
    .join(' or ');
}
