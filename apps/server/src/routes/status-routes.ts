import { openApiDocument, routes, type PartHealth } from '@binnacle/api';
import type { ServerParts } from '../parts.ts';
import { REPORT_EVERY_MS } from '../targets/registry.ts';
import { VERSION } from '../version.ts';
import type { Handlers } from './call.ts';

type StatusHandlers = Pick<Handlers, 'listTargets' | 'postAgentStatus' | 'getStatus' | 'getOpenApi'>;

export function statusRoutes(parts: ServerParts): StatusHandlers {
  const { config, engine, pool, targets, ingest, now } = parts;
  /** Made when it is first asked for: few ever do, and it would cost every start. */
  let document: ReturnType<typeof openApiDocument> | undefined;

  return {
    listTargets: ({ principal }) => ({
      agents: targets.agents(principal.workspace),
      targets: targets.targets(principal.workspace),
    }),

    postAgentStatus({ body, principal }) {
      targets.report(principal.kind === 'anonymous' ? 'default' : principal.workspace, body);
      return { reportEveryMs: REPORT_EVERY_MS };
    },

    getStatus({ principal }) {
      const stats = engine.stats(principal.workspace);
      const offline = targets.agents(principal.workspace).filter((it) => !it.online);
      const health: PartHealth[] = [
        parts.storageHealth.health(),
        // Users and dashboards were read for this very answer: without them there would be none.
        parts.inventory.health(),
        ingest.health(),
        pool.health(),
        {
          part: 'agents',
          state: offline.length === 0 ? 'ok' : 'degraded',
          message:
            offline.length === 0
              ? ''
              : `no report for a minute from: ${offline
                  .map((it) => it.host)
                  .slice(0, 10)
                  .join(', ')}`,
        },
      ];
      return {
        version: VERSION,
        nodeVersion: process.version,
        auth: config.auth,
        startedAtMs: parts.startedAtMs,
        nowMs: now(),
        simulatedClusters: [...config.simulatedClusters],
        retention: config.storage.retention.text,
        health,
        storage: {
          activeSeries: stats.activeSeries,
          samplesAppended: stats.samplesAppended,
          minTimeMs: stats.minTimeMs ?? null,
          maxTimeMs: stats.maxTimeMs ?? null,
          sizeBytes: stats.sizeBytes,
        },
        queries: pool.figures(),
        ingest: ingest.figures(),
      };
    },

    getOpenApi: () => (document ??= openApiDocument(Object.values(routes), VERSION)),
  };
}
