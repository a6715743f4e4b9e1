import type { ResponseOf, routes } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';
import { OBJECT_COLUMNS, objectRow, type StoredObject } from './object-row.ts';
import { unpackObject } from './stored-object.ts';

/** The object of a uid. Live ones before those that are gone, and of several clusters the one that was seen last. */
export const findObject = (
  db: Database,
  workspace: string,
  uid: string,
  cluster: string | undefined,
): StoredObject | undefined =>
  db.first(
    objectRow,
    sql`SELECT ${OBJECT_COLUMNS} FROM objects WHERE workspace = ${workspace} AND uid = ${uid}
      AND (${cluster ?? null} IS NULL OR cluster = ${cluster ?? null})
      ORDER BY objects.gone_at IS NOT NULL, objects.seen_at DESC LIMIT 1`,
  );

export function readObject(
  db: Database,
  workspace: string,
  uid: string,
  cluster: string | undefined,
): ResponseOf<typeof routes.getObject> | undefined {
  const found = findObject(db, workspace, uid, cluster);
  if (found === undefined) return undefined;
  const { body } = db.first(
    z.object({ body: z.instanceof(Uint8Array) }),
    sql`SELECT body FROM bodies WHERE object = ${found.id}`,
  )!;
  return { ...found.summary, object: unpackObject(body) };
}
