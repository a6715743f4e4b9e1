import { ROLES, type Workspace } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { addMember } from './members.ts';
import { newId, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

const workspaceRow = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    member_count: z.number(),
    created_at: z.number(),
  })
  .transform((row): Workspace => ({
    id: row.id,
    name: row.name,
    role: row.role,
    memberCount: row.member_count,
    createdAtMs: row.created_at,
  }));

/** The workspaces of a user, by name. */
export const listWorkspaces = (db: Database, userId: string): Workspace[] =>
  db.all(
    workspaceRow,
    sql`SELECT w.id, w.name, m.role, w.created_at,
        (SELECT count(*) FROM members o WHERE o.workspace = w.id) AS member_count
      FROM members m JOIN workspaces w ON w.id = m.workspace WHERE m.user = ${userId} ORDER BY w.name COLLATE NOCASE, w.id`,
  );

export const workspaceName = (db: Database, id: string): string =>
  db.first(z.object({ name: z.string() }), sql`SELECT name FROM workspaces WHERE id = ${id}`)?.name ?? id;

/** Whether another workspace than `exceptId` has the name, in any case. */
export const isNameTaken = (db: Database, name: string, exceptId = ''): boolean =>
  db.first(
    z.object({ id: z.string() }),
    sql`SELECT id FROM workspaces WHERE name = ${name} COLLATE NOCASE AND id <> ${exceptId}`,
  ) !== undefined;

/** An id that is also a folder name, on file systems too that do not tell cases apart. */
export const newWorkspaceId = (random: RandomBytes): string =>
  `w${Buffer.from(newId(random), 'base64url').toString('hex')}`;

export const workspaceIds = (db: Database): string[] =>
  db.all(z.object({ id: z.string() }), sql`SELECT id FROM workspaces`).map((row) => row.id);

/** Makes a workspace and its owner. */
export function createWorkspace(
  db: Database,
  nowMs: number,
  { id, ...it }: { readonly id: string; readonly name: string; readonly ownerId: string },
): void {
  db.run(sql`INSERT INTO workspaces VALUES (${id}, ${it.name}, ${nowMs})`);
  addMember(db, nowMs, { workspace: id, userId: it.ownerId, role: 'owner' });
}

export function renameWorkspace(db: Database, id: string, name: string): void {
  db.run(sql`UPDATE workspaces SET name = ${name} WHERE id = ${id}`);
}
