import { labelsFromRecord, labelsToRecord } from '@binnacle/model';
import type { Target } from '@binnacle/api';
import { chooseEncoding } from '../http/compression.ts';
import { formatDuration } from '../config/units.ts';
import { readerSource } from '../query/reader-source.ts';
import type { ServerParts } from '../parts.ts';
import { looseLimitParam, MAX_TIME_MS } from './params.ts';
import { data, type PrometheusRoute } from './route-table.ts';

/** The zero time of Go, which Prometheus sends for what has not happened yet. */
const NEVER = '0001-01-01T00:00:00Z';
/** Series of a target that ended longer ago do not count for its metadata. */
const METADATA_LOOKBACK_MS = 3_600_000;

/** Targets as Prometheus lists them, out of what the agents report. */
export function targetRoutes({ targets, pool, engine, now, config }: ServerParts): PrometheusRoute[] {
  const pools = (workspace: string): string[] => [...new Set(targets.targets(workspace).map((it) => it.job))].sort();
  return [
    {
      methods: ['GET'],
      path: 'targets',
      access: 'query',
      handle({ params, workspace }) {
        const state = params.get('state').toLowerCase();
        const pool = params.get('scrapePool');
        const active =
          state === 'dropped' ? [] : targets.targets(workspace).filter((it) => pool === '' || it.job === pool);
        return data({
          activeTargets: active.map(asActiveTarget),
          droppedTargets: [],
          droppedTargetCounts: state === 'active' ? null : Object.fromEntries(pools(workspace).map((it) => [it, 0])),
        });
      },
    },
    {
      methods: ['GET'],
      path: 'scrape_pools',
      access: 'query',
      handle: ({ workspace }) => data({ scrapePools: pools(workspace) }),
    },
    {
      methods: ['GET'],
      path: 'targets/metadata',
      access: 'query',
      async handle(call) {
        const { params, workspace } = call;
        const limit = looseLimitParam(params, 'limit');
        const wanted = params.get('match_target');
        const identities = targets
          .targets(workspace)
          .map((it) => Object.entries(labelsToRecord(labelsFromRecord(it.labels))))
          .filter((pairs) => pairs.length > 0);
        const reply = await pool.run({
          job: {
            kind: 'targets_metadata',
            targets: identities,
            matchTarget: wanted,
            metric: params.get('metric'),
            limit,
            startMs: now() - METADATA_LOOKBACK_MS,
            endMs: MAX_TIME_MS,
          },
          reader: readerSource(engine, workspace),
          timeoutMs: config.query.timeoutMs,
          caller: call.caller,
          encoding: chooseEncoding(call.request.headers['accept-encoding'] as string | undefined),
        });
        return { kind: 'written', reply };
      },
    },
  ];
}

const asActiveTarget = (it: Target) => ({
  discoveredLabels: it.discoveredLabels,
  labels: it.labels,
  scrapePool: it.job,
  scrapeUrl: it.url,
  globalUrl: it.url,
  lastError: it.lastError?.message ?? '',
  lastScrape: it.lastScrapeMs === null ? NEVER : new Date(it.lastScrapeMs).toISOString(),
  lastScrapeDuration: (it.lastDurationMs ?? 0) / 1000,
  health: it.agentOnline ? it.health : 'unknown',
  scrapeInterval: formatDuration(Math.round(it.intervalMs)),
  scrapeTimeout: formatDuration(Math.round(it.timeoutMs)),
});
