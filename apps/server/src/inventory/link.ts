import { withEndpoints, deriveObject, LEVELS } from '@binnacle/objects';
import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';
import { unpackObject } from './stored-object.ts';

/** An object that was written or is no more. */
export interface Touched {
  readonly kind: string;
  readonly uid: string;
}

/**
 * Fills in what an object cannot know by itself, in whichever order the objects came: the workload of a pod, whose replica
 * set says that a deployment owns it, and whether a service has endpoints.
 */
export function linkObjects(db: Database, workspace: string, cluster: string, touched: readonly Touched[]): void {
  const services = new Set<string>();
  for (const { kind, uid } of touched) {
    const row = db.first(
      linkRow,
      sql`SELECT id, kind, uid, namespace, name, owner_kind, owner_name, owner_uid, workload_kind, workload_name
        FROM objects WHERE workspace = ${workspace} AND cluster = ${cluster} AND uid = ${uid}`,
    );
    if (row === undefined) continue;
    switch (kind) {
      case 'Pod':
      case 'Container':
        linkToWorkload(db, workspace, cluster, row);
        if (kind === 'Pod') linkContainers(db, workspace, cluster, uid);
        break;
      case 'ReplicaSet':
      case 'Job':
        linkPods(db, workspace, cluster, row);
        break;
      case 'EndpointSlice':
        if (row.owner_name !== '') services.add(`${row.namespace}/${row.owner_name}`);
        break;
      case 'Service':
        services.add(`${row.namespace}/${row.name}`);
        break;
    }
  }
  for (const service of services) {
    const slash = service.indexOf('/');
    linkService(db, workspace, cluster, service.slice(0, slash), service.slice(slash + 1));
  }
}

const linkRow = z.object({
  id: z.number(),
  kind: z.string(),
  uid: z.string(),
  namespace: z.string(),
  name: z.string(),
  owner_kind: z.string(),
  owner_name: z.string(),
  owner_uid: z.string(),
  workload_kind: z.string(),
  workload_name: z.string(),
});
type LinkRow = z.output<typeof linkRow>;

/** A pod's workload is its owner, or the owner of that; a container's is that of its pod. */
function linkToWorkload(db: Database, workspace: string, cluster: string, row: LinkRow): void {
  if (row.owner_uid === '') return;
  const owner = db.first(
    linkRow,
    sql`SELECT id, kind, uid, namespace, name, owner_kind, owner_name, owner_uid, workload_kind, workload_name
      FROM objects WHERE workspace = ${workspace} AND cluster = ${cluster} AND uid = ${row.owner_uid}`,
  );
  if (owner === undefined) return;
  const [kind, name] =
    row.kind === 'Container'
      ? [owner.workload_kind, owner.workload_name]
      : owner.owner_name === ''
        ? [owner.kind, owner.name]
        : [owner.owner_kind, owner.owner_name];
  db.run(sql`UPDATE objects SET workload_kind = ${kind}, workload_name = ${name} WHERE id = ${row.id}`);
}

const linkContainers = (db: Database, workspace: string, cluster: string, podUid: string): number =>
  db.run(sql`UPDATE objects SET (workload_kind, workload_name) =
      (SELECT workload_kind, workload_name FROM objects
        WHERE workspace = ${workspace} AND cluster = ${cluster} AND uid = ${podUid})
    WHERE workspace = ${workspace} AND cluster = ${cluster} AND owner_uid = ${podUid} AND owner_uid <> ''
      AND kind = 'Container'`);

/** Pods that were written before the replica set or job that owns them. */
function linkPods(db: Database, workspace: string, cluster: string, owner: LinkRow): void {
  const [kind, name] = owner.owner_name === '' ? [owner.kind, owner.name] : [owner.owner_kind, owner.owner_name];
  const pods = db.all(
    z.object({ uid: z.string() }),
    sql`UPDATE objects SET workload_kind = ${kind}, workload_name = ${name}
      WHERE workspace = ${workspace} AND cluster = ${cluster} AND owner_uid = ${owner.uid} AND owner_uid <> ''
        AND kind = 'Pod' AND (workload_kind <> ${kind} OR workload_name <> ${name}) RETURNING uid`,
  );
  for (const pod of pods) linkContainers(db, workspace, cluster, pod.uid);
}

const sliceRow = z.object({ ready: z.number().nullable(), desired: z.number().nullable(), facts: z.string() });

function linkService(db: Database, workspace: string, cluster: string, namespace: string, name: string): void {
  const service = db.first(
    z.object({ id: z.number(), body: z.instanceof(Uint8Array) }),
    sql`SELECT objects.id, body FROM objects JOIN bodies ON bodies.object = objects.id
      WHERE workspace = ${workspace} AND kind = 'Service' AND cluster = ${cluster} AND namespace = ${namespace}
        AND name = ${name} AND gone_at IS NULL`,
  );
  if (service === undefined) return;
  const slices = db.all(
    sliceRow,
    sql`SELECT ready, desired, facts FROM objects WHERE workspace = ${workspace} AND cluster = ${cluster}
      AND namespace = ${namespace} AND owner_kind = 'Service' AND owner_name = ${name} AND owner_name <> ''
      AND kind = 'EndpointSlice' AND gone_at IS NULL`,
  );
  // With two families of addresses there is a slice of each, with the same pods in both.
  const families = new Map<string, { ready: number; total: number }>();
  for (const slice of slices) {
    const { addressType } = z.object({ addressType: z.string().default('') }).parse(JSON.parse(slice.facts));
    const family = families.get(addressType) ?? { ready: 0, total: 0 };
    families.set(addressType, {
      ready: family.ready + (slice.ready ?? 0),
      total: family.total + (slice.desired ?? 0),
    });
  }
  const endpoints = [...families.values()].toSorted((a, b) => b.total - a.total)[0];
  const { status, level, message } = withEndpoints(deriveObject('Service', unpackObject(service.body)), endpoints);
  db.run(sql`UPDATE objects SET ready = ${endpoints?.ready ?? null}, desired = ${endpoints?.total ?? null},
    status = ${status}, level = ${level}, rank = ${LEVELS.indexOf(level)}, message = ${message} WHERE id = ${service.id}`);
}
