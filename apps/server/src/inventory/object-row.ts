import { level, type ObjectSummary } from '@binnacle/api';
import { z } from 'zod';
import { sql, type Sql } from '../metadata/sql.ts';

/** Columns of a summary. A live object was seen when its source last named all that it has. */
export const OBJECT_COLUMNS: Sql = sql`objects.id, uid, objects.kind, api_version, objects.cluster, namespace, name, status,
  level, message, node, ip, ready, desired, restarts, owner_kind, owner_name, owner_uid, workload_kind, workload_name,
  selector, labels, images, facts, created_at, first_seen_at, gone_at,
  CASE WHEN gone_at IS NULL THEN max(seen_at, coalesce((SELECT complete_at FROM sources s WHERE
    s.workspace = objects.workspace AND s.cluster = objects.cluster AND s.source = objects.source
    AND s.kind = objects.kind), 0)) ELSE seen_at END AS seen_at`;

/** What the server has written itself into columns of JSON. */
const json = <T>() => z.string().transform((text) => JSON.parse(text) as T);

const columns = z.object({
  id: z.number(),
  uid: z.string(),
  kind: z.string(),
  api_version: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  status: z.string(),
  level,
  message: z.string(),
  node: z.string(),
  ip: z.string(),
  ready: z.number().nullable(),
  desired: z.number().nullable(),
  restarts: z.number().nullable(),
  owner_kind: z.string(),
  owner_name: z.string(),
  owner_uid: z.string(),
  workload_kind: z.string(),
  workload_name: z.string(),
  selector: z.string(),
  labels: json<ObjectSummary['labels']>(),
  images: json<ObjectSummary['images']>(),
  facts: json<ObjectSummary['facts']>(),
  created_at: z.number().nullable(),
  first_seen_at: z.number(),
  seen_at: z.number(),
  gone_at: z.number().nullable(),
});

/** A row with its id in the database, which never leaves the server. */
export interface StoredObject {
  readonly id: number;
  readonly summary: ObjectSummary;
}

const toStored = (row: z.output<typeof columns>): StoredObject => ({
  id: row.id,
  summary: {
    uid: row.uid,
    kind: row.kind,
    apiVersion: row.api_version,
    cluster: row.cluster,
    namespace: row.namespace,
    name: row.name,
    status: row.status,
    level: row.level,
    message: row.message,
    node: row.node,
    ip: row.ip,
    ready: row.ready,
    desired: row.desired,
    restarts: row.restarts,
    owner: row.owner_name === '' ? null : { kind: row.owner_kind, name: row.owner_name, uid: row.owner_uid },
    workload: row.workload_name === '' ? null : { kind: row.workload_kind, name: row.workload_name },
    selector: row.selector,
    labels: row.labels,
    images: row.images,
    facts: row.facts,
    createdAtMs: row.created_at,
    firstSeenAtMs: row.first_seen_at,
    seenAtMs: row.seen_at,
    goneAtMs: row.gone_at,
  },
});

export const objectRow = columns.transform(toStored);
export const sortedRow = columns
  .extend({ sort_value: z.union([z.string(), z.number()]) })
  .transform((row) => ({ ...toStored(row), value: row.sort_value }));
