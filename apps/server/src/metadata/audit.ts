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
