import { ROLES, type Role, type User } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { newId, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

const userRow = z.object({ id: z.string(), login: z.string(), name: z.string(), password_hash: z.string() });

export const hasUsers = (db: Database): boolean =>
  db.first(z.object({ id: z.string() }), sql`SELECT id FROM users LIMIT 1`) !== undefined;

export interface NewUser {
  readonly login: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly workspace: string;
}

export function createUser(db: Database, random: RandomBytes, nowMs: number, it: NewUser): User {
  const id = newId(random);
  db.run(sql`INSERT INTO users VALUES (${id}, ${it.login}, ${it.name}, ${it.passwordHash}, ${nowMs})`);
  db.run(sql`INSERT INTO members VALUES (${it.workspace}, ${id}, ${it.role})`);
  return { id, login: it.login, name: it.name };
}

export function findByLogin(db: Database, login: string): { user: User; passwordHash: string } | undefined {
  const row = db.first(userRow, sql`SELECT id, login, name, password_hash FROM users WHERE login = ${login}`);
  return row && { user: { id: row.id, login: row.login, name: row.name }, passwordHash: row.password_hash };
}

/** The workspace that a user lands in, with the role there. */
export function membershipOf(db: Database, userId: string): { workspace: string; role: Role } | undefined {
  return db.first(
    z.object({ workspace: z.string(), role: z.enum(ROLES) }),
    sql`SELECT workspace, role FROM members WHERE user = ${userId} ORDER BY workspace LIMIT 1`,
  );
}

export function setPasswordHash(db: Database, userId: string, passwordHash: string): void {
  db.run(sql`UPDATE users SET password_hash = ${passwordHash} WHERE id = ${userId}`);
}
