import { z } from 'zod';
import type { Database } from '../metadata/database.ts';
import { sql, type Sql } from '../metadata/sql.ts';
import type { InventoryLimits } from './job.ts';

/** Removed at a time, so that what waits for the thread does not wait long. */
const BATCH = 2000;

/**
 * Removes what nobody asks for any more: objects that are gone, those whose source has long been silent, old events, and of
 * events the oldest where a workspace has too many.
 *
 * @returns whether there may be more to remove
 */
export function purge(db: Database, nowMs: number, limits: InventoryLimits): boolean {
  const before = nowMs - limits.keepGoneMs;
  const removed = [
    db.run(deleteObjects(sql`SELECT id FROM objects WHERE gone_at < ${before} LIMIT ${BATCH}`)),
    db.run(
      deleteObjects(sql`SELECT id FROM objects WHERE gone_at IS NULL AND seen_at < ${before} AND NOT EXISTS (
        SELECT 1 FROM sources s WHERE s.workspace = objects.workspace AND s.cluster = objects.cluster
          AND s.source = objects.source AND s.kind = objects.kind AND s.complete_at >= ${before}) LIMIT ${BATCH}`),
    ),
    db.run(
      sql`DELETE FROM events WHERE id IN (
        SELECT id FROM events WHERE last_at < ${nowMs - limits.keepEventsMs} LIMIT ${BATCH})`,
    ),
    ...tooMany(db, limits.maxEvents),
  ];
  db.run(sql`DELETE FROM sources WHERE complete_at < ${before}`);
  return removed.some((it) => it >= BATCH);
}

const deleteObjects = (ids: Sql): Sql => sql`DELETE FROM objects WHERE id IN (${ids})`;

function tooMany(db: Database, maxEvents: number): number[] {
  const counts = db.all(
    z.object({ workspace: z.string(), n: z.number() }),
    sql`SELECT workspace, count(*) AS n FROM events GROUP BY workspace HAVING n > ${maxEvents}`,
  );
  return counts.map(({ workspace, n }) =>
    db.run(sql`DELETE FROM events WHERE id IN (SELECT id FROM events WHERE workspace = ${workspace}
      ORDER BY last_at LIMIT ${Math.min(BATCH, n - maxEvents)})`),
  );
}
