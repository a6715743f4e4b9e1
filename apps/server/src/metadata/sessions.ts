import { ROLES, type Role, type User } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { hashOf, newSecret, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

export interface SessionLimits {
  readonly idleTimeoutMs: number;
  readonly lifetimeMs: number;
}

export interface FoundSession {
  readonly user: User;
  readonly workspace: string;
  readonly role: Role;
  readonly expiresAtMs: number;
  /** When the secret was last exchanged for a new one. */
  readonly rotatedAtMs: number;
}

/** How long a cookie still works after it was exchanged: requests that were under way carry the old one. */
const ROTATION_GRACE_MS = 60_000;
/** `used_at` is written at most this often, so that reading a page does not write. */
const USED_RESOLUTION_MS = 60_000;

const sessionRow = z.object({
  user: z.string(),
  login: z.string(),
  name: z.string(),
  workspace: z.string(),
  role: z.enum(ROLES),
  created_at: z.number(),
  rotated_at: z.number(),
  used_at: z.number(),
  current: z.number(),
});

/** @returns the secret for the cookie */
export function createSession(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  userId: string,
  workspace: string,
): string {
  const secret = newSecret(random);
  db.run(sql`INSERT INTO sessions (secret_hash, user, workspace, created_at, rotated_at, used_at)
    VALUES (${hashOf(secret)}, ${userId}, ${workspace}, ${nowMs}, ${nowMs}, ${nowMs})`);
  return secret;
}

/** The session of a cookie's secret, unless it has ended. Notes the use. */
export function findSession(
  db: Database,
  secret: string,
  nowMs: number,
  limits: SessionLimits,
): FoundSession | undefined {
  const hash = hashOf(secret);
  const row = db.first(
    sessionRow,
    sql`SELECT s.user, u.login, u.name, s.workspace, m.role, s.created_at, s.rotated_at, s.used_at, s.secret_hash = ${hash} AS current
      FROM sessions s JOIN users u ON u.id = s.user JOIN members m ON m.user = s.user AND m.workspace = s.workspace
      WHERE s.secret_hash = ${hash} OR (s.previous_hash = ${hash} AND s.previous_until > ${nowMs})`,
  );
  if (row === undefined) return undefined;
  const expiresAtMs = Math.min(row.used_at + limits.idleTimeoutMs, row.created_at + limits.lifetimeMs);
  if (expiresAtMs <= nowMs) {
    deleteSession(db, secret);
    return undefined;
  }
  if (nowMs - row.used_at >= USED_RESOLUTION_MS) {
    db.run(sql`UPDATE sessions SET used_at = ${nowMs} WHERE secret_hash = ${hash} OR previous_hash = ${hash}`);
  }
  return {
    user: { id: row.user, login: row.login, name: row.name },
    workspace: row.workspace,
    role: row.role,
    expiresAtMs,
    // An exchanged cookie must not be exchanged again: its successor is already on the way.
    rotatedAtMs: row.current === 1 ? row.rotated_at : nowMs,
  };
}

/** Exchanges a session's secret for a new one. @returns the new secret, or undefined when the session has gone */
export function rotateSession(db: Database, random: RandomBytes, secret: string, nowMs: number): string | undefined {
  const next = newSecret(random);
  const hash = hashOf(secret);
  const changed =
    db.run(sql`UPDATE sessions SET previous_hash = secret_hash, previous_until = ${nowMs + ROTATION_GRACE_MS},
    secret_hash = ${hashOf(next)}, rotated_at = ${nowMs} WHERE secret_hash = ${hash}`);
  return changed === 1 ? next : undefined;
}

export function deleteSession(db: Database, secret: string): void {
  const hash = hashOf(secret);
  db.run(sql`DELETE FROM sessions WHERE secret_hash = ${hash} OR previous_hash = ${hash}`);
}

/** Removes sessions that have ended; called now and then, so that the table does not grow. */
export function deleteExpiredSessions(db: Database, nowMs: number, limits: SessionLimits): number {
  return db.run(sql`DELETE FROM sessions
    WHERE used_at <= ${nowMs - limits.idleTimeoutMs} OR created_at <= ${nowMs - limits.lifetimeMs}`);
}
