import { level, type QueryOf, type ResponseOf, type routes } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';
import { allOf, oneOf, type Condition } from './conditions.ts';

type Summary = ResponseOf<typeof routes.summarizeObjects>;

const stateRow = z.object({ kind: z.string(), status: z.string(), level, count: z.number() });
const clusterRow = z
  .object({ cluster: z.string(), objects: z.number(), seen_at: z.number() })
  .transform((it) => ({ cluster: it.cluster, objects: it.objects, seenAtMs: it.seen_at }));

export function summarizeObjects(
  db: Database,
  workspace: string,
  query: QueryOf<typeof routes.summarizeObjects>,
): Summary {
  const conditions: readonly Condition[] = [
    { about: 'workspace', sql: sql`workspace = ${workspace} AND gone_at IS NULL` },
    ...oneOf('cluster', sql`cluster`, query.cluster),
    ...oneOf('namespace', sql`namespace`, query.namespace),
  ];
  const states = db.all(
    stateRow,
    sql`SELECT kind, status, level, count(*) AS count FROM objects WHERE ${allOf(conditions)}
      GROUP BY kind, status, level, rank ORDER BY kind, rank, count DESC, status`,
  );
  const kinds = new Map<string, Summary['kinds'][number]>();
  for (const { kind, ...state } of states) {
    const known = kinds.get(kind) ?? { kind, total: 0, states: [] };
    known.total += state.count;
    known.states.push(state);
    kinds.set(kind, known);
  }
  const clusters = db.all(
    clusterRow,
    sql`SELECT cluster, count(*) AS objects, max(max(seen_at), coalesce((SELECT max(complete_at) FROM sources s
        WHERE s.workspace = objects.workspace AND s.cluster = objects.cluster), 0)) AS seen_at
      FROM objects WHERE workspace = ${workspace} AND gone_at IS NULL GROUP BY cluster ORDER BY cluster`,
  );
  return { kinds: [...kinds.values()], clusters };
}
