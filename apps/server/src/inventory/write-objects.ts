import type { ObjectReport, ReportedObject, ResponseOf, routes } from '@binnacle/api';
import { deriveObject, LEVELS, textAt, type Derived, type Json } from '@binnacle/objects';
import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';
import { linkObjects, type Touched } from './link.ts';
import { cleanObject, packObject } from './stored-object.ts';

/** So many missing objects are asked for at a time; the next report asks for the rest. */
const MAX_RESEND = 5000;
/** What is searched of one object. */
const MAX_SEARCH_LENGTH = 8192;

export interface WriteOptions {
  readonly workspace: string;
  readonly nowMs: number;
  readonly maxObjects: number;
}

export interface Written {
  readonly answer: ResponseOf<typeof routes.postAgentObjects>;
  readonly refused: number;
}

/** Writes what an agent says of its objects, all of it or nothing. */
export function writeObjects(db: Database, report: ObjectReport, options: WriteOptions): Written {
  return db.transaction(() => {
    const touched: Touched[] = [];
    let room = options.maxObjects - countObjects(db, options.workspace);
    let refused = 0;
    for (const it of report.changed) {
      const outcome = writeObject(db, report, it, options, room > 0);
      if (outcome === 'refused') refused++;
      if (outcome === 'added') room--;
      if (outcome === 'added' || outcome === 'changed') touched.push({ kind: it.kind, uid: it.uid });
    }
    touched.push(...markDeleted(db, report, options));
    const resend = report.complete.map(({ kind, uids }) => {
      const { missing, gone } = compareComplete(db, report, kind, uids, options);
      touched.push(...gone);
      return { kind, uids: room > 0 ? missing.slice(0, MAX_RESEND) : [] };
    });
    linkObjects(db, options.workspace, report.cluster, touched);
    return { answer: { resend: resend.filter((it) => it.uids.length > 0) }, refused };
  });
}

const knownRow = z.object({ id: z.number(), resource_version: z.string(), gone_at: z.number().nullable() });

function writeObject(
  db: Database,
  report: ObjectReport,
  it: ReportedObject,
  { workspace, nowMs }: WriteOptions,
  hasRoom: boolean,
): 'added' | 'changed' | 'same' | 'older' | 'refused' {
  const known = db.first(
    knownRow,
    sql`SELECT id, resource_version, gone_at FROM objects
      WHERE workspace = ${workspace} AND cluster = ${report.cluster} AND uid = ${it.uid}`,
  );
  if (known === undefined && !hasRoom) return 'refused';
  const version = textAt(it.object, 'metadata', 'resourceVersion');
  if (known !== undefined && isOlder(version, known.resource_version)) return 'older';
  if (known !== undefined && known.gone_at === null && version !== '' && version === known.resource_version) {
    db.run(sql`UPDATE objects SET seen_at = ${nowMs}, source = ${report.source} WHERE id = ${known.id}`);
    return 'same';
  }
  const object = cleanObject(it.kind, it.object);
  const derived = deriveObject(it.kind, object);
  const columns = columnsOf(it, derived);
  const { id } = db.first(
    z.object({ id: z.number() }),
    sql`INSERT INTO objects (workspace, cluster, source, kind, api_version, uid, namespace, name, resource_version,
        status, level, rank, message, node, ip, ready, desired, restarts, owner_kind, owner_name, owner_uid,
        workload_kind, workload_name, selector, labels, images, facts, search, created_at, first_seen_at, seen_at)
      VALUES (${workspace}, ${report.cluster}, ${report.source}, ${it.kind}, ${it.apiVersion}, ${it.uid},
        ${it.namespace}, ${it.name}, ${version}, ${columns}, ${nowMs}, ${nowMs})
      ON CONFLICT (workspace, cluster, uid) DO UPDATE SET
        source = excluded.source, kind = excluded.kind, api_version = excluded.api_version,
        namespace = excluded.namespace, name = excluded.name, resource_version = excluded.resource_version,
        status = excluded.status, level = excluded.level, rank = excluded.rank, message = excluded.message,
        node = excluded.node, ip = excluded.ip, ready = excluded.ready, desired = excluded.desired,
        restarts = excluded.restarts, owner_kind = excluded.owner_kind, owner_name = excluded.owner_name,
        owner_uid = excluded.owner_uid, workload_kind = excluded.workload_kind,
        workload_name = excluded.workload_name, selector = excluded.selector, labels = excluded.labels,
        images = excluded.images, facts = excluded.facts, search = excluded.search,
        created_at = excluded.created_at, seen_at = excluded.seen_at, gone_at = NULL
      RETURNING id`,
  )!;
  db.run(sql`INSERT INTO bodies VALUES (${id}, ${packObject(object)})
    ON CONFLICT (object) DO UPDATE SET body = excluded.body`);
  return known === undefined ? 'added' : 'changed';
}

