import type { ClusterEvent, EVENT_FACETS, QueryOf, ResponseOf, routes } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql, type Sql } from '../metadata/sql.ts';
import { allOf, oneOf, refused, searched, type Condition, type Refused } from './conditions.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { countFacets } from './facets.ts';
import { findObject } from './read-object.ts';

type EventsQuery = QueryOf<typeof routes.listEvents>;
type EventsAnswer = ResponseOf<typeof routes.listEvents>;

const FACETS: Readonly<Record<(typeof EVENT_FACETS)[number], Sql>> = {
  cluster: sql`cluster`,
  namespace: sql`involved_namespace`,
  kind: sql`involved_kind`,
  type: sql`type`,
  reason: sql`reason`,
};

const eventRow = z.object({
  id: z.number(),
  cluster: z.string(),
  uid: z.string(),
  type: z.string(),
  reason: z.string(),
  message: z.string(),
  involved_kind: z.string(),
  involved_namespace: z.string(),
  involved_name: z.string(),
  involved_uid: z.string(),
  component: z.string(),
  host: z.string(),
  count: z.number(),
  first_at: z.number(),
  last_at: z.number(),
});

const toEvent = (row: z.output<typeof eventRow>): ClusterEvent => ({
  uid: row.uid,
  cluster: row.cluster,
  type: row.type,
  reason: row.reason,
  message: row.message,
  involved: {
    kind: row.involved_kind,
    namespace: row.involved_namespace,
    name: row.involved_name,
    uid: row.involved_uid,
  },
  component: row.component,
  host: row.host,
  count: row.count,
  firstAtMs: row.first_at,
  lastAtMs: row.last_at,
});

export function listEvents(db: Database, workspace: string, query: EventsQuery): EventsAnswer | Refused {
  const conditions = conditionsOf(db, workspace, query);
  const after = query.after === undefined ? undefined : readCursor(query.after);
  if (query.after !== undefined && typeof after?.value !== 'number') {
    return refused('query.after', 'expected what `next` was in the answer before');
  }
  if (query.buckets > 0 && (query.from === undefined || query.to === undefined || query.to <= query.from)) {
    return refused('query.buckets', 'a histogram needs `from` and, later than that, `to`');
  }
  const where = allOf(conditions);
  const down = query.order === 'desc';
  const from =
    after === undefined
      ? sql``
      : down
        ? sql` AND (last_at, id) < (${after.value}, ${after.id})`
        : sql` AND (last_at, id) > (${after.value}, ${after.id})`;
  const rows = db.all(
    eventRow,
    sql`SELECT * FROM events WHERE ${where}${from}
      ORDER BY ${down ? sql`last_at DESC, id DESC` : sql`last_at, id`} LIMIT ${query.limit + 1}`,
  );
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  const { total } = db.first(
    z.object({ total: z.number() }),
    sql`SELECT count(*) AS total FROM events WHERE ${where}`,
  )!;
  return {
    events: page.map(toEvent),
    total,
    next: last === undefined ? null : writeCursor({ value: last.last_at, name: '', id: last.id }),
    facets: countFacets(db, sql`events`, FACETS, conditions, query.facets),
    histogram: query.buckets === 0 ? null : histogramOf(db, where, query),
  };
}

function conditionsOf(db: Database, workspace: string, query: EventsQuery): readonly Condition[] {
  return [
    { about: 'workspace', sql: sql`workspace = ${workspace}` },
    ...oneOf('cluster', sql`cluster`, query.cluster),
    ...oneOf('namespace', sql`involved_namespace`, query.namespace),
    ...oneOf('kind', sql`involved_kind`, query.kind),
    ...oneOf('name', sql`involved_name`, query.name),
    ...oneOf('uid', sql`involved_uid`, query.uid),
    ...oneOf('type', sql`type`, query.type),
    ...oneOf('reason', sql`reason`, query.reason),
    ...searched(query.search),
    ...(query.about === undefined
      ? []
      : [{ about: 'about', sql: concerning(db, workspace, query.about, query.cluster[0]) }]),
    ...(query.from === undefined ? [] : [{ about: 'from', sql: sql`last_at >= ${query.from}` }]),
    ...(query.to === undefined ? [] : [{ about: 'to', sql: sql`last_at <= ${query.to}` }]),
  ];
}

/** How far down owners are followed: a cron job owns jobs, which own pods. */
const OWNED_DEPTH = 2;
const MAX_OWNED = 2000;

/**
 * Events of an object and of what it owns, now or before. By name as well, because kubelets report their node under a uid
 * that no node has.
 */
function concerning(db: Database, workspace: string, uid: string, cluster: string | undefined): Sql {
  const found = findObject(db, workspace, uid, cluster)?.summary;
  if (found === undefined) return sql`involved_uid = ${uid} AND involved_uid <> ''`;
  const uids = new Set([uid]);
  let above = [uid];
  for (let depth = 0; depth < OWNED_DEPTH && above.length > 0 && uids.size < MAX_OWNED; depth++) {
    above = db
      .all(
        z.object({ uid: z.string() }),
        sql`SELECT uid FROM objects WHERE workspace = ${workspace} AND cluster = ${found.cluster} AND owner_uid <> ''
          AND owner_uid IN (SELECT value FROM json_each(${JSON.stringify(above)})) LIMIT ${MAX_OWNED}`,
      )
      .map((it) => it.uid);
    for (const it of above) uids.add(it);
  }
  return sql`cluster = ${found.cluster} AND (
    (involved_uid IN (SELECT value FROM json_each(${JSON.stringify([...uids])})) AND involved_uid <> '')
    OR (involved_namespace = ${found.namespace} AND involved_kind = ${found.kind} AND involved_name = ${found.name}))`;
}

/** Kubernetes knows two, and a client may make up others. */
const MAX_TYPES = 10;

const bucketRow = z.object({ type: z.string(), bucket: z.number(), count: z.number() });

function histogramOf(db: Database, where: Sql, query: EventsQuery): EventsAnswer['histogram'] {
  const [fromMs, toMs] = [query.from!, query.to!];
  const stepMs = Math.max(1, Math.ceil((toMs - fromMs + 1) / query.buckets));
  const rows = db.all(
    bucketRow,
    sql`SELECT type, CAST((last_at - ${fromMs}) / ${stepMs} AS INTEGER) AS bucket, count(*) AS count FROM events WHERE ${where}
      GROUP BY 1, 2`,
  );
  const types = [...new Set(rows.map((it) => it.type))].sort().slice(0, MAX_TYPES);
  const series = types.map((type) => {
    const counts = Array.from({ length: query.buckets }, () => 0);
    for (const it of rows) if (it.type === type && it.bucket < counts.length) counts[it.bucket] = it.count;
    return { type, counts };
  });
  return { fromMs, stepMs, series };
}
