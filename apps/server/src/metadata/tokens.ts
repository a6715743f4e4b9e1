import { TOKEN_KINDS, type Token, type TokenKind } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { hashOf, newId, newSecret, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

const tokenRow = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(TOKEN_KINDS),
    hint: z.string(),
    created_at: z.number(),
    created_by: z.string().nullable(),
    used_at: z.number().nullable(),
  })
  .transform((row): Token => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    hint: row.hint,
    createdAtMs: row.created_at,
    createdBy: row.created_by,
    lastUsedAtMs: row.used_at,
  }));

export const TOKEN_PREFIX = 'tkn_';
/** `used_at` is written at most this often: agents send several requests a second. */
const USED_RESOLUTION_MS = 60_000;

export const listTokens = (db: Database, workspace: string): Token[] =>
  db.all(
    tokenRow,
    sql`SELECT id, name, kind, hint, created_at, created_by, used_at FROM tokens
      WHERE workspace = ${workspace} ORDER BY created_at DESC, id`,
  );

export interface NewToken {
  readonly workspace: string;
  readonly name: string;
  readonly kind: TokenKind;
  readonly createdBy: string | null;
}

/** @returns the token and its secret, which is not stored and cannot be had again */
export function createToken(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  it: NewToken,
): { token: Token; secret: string } {
  const secret = TOKEN_PREFIX + newSecret(random);
  const id = newId(random);
  const hint = `${secret.slice(0, TOKEN_PREFIX.length + 4)}…`;
  db.run(sql`INSERT INTO tokens (id, workspace, kind, name, hint, secret_hash, created_at, created_by)
    VALUES (${id}, ${it.workspace}, ${it.kind}, ${it.name}, ${hint}, ${hashOf(secret)}, ${nowMs}, ${it.createdBy})`);
  const token: Token = {
    id,
    name: it.name,
    kind: it.kind,
    hint,
    createdAtMs: nowMs,
    createdBy: it.createdBy,
    lastUsedAtMs: null,
  };
  return { token, secret };
}

export const deleteToken = (db: Database, workspace: string, id: string): boolean =>
  db.run(sql`DELETE FROM tokens WHERE workspace = ${workspace} AND id = ${id}`) === 1;

export interface FoundToken {
  readonly id: string;
  readonly kind: TokenKind;
  readonly workspace: string;
}

/** The token of a secret. Notes the use. */
export function findToken(db: Database, secret: string, nowMs: number): FoundToken | undefined {
  if (!secret.startsWith(TOKEN_PREFIX) || secret.length > 100) return undefined;
  const row = db.first(
    z.object({ id: z.string(), kind: z.enum(TOKEN_KINDS), workspace: z.string(), used_at: z.number().nullable() }),
    sql`SELECT id, kind, workspace, used_at FROM tokens WHERE secret_hash = ${hashOf(secret)}`,
  );
  if (row === undefined) return undefined;
  if (row.used_at === null || nowMs - row.used_at >= USED_RESOLUTION_MS) {
    db.run(sql`UPDATE tokens SET used_at = ${nowMs} WHERE id = ${row.id}`);
  }
  return { id: row.id, kind: row.kind, workspace: row.workspace };
}
