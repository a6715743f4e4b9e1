import { existsSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';
import { linkObjects } from './link.ts';
import { migrations } from './migrations.ts';
import { unpackObject } from './stored-object.ts';
import { writeDerived } from './write-objects.ts';

/** Raised when `deriveObject` makes other columns of the same object: then those of stored objects are made anew. */
const DERIVED_BY = '1';

const openFile = (file: string): Database =>
  // A power cut may take the last seconds: agents name all that there is every few minutes, and send what is missing.
  new Database(file, { what: 'database of objects and events', migrations, synchronous: 'normal' });

/**
 * Opens the database of objects and events. A damaged file is put aside: nothing in it is worth a server that does not
 * start, since the agents send the objects again.
 *
 * @returns `putAside`: why and where a damaged file was put
 * @throws when the file was written by a newer version, or cannot be made
 */
export function openStore(file: string, nowMs: number): { db: Database; putAside: string | undefined } {
  let db: Database;
  let putAside: string | undefined;
  try {
    db = openFile(file);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown error';
    if (!/malformed|not a database|damaged/.test(message)) throw error;
    const aside = `${file}.damaged-${nowMs}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
    }
    putAside = `${message}; it was put aside as ${aside}, and a new one was begun`;
    db = openFile(file);
  }
  deriveAnew(db);
  return { db, putAside };
}

const storedRow = z.object({
  id: z.number(),
  kind: z.string(),
  uid: z.string(),
  api_version: z.string(),
  namespace: z.string(),
  name: z.string(),
  body: z.instanceof(Uint8Array),
});

function deriveAnew(db: Database): void {
  const made = db.first(z.object({ value: z.string() }), sql`SELECT value FROM settings WHERE name = 'derived_by'`);
  if (made?.value === DERIVED_BY) return;
  for (let after = 0; ;) {
    const rows = db.all(
      storedRow,
      sql`SELECT id, kind, uid, api_version, namespace, name, body FROM objects JOIN bodies ON bodies.object = id
        WHERE id > ${after} ORDER BY id LIMIT 500`,
    );
    if (rows.length === 0) break;
    db.transaction(() => {
      for (const it of rows) {
        const object = unpackObject(it.body);
        const { id, kind, uid, namespace, name } = it;
        writeDerived(db, id, { kind, uid, namespace, name, apiVersion: it.api_version, object }, object);
      }
    });
    after = rows.at(-1)!.id;
  }
  const clusters = db.all(
    z.object({ workspace: z.string(), cluster: z.string() }),
    sql`SELECT DISTINCT workspace, cluster FROM objects`,
  );
  for (const { workspace, cluster } of clusters) {
    const touched = db.all(
      z.object({ kind: z.string(), uid: z.string() }),
      sql`SELECT kind, uid FROM objects WHERE workspace = ${workspace} AND cluster = ${cluster}`,
    );
    db.transaction(() => linkObjects(db, workspace, cluster, touched));
  }
  db.run(sql`INSERT INTO settings VALUES ('derived_by', ${DERIVED_BY})
    ON CONFLICT DO UPDATE SET value = excluded.value`);
}
