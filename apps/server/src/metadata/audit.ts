import { AUDIT_PAGE, type AuditEntry as ListedEntry } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

export interface AuditEntry {
  readonly atMs: number;
  readonly workspace: string;
  /** Login, `token:<id>`, or `server`. */
  readonly actor: string;
  /** Such as `session.create`, `token.delete`. */
  readonly action: string;
  /** Id of what was changed. */
  readonly object: string;
  readonly address: string;
  readonly details?: string;
}

/** Writes down who changed what. Never a secret. */
export function audit(db: Database, it: AuditEntry): void {
  db.run(sql`INSERT INTO audit (at, workspace, actor, action, object, address, details)
    VALUES (${it.atMs}, ${it.workspace}, ${it.actor}, ${it.action}, ${it.object}, ${it.address}, ${it.details ?? ''})`);
}

const entryRow = z
  .object({
    id: z.number(),
    at: z.number(),
    actor: z.string(),
    action: z.string(),
    object: z.string(),
    address: z.string(),
    details: z.string(),
  })
  .transform(({ at, ...row }): ListedEntry => ({ ...row, atMs: at }));

export interface AuditFilter {
  /** Only entries older than this one. */
  readonly before: number | undefined;
  /** '' for everybody. */
  readonly actor: string;
  /** The action, or its first part; '' for all. */
  readonly action: string;
}

/** A page of the entries of a workspace, newest first. */
export function listAudit(
  db: Database,
  workspace: string,
  { before, actor, action }: AuditFilter,
): { readonly entries: ListedEntry[]; readonly hasMore: boolean } {
  const rows = db.all(
    entryRow,
    sql`SELECT id, at, actor, action, object, address, details FROM audit
      WHERE workspace = ${workspace} AND id < ${before ?? Number.MAX_SAFE_INTEGER}
        AND (${actor} = '' OR actor = ${actor} COLLATE NOCASE)
        AND (${action} = '' OR action = ${action} OR substr(action, 1, length(${action}) + 1) = ${action} || '.')
      ORDER BY id DESC LIMIT ${AUDIT_PAGE + 1}`,
  );
  return { entries: rows.slice(0, AUDIT_PAGE), hasMore: rows.length > AUDIT_PAGE };
}
