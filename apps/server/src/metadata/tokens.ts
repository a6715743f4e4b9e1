import { SCOPES_OF_KIND, TOKEN_KINDS, TOKEN_SCOPES, type Token, type TokenKind, type TokenScope } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { hashOf, newId, newSecret, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

const scopes = z
  .string()
  .transform((text) => text.split(' ').filter((it) => it !== ''))
  .pipe(z.array(z.enum(TOKEN_SCOPES)));

const tokenRow = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(TOKEN_KINDS),
    scopes,
    hint: z.string(),
    created_at: z.number(),
    created_by: z.string().nullable(),
    used_at: z.number().nullable(),
    expires_at: z.number().nullable(),
    rotated_at: z.number().nullable(),
    previous_until: z.number(),
  })
  .transform((row): Token => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    scopes: row.scopes,
    hint: row.hint,
    createdAtMs: row.created_at,
    createdBy: row.created_by,
    lastUsedAtMs: row.used_at,
    expiresAtMs: row.expires_at,
    rotatedAtMs: row.rotated_at,
    previousUntilMs: row.previous_until === 0 ? null : row.previous_until,
  }));

export const TOKEN_PREFIX = 'tkn_';
/** `used_at` is written at most this often: agents send several requests a second. */
const USED_RESOLUTION_MS = 60_000;

export const listTokens = (db: Database, workspace: string): Token[] =>
  db.all(tokenRow, sql`SELECT * FROM tokens WHERE workspace = ${workspace} ORDER BY created_at DESC, id`);

export interface NewToken {
  readonly workspace: string;
  readonly name: string;
  readonly kind: TokenKind;
  /** For kind `api`; the others have fixed ones. */
  readonly scopes?: readonly TokenScope[];
  readonly createdBy: string | null;
  readonly expiresAtMs?: number | null;
}

export interface TokenAndSecret {
  readonly token: Token;
  /** Not stored: it cannot be had again. */
  readonly secret: string;
}

const newTokenSecret = (random: RandomBytes): { secret: string; hint: string } => {
  const secret = TOKEN_PREFIX + newSecret(random);
  return { secret, hint: `${secret.slice(0, TOKEN_PREFIX.length + 4)}…` };
};

export function createToken(db: Database, random: RandomBytes, nowMs: number, it: NewToken): TokenAndSecret {
  const { secret, hint } = newTokenSecret(random);
  const id = newId(random);
  const granted = it.kind === 'api' ? (it.scopes ?? []) : SCOPES_OF_KIND[it.kind];
  db.run(sql`INSERT INTO tokens (id, workspace, kind, name, hint, secret_hash, created_at, created_by, scopes, expires_at)
    VALUES (${id}, ${it.workspace}, ${it.kind}, ${it.name}, ${hint}, ${hashOf(secret)}, ${nowMs}, ${it.createdBy},
      ${granted.join(' ')}, ${it.expiresAtMs ?? null})`);
  return { token: tokenOf(db, it.workspace, id)!, secret };
}

/** A new secret for a token; the one before works until `graceUntilMs`. @returns undefined when there is no such token */
export function rotateToken(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  it: { readonly workspace: string; readonly id: string; readonly graceUntilMs: number },
): TokenAndSecret | undefined {
  const { secret, hint } = newTokenSecret(random);
  const changed = db.run(sql`UPDATE tokens SET previous_hash = secret_hash, previous_until = ${it.graceUntilMs},
    secret_hash = ${hashOf(secret)}, hint = ${hint}, rotated_at = ${nowMs}
    WHERE workspace = ${it.workspace} AND id = ${it.id}`);
  return changed === 0 ? undefined : { token: tokenOf(db, it.workspace, it.id)!, secret };
}

const tokenOf = (db: Database, workspace: string, id: string): Token | undefined =>
  db.first(tokenRow, sql`SELECT * FROM tokens WHERE workspace = ${workspace} AND id = ${id}`);

export const deleteToken = (db: Database, workspace: string, id: string): boolean =>
  db.run(sql`DELETE FROM tokens WHERE workspace = ${workspace} AND id = ${id}`) === 1;

export interface FoundToken {
  readonly id: string;
  readonly name: string;
  readonly kind: TokenKind;
  readonly scopes: readonly TokenScope[];
  readonly workspace: string;
}

const foundRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(TOKEN_KINDS),
  scopes,
  workspace: z.string(),
  used_at: z.number().nullable(),
});

/** The token of a secret, unless it has expired. Notes the use. */
export function findToken(db: Database, secret: string, nowMs: number): FoundToken | undefined {
  if (!secret.startsWith(TOKEN_PREFIX) || secret.length > 100) return undefined;
  const hash = hashOf(secret);
  const row = db.first(
    foundRow,
    sql`SELECT id, name, kind, scopes, workspace, used_at FROM tokens
      WHERE (secret_hash = ${hash} OR (previous_hash = ${hash} AND previous_until > ${nowMs}))
        AND (expires_at IS NULL OR expires_at > ${nowMs})`,
  );
  if (row === undefined) return undefined;
  if (row.used_at === null || nowMs - row.used_at >= USED_RESOLUTION_MS) {
    db.run(sql`UPDATE tokens SET used_at = ${nowMs} WHERE id = ${row.id}`);
  }
  return { id: row.id, name: row.name, kind: row.kind, scopes: row.scopes, workspace: row.workspace };
}
