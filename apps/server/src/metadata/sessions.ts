import { ROLES, type Role, type SessionSummary, type User } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { hashOf, newId, newSecret, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

export interface SessionLimits {
  readonly idleTimeoutMs: number;
  readonly lifetimeMs: number;
}

export interface FoundSession {
  readonly id: string;
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
  id: z.string(),
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

/** Where a session comes from: for its owner, who looks whether all of them are their own. */
export interface SessionOrigin {
  readonly address: string;
  readonly userAgent: string;
}

const MAX_USER_AGENT_LENGTH = 300;

/** @returns the secret for the cookie */
export function createSession(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  it: { readonly userId: string; readonly workspace: string } & SessionOrigin,
): string {
  const secret = newSecret(random);
  const userAgent = it.userAgent.slice(0, MAX_USER_AGENT_LENGTH);
  db.run(sql`INSERT INTO sessions (id, secret_hash, user, workspace, created_at, rotated_at, used_at, address, user_agent)
    VALUES (${newId(random)}, ${hashOf(secret)}, ${it.userId}, ${it.workspace}, ${nowMs}, ${nowMs}, ${nowMs},
      ${it.address}, ${userAgent})`);
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
    sql`SELECT s.id, s.user, u.login, u.name, s.workspace, m.role, s.created_at, s.rotated_at, s.used_at, s.secret_hash = ${hash} AS current
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
    id: row.id,
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

const summaryRow = z.object({
  id: z.string(),
  created_at: z.number(),
  used_at: z.number(),
  address: z.string(),
  user_agent: z.string(),
});

/** The sessions of a user that have not ended, last used first. */
export const listSessions = (
  db: Database,
  userId: string,
  currentId: string,
  nowMs: number,
  limits: SessionLimits,
): SessionSummary[] =>
  db
    .all(
      summaryRow,
      sql`SELECT id, created_at, used_at, address, user_agent FROM sessions WHERE user = ${userId} ORDER BY used_at DESC, id`,
    )
    .map((row) => ({
      id: row.id,
      current: row.id === currentId,
      createdAtMs: row.created_at,
      lastUsedAtMs: row.used_at,
      expiresAtMs: Math.min(row.used_at + limits.idleTimeoutMs, row.created_at + limits.lifetimeMs),
      address: row.address,
      userAgent: row.user_agent,
    }))
    .filter((it) => it.expiresAtMs > nowMs);

/** Ends one session of a user. */
export const endSession = (db: Database, userId: string, id: string): boolean =>
  db.run(sql`DELETE FROM sessions WHERE user = ${userId} AND id = ${id}`) === 1;

/** Ends all sessions of a user but one. @returns how many */
export const endOtherSessions = (db: Database, userId: string, keptId: string): number =>
  db.run(sql`DELETE FROM sessions WHERE user = ${userId} AND id <> ${keptId}`);

/** Ends the sessions that a user has in a workspace, whose member they are no more. */
export const endSessionsIn = (db: Database, userId: string, workspace: string): number =>
  db.run(sql`DELETE FROM sessions WHERE user = ${userId} AND workspace = ${workspace}`);

/** The session goes to another workspace. */
export function moveSession(db: Database, id: string, workspace: string): void {
  db.run(sql`UPDATE sessions SET workspace = ${workspace} WHERE id = ${id}`);
}

/** Removes sessions that have ended; called now and then, so that the table does not grow. */
export function deleteExpiredSessions(db: Database, nowMs: number, limits: SessionLimits): number {
  return db.run(sql`DELETE FROM sessions
    WHERE used_at <= ${nowMs - limits.idleTimeoutMs} OR created_at <= ${nowMs - limits.lifetimeMs}`);
}
