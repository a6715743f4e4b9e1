import type { Role, User } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { addMember } from './members.ts';
import { newId, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

const userRow = z.object({ id: z.string(), login: z.string(), name: z.string(), password_hash: z.string() });

export const hasUsers = (db: Database): boolean =>
  db.first(z.object({ id: z.string() }), sql`SELECT id FROM users LIMIT 1`) !== undefined;

export interface NewUser {
  readonly login: string;
  readonly name: string;
  /** '' for who signs in through another service alone: no password fits it. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly workspace: string;
}

export function createUser(db: Database, random: RandomBytes, nowMs: number, it: NewUser): User {
  const id = newId(random);
  db.run(sql`INSERT INTO users VALUES (${id}, ${it.login}, ${it.name}, ${it.passwordHash}, ${nowMs})`);
  addMember(db, nowMs, { workspace: it.workspace, userId: id, role: it.role });
  return { id, login: it.login, name: it.name };
}

export function findByLogin(db: Database, login: string): { user: User; passwordHash: string } | undefined {
  const row = db.first(userRow, sql`SELECT id, login, name, password_hash FROM users WHERE login = ${login}`);
  return row && { user: { id: row.id, login: row.login, name: row.name }, passwordHash: row.password_hash };
}

/** Whether a user can sign in with a password. */
export const hasPassword = (db: Database, userId: string): boolean => passwordHashOf(db, userId) !== '';

export const passwordHashOf = (db: Database, userId: string): string =>
  db.first(z.object({ password_hash: z.string() }), sql`SELECT password_hash FROM users WHERE id = ${userId}`)
    ?.password_hash ?? '';

export function setName(db: Database, userId: string, name: string): void {
  db.run(sql`UPDATE users SET name = ${name} WHERE id = ${userId}`);
}

export function setPasswordHash(db: Database, userId: string, passwordHash: string): void {
  db.run(sql`UPDATE users SET password_hash = ${passwordHash} WHERE id = ${userId}`);
}
