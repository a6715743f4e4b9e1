import { ROLES, type Member, type Role } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

const roleOf = z.enum(ROLES);

const memberRow = z
  .object({
    id: z.string(),
    login: z.string(),
    name: z.string(),
    role: roleOf,
    joined_at: z.number(),
    seen_at: z.number().nullable(),
    has_password: z.number(),
    has_identity: z.number(),
  })
  .transform((row): Member => ({
    userId: row.id,
    login: row.login,
    name: row.name,
    role: row.role,
    joinedAtMs: row.joined_at,
    lastSeenAtMs: row.seen_at,
    signIn: row.has_identity === 0 ? 'password' : row.has_password === 0 ? 'oidc' : 'both',
  }));

export const listMembers = (db: Database, workspace: string): Member[] =>
  db.all(
    memberRow,
    sql`SELECT u.id, u.login, u.name, m.role, m.joined_at,
        (SELECT max(used_at) FROM sessions s WHERE s.user = u.id) AS seen_at,
        u.password_hash <> '' AS has_password, EXISTS (SELECT 1 FROM identities i WHERE i.user = u.id) AS has_identity
      FROM members m JOIN users u ON u.id = m.user WHERE m.workspace = ${workspace} ORDER BY u.login COLLATE NOCASE`,
  );

export const memberOf = (db: Database, workspace: string, userId: string): Member | undefined =>
  listMembers(db, workspace).find((it) => it.userId === userId);

export interface NewMember {
  readonly workspace: string;
  readonly userId: string;
  readonly role: Role;
}

export function addMember(db: Database, nowMs: number, it: NewMember): void {
  db.run(sql`INSERT INTO members (workspace, user, role, joined_at)
    VALUES (${it.workspace}, ${it.userId}, ${it.role}, ${nowMs})`);
}

export const setRole = (db: Database, { workspace, userId, role }: NewMember): boolean =>
  db.run(sql`UPDATE members SET role = ${role} WHERE workspace = ${workspace} AND user = ${userId}`) === 1;

export const removeMember = (db: Database, workspace: string, userId: string): boolean =>
  db.run(sql`DELETE FROM members WHERE workspace = ${workspace} AND user = ${userId}`) === 1;

/** The role of a user in a workspace; undefined for who is no member. */
export const roleIn = (db: Database, workspace: string, userId: string): Role | undefined =>
  db.first(
    z.object({ role: roleOf }),
    sql`SELECT role FROM members WHERE workspace = ${workspace} AND user = ${userId}`,
  )?.role;

export const ownerCount = (db: Database, workspace: string): number =>
  db.first(
    z.object({ n: z.number() }),
    sql`SELECT count(*) AS n FROM members WHERE workspace = ${workspace} AND role = 'owner'`,
  )!.n;

/** The workspace that a user lands in after signing in: the one they joined first. */
export const firstMembership = (db: Database, userId: string): { workspace: string; role: Role } | undefined =>
  db.first(
    z.object({ workspace: z.string(), role: roleOf }),
    sql`SELECT workspace, role FROM members WHERE user = ${userId} ORDER BY joined_at, workspace LIMIT 1`,
  );
