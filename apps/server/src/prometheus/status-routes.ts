import { hostname } from 'node:os';
import type { ServerParts } from '../parts.ts';
import { PROMETHEUS_VERSION, VERSION } from '../version.ts';
import { limitParam } from './params.ts';
import { data, type PrometheusRoute } from './route-table.ts';

const DEFAULT_TSDB_LIMIT = 10;

/** `/api/v1/status/…` and the routes of what we do not have yet, answered as by a Prometheus that has none of it. */
export function statusRoutes(parts: ServerParts): PrometheusRoute[] {
  const { config, engine, now, startedAtMs } = parts;
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
    get('status/tsdb', ({ params, workspace }) => {
      const limit = limitParam(params) || DEFAULT_TSDB_LIMIT;
      const stats = engine.stats(workspace);
      const counts = engine.cardinality(workspace, limit);
      return data({
        headStats: {
          numSeries: counts.seriesCount,
          numLabelPairs: counts.labelPairCount,
          chunkCount: stats.figures['chunks'] ?? 0,
          minTime: stats.minTimeMs ?? 0,
          maxTime: stats.maxTimeMs ?? 0,
        },
        seriesCountByMetricName: asStats(counts.byMetric),
        labelValueCountByLabelName: asStats(counts.valuesByLabel),
        memoryInBytesByLabelName: asStats(counts.memoryByLabel),
        seriesCountByLabelValuePair: asStats(counts.byPair),
      });
    }),
    get('rules', () => data({ groups: [] })),
    get('alerts', () => data({ alerts: [] })),
    get('alertmanagers', () => data({ activeAlertmanagers: [], droppedAlertmanagers: [] })),
    get('features', () => data({})),
  ];
}

const asStats = (counts: readonly { readonly name: string; readonly count: number }[]) =>
  counts.map(({ name, count }) => ({ name, value: count }));

/** As Prometheus writes it: `30d`, `50GiB`, `30d or 50GiB`. */
function retentionText({ text }: { readonly text: string }): string {
  return text
    .split(',')
    .map((part) => part.trim().replace(/([KMGTPE])B$/, '$1iB'))
    .join(' or ');
}
