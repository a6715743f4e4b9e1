import { shareRange, shareUse, shareVariable, type ShareUse } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { hashOf, newId, newSecret, type RandomBytes } from './secrets.ts';
import { sql, type Sql } from './sql.ts';

/** What a link shows, as it was agreed when it was made. */
const settings = z.object({
  range: shareRange,
  mayChangeRange: z.boolean(),
  scrapeMs: z.number(),
  variables: z.array(shareVariable),
});
export type ShareSettings = z.infer<typeof settings>;

const shareRow = z
  .object({
    id: z.string(),
    workspace: z.string(),
    dashboard: z.string(),
    panel: z.string().nullable(),
    use: shareUse,
    note: z.string(),
    settings: z.string(),
    created_at: z.number(),
    created_by: z.string(),
    expires_at: z.number(),
    revoked_at: z.number().nullable(),
    opened: z.number(),
    opened_at: z.number().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    workspace: row.workspace,
    dashboard: row.dashboard,
    panel: row.panel,
    use: row.use,
    note: row.note,
    settings: settings.parse(JSON.parse(row.settings)),
    createdAtMs: row.created_at,
    createdBy: row.created_by,
    expiresAtMs: row.expires_at,
    revokedAtMs: row.revoked_at,
    opened: row.opened,
    openedAtMs: row.opened_at,
  }));
export type StoredShare = z.output<typeof shareRow>;

/** Links that have ended stay in the list for so long, and say why they open nothing. */
const KEEP_ENDED_MS = 30 * 86_400_000;

export interface NewShare {
  readonly workspace: string;
  readonly dashboard: string;
  readonly panel: string | null;
  readonly use: ShareUse;
  readonly note: string;
  readonly settings: ShareSettings;
  readonly createdBy: string;
  readonly expiresAtMs: number;
}

/** @returns the id of the link and its secret, which is not stored */
export function insertShare(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  it: NewShare,
): { readonly id: string; readonly secret: string } {
  const id = newId(random);
  const secret = newSecret(random);
  db.run(sql`INSERT INTO shares (id, workspace, dashboard, panel, use, note, secret_hash, settings, created_at, created_by, expires_at)
    VALUES (${id}, ${it.workspace}, ${it.dashboard}, ${it.panel}, ${it.use}, ${it.note}, ${hashOf(secret)},
      ${JSON.stringify(it.settings)}, ${nowMs}, ${it.createdBy}, ${it.expiresAtMs})`);
  return { id, secret };
}

const first = (db: Database, where: Sql): StoredShare | undefined =>
  db.first(shareRow, sql`SELECT * FROM shares WHERE ${where}`);

/** The link of a secret, ended or not. */
export const shareOfSecret = (db: Database, secret: string): StoredShare | undefined =>
  first(db, sql`secret_hash = ${hashOf(secret)}`);

export const shareOfId = (db: Database, id: string): StoredShare | undefined => first(db, sql`id = ${id}`);

/** Newest first. */
export const sharesOf = (db: Database, workspace: string): StoredShare[] =>
  db.all(shareRow, sql`SELECT * FROM shares WHERE workspace = ${workspace} ORDER BY created_at DESC, id`);

export const revokeShare = (db: Database, nowMs: number, id: string): void =>
  void db.run(sql`UPDATE shares SET revoked_at = ${nowMs} WHERE id = ${id} AND revoked_at IS NULL`);

/** Counts that somebody has opened it. */
export const noteOpening = (db: Database, nowMs: number, id: string): void =>
  void db.run(sql`UPDATE shares SET opened = opened + 1, opened_at = ${nowMs} WHERE id = ${id}`);

export const deleteEndedShares = (db: Database, nowMs: number): number =>
  db.run(sql`DELETE FROM shares WHERE min(expires_at, coalesce(revoked_at, expires_at)) < ${nowMs - KEEP_ENDED_MS}`);

const originsRow = z.object({ origins: z.string() });

/** Origins whose pages may embed what links of a workspace show. */
export function embedOrigins(db: Database, workspace: string): readonly string[] {
  const row = db.first(originsRow, sql`SELECT origins FROM embedding WHERE workspace = ${workspace}`);
  return row === undefined || row.origins === '' ? [] : row.origins.split(' ');
}

export function setEmbedOrigins(db: Database, workspace: string, origins: readonly string[]): void {
  db.run(sql`INSERT INTO embedding VALUES (${workspace}, ${origins.join(' ')})
    ON CONFLICT (workspace) DO UPDATE SET origins = excluded.origins`);
}
