import type { ObjectSummary, OBJECT_FACETS, OBJECT_SORTS, QueryOf, ResponseOf, routes } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql, type Sql } from '../metadata/sql.ts';
import { allOf, labelled, oneOf, refused, searched, type Condition, type Refused } from './conditions.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { countFacets } from './facets.ts';
import { OBJECT_COLUMNS, sortedRow } from './object-row.ts';

type ListQuery = QueryOf<typeof routes.listObjects>;
type ListAnswer = ResponseOf<typeof routes.listObjects>;

/** What is compared; values that are absent come first in the order that goes up. */
const SORTS: Readonly<Record<(typeof OBJECT_SORTS)[number], Sql>> = {
  name: sql`name`,
  namespace: sql`namespace`,
  cluster: sql`cluster`,
  kind: sql`kind`,
  status: sql`rank`,
  node: sql`node`,
  ready: sql`coalesce(desired - ready, -1)`,
  restarts: sql`coalesce(restarts, -1)`,
  created: sql`coalesce(created_at, 0)`,
};

const FACETS: Readonly<Record<(typeof OBJECT_FACETS)[number], Sql>> = {
  kind: sql`kind`,
  cluster: sql`cluster`,
  namespace: sql`namespace`,
  node: sql`node`,
  status: sql`status`,
  level: sql`level`,
  workload: sql`CASE workload_name WHEN '' THEN '' ELSE workload_kind || '/' || workload_name END`,
};

export function listObjects(db: Database, workspace: string, query: ListQuery): ListAnswer | Refused {
  const conditions = conditionsOf(workspace, query);
  if ('ok' in conditions) return conditions;
  const where = allOf(conditions);
  const sort = SORTS[query.sort];
  const after = query.after === undefined ? undefined : readCursor(query.after);
  if (query.after !== undefined && after === undefined) {
    return refused('query.after', 'expected what `next` was in the answer before');
  }
  const down = query.order === 'desc';
  const from =
    after === undefined
      ? sql``
      : down
        ? sql` AND (${sort}, name, id) < (${after.value}, ${after.name}, ${after.id})`
        : sql` AND (${sort}, name, id) > (${after.value}, ${after.name}, ${after.id})`;
  const order = down ? sql`sort_value DESC, name DESC, id DESC` : sql`sort_value, name, id`;
  // One more than asked for tells whether there is another page.
  const rows = db.all(
    sortedRow,
    sql`SELECT ${OBJECT_COLUMNS}, ${sort} AS sort_value FROM objects WHERE ${where}${from}
      ORDER BY ${order} LIMIT ${query.limit + 1}`,
  );
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  const { total } = db.first(
    z.object({ total: z.number() }),
    sql`SELECT count(*) AS total FROM objects WHERE ${where}`,
  )!;
  return {
    objects: withPodCounts(
      db,
      workspace,
      page.map((it) => it.summary),
    ),
    total,
    next: last === undefined ? null : writeCursor({ value: last.value, name: last.summary.name, id: last.id }),
    facets: countFacets(db, sql`objects`, FACETS, conditions, query.facets),
  };
}

function conditionsOf(workspace: string, query: ListQuery): readonly Condition[] | Refused {
  const labels = labelled(query.labels);
  if ('ok' in labels) return labels;
  const gone = { include: [], exclude: [sql`gone_at IS NULL`], only: [sql`gone_at IS NOT NULL`] }[query.gone];
  return [
    { about: 'workspace', sql: sql`objects.workspace = ${workspace}` },
    ...gone.map((it): Condition => ({ about: 'gone', sql: it })),
    ...oneOf('kind', sql`kind`, query.kind),
    ...oneOf('cluster', sql`cluster`, query.cluster),
    ...oneOf('namespace', sql`namespace`, query.namespace),
    ...oneOf('node', sql`node`, query.node),
    ...oneOf('status', sql`status`, query.status),
    ...oneOf('level', sql`level`, query.level),
    ...oneOf('workload', FACETS.workload, query.workload),
    ...named(query.name),
    ...searched(query.search),
    ...labels,
  ];
}

function named(names: readonly string[]): Condition[] {
  if (names.length === 0) return [];
  const [full, plain] = [names.filter((it) => it.includes('/')), names.filter((it) => !it.includes('/'))];
  const within = (column: Sql, values: readonly string[]): Sql =>
    sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
  return [{ about: 'name', sql: sql`(${within(sql`name`, plain)} OR ${within(sql`namespace || '/' || name`, full)})` }];
}

/** Nodes tell how many pods they have: it is the first thing one compares. */
function withPodCounts(db: Database, workspace: string, objects: readonly ObjectSummary[]): ObjectSummary[] {
  return objects.map((it) => {
    if (it.kind !== 'Node') return it;
    const { pods } = db.first(
      z.object({ pods: z.number() }),
      sql`SELECT count(*) AS pods FROM objects WHERE workspace = ${workspace} AND cluster = ${it.cluster}
        AND node = ${it.name} AND node <> '' AND kind = 'Pod' AND gone_at IS NULL AND level <> 'idle'`,
    )!;
    return { ...it, facts: { ...it.facts, pods } };
  });
}
