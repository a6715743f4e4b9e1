import type { EventReport, ReportedEvent } from '@binnacle/api';
import type { Database } from '../metadata/database.ts';
import { sql } from '../metadata/sql.ts';

export interface WriteEventsOptions {
  readonly workspace: string;
  readonly nowMs: number;
  /** Events that ended longer ago are not taken: they would be removed again at once. */
  readonly keepMs: number;
}

const MAX_SEARCH_LENGTH = 4096;

/** Writes events; one that is known already becomes what it is now. @returns how many were taken */
export function writeEvents(
  db: Database,
  report: EventReport,
  { workspace, nowMs, keepMs }: WriteEventsOptions,
): number {
  return db.transaction(() => {
    const recent = report.events.filter((it) => it.lastAtMs > nowMs - keepMs);
    for (const it of recent) {
      const { involved, source } = it;
      db.run(sql`INSERT INTO events (workspace, cluster, uid, type, reason, message, involved_kind, involved_namespace,
          involved_name, involved_uid, component, host, count, first_at, last_at, search)
        VALUES (${workspace}, ${report.cluster}, ${it.uid}, ${it.type}, ${it.reason}, ${it.message}, ${involved.kind},
          ${involved.namespace}, ${involved.name}, ${involved.uid}, ${source.component}, ${source.host}, ${it.count},
          ${Math.min(it.firstAtMs, it.lastAtMs)}, ${it.lastAtMs}, ${searchText(it)})
        ON CONFLICT (workspace, cluster, uid) DO UPDATE SET
          type = excluded.type, reason = excluded.reason, message = excluded.message, search = excluded.search,
          count = max(count, excluded.count), first_at = min(first_at, excluded.first_at), last_at = excluded.last_at
        WHERE excluded.last_at >= last_at`);
    }
    return recent.length;
  });
}

const searchText = ({ reason, message, involved, source }: ReportedEvent): string =>
  [reason, `${involved.kind}/${involved.name}`, involved.namespace, source.component, source.host, message]
    .join('\n')
    .slice(0, MAX_SEARCH_LENGTH)
    .toLowerCase();