/** The derived columns, in the order of the statement above. */
function columnsOf(it: ReportedObject, derived: Derived): ReturnType<typeof sql> {
  const { owner, workload } = derived;
  return sql`${derived.status}, ${derived.level}, ${LEVELS.indexOf(derived.level)}, ${derived.message}, ${derived.node},
    ${derived.ip}, ${derived.ready ?? null}, ${derived.desired ?? null}, ${derived.restarts ?? null},
    ${owner?.kind ?? ''}, ${owner?.name ?? ''}, ${owner?.uid ?? ''}, ${workload?.kind ?? ''}, ${workload?.name ?? ''},
    ${derived.selector}, ${JSON.stringify(derived.labels)}, ${JSON.stringify(derived.images)},
    ${JSON.stringify(derived.facts)}, ${searchText(it, derived)}, ${derived.createdAtMs ?? null}`;
}

const searchText = (it: ReportedObject, derived: Derived): string =>
  [
    it.name,
    it.namespace,
    derived.ip,
    ...Object.entries(derived.labels).map((pair) => pair.join('=')),
    ...derived.images,
  ]
    .join('\n')
    .slice(0, MAX_SEARCH_LENGTH)
    .toLowerCase();

/** Versions grow with each change; those that are no numbers cannot be compared, and the later report counts. */
function isOlder(version: string, known: string): boolean {
  if (!/^\d{1,30}$/.test(version) || !/^\d{1,30}$/.test(known)) return false;
  return BigInt(version) < BigInt(known);
}

const touchedRow = z.object({ kind: z.string(), uid: z.string() });

function markDeleted(db: Database, report: ObjectReport, { workspace, nowMs }: WriteOptions): Touched[] {
  if (report.deleted.length === 0) return [];
  return db.all(
    touchedRow,
    sql`UPDATE objects SET gone_at = ${nowMs} WHERE workspace = ${workspace} AND cluster = ${report.cluster}
      AND source = ${report.source} AND gone_at IS NULL
      AND uid IN (SELECT value FROM json_each(${JSON.stringify(report.deleted)})) RETURNING kind, uid`,
  );
}

/** What the server has of a source and kind, against what the source says there is. */
function compareComplete(
  db: Database,
  report: ObjectReport,
  kind: string,
  uids: readonly string[],
  { workspace, nowMs }: WriteOptions,
): { missing: string[]; gone: Touched[] } {
  const { cluster, source } = report;
  const known = new Set(
    db
      .all(
        z.object({ uid: z.string() }),
        sql`SELECT uid FROM objects WHERE workspace = ${workspace} AND cluster = ${cluster} AND source = ${source}
          AND kind = ${kind} AND gone_at IS NULL`,
      )
      .map((it) => it.uid),
  );
  const named = new Set(uids);
  const gone = [...known].filter((uid) => !named.has(uid));
  db.run(sql`UPDATE objects SET gone_at = ${nowMs} WHERE workspace = ${workspace} AND cluster = ${cluster}
    AND uid IN (SELECT value FROM json_each(${JSON.stringify(gone)}))`);
  db.run(sql`INSERT INTO sources VALUES (${workspace}, ${cluster}, ${source}, ${kind}, ${nowMs})
    ON CONFLICT DO UPDATE SET complete_at = excluded.complete_at`);
  return { missing: uids.filter((uid) => !known.has(uid)), gone: gone.map((uid) => ({ kind, uid })) };
}

const countObjects = (db: Database, workspace: string): number =>
  db.first(z.object({ n: z.number() }), sql`SELECT count(*) AS n FROM objects WHERE workspace = ${workspace}`)!.n;

/** Makes the derived columns anew, after a change of how they are made. */
export function writeDerived(db: Database, id: number, it: ReportedObject, object: Json): void {
  const columns = columnsOf(it, deriveObject(it.kind, object));
  db.run(sql`UPDATE objects SET (status, level, rank, message, node, ip, ready, desired, restarts, owner_kind,
      owner_name, owner_uid, workload_kind, workload_name, selector, labels, images, facts, search, created_at)
    = (${columns}) WHERE id = ${id}`);
}
