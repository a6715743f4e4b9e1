import { ROLES, type Invitation, type Role } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { hashOf, newId, newSecret, type RandomBytes } from './secrets.ts';
import { sql } from './sql.ts';

const invitationRow = z
  .object({
    id: z.string(),
    workspace: z.string(),
    role: z.enum(ROLES),
    note: z.string(),
    created_at: z.number(),
    created_by: z.string(),
    expires_at: z.number(),
  })
  .transform((row) => ({
    workspace: row.workspace,
    invitation: {
      id: row.id,
      role: row.role,
      note: row.note,
      createdAtMs: row.created_at,
      createdBy: row.created_by,
      expiresAtMs: row.expires_at,
    } satisfies Invitation,
  }));

/** Those that can still be accepted, newest first. */
export const listInvitations = (db: Database, workspace: string, nowMs: number): Invitation[] =>
  db
    .all(
      invitationRow,
      sql`SELECT * FROM invitations WHERE workspace = ${workspace} AND expires_at > ${nowMs} ORDER BY created_at DESC, id`,
    )
    .map((it) => it.invitation);

export interface NewInvitation {
  readonly workspace: string;
  readonly role: Role;
  readonly note: string;
  readonly createdBy: string;
  readonly expiresAtMs: number;
}

/** @returns the invitation and its secret, which is not stored */
export function createInvitation(
  db: Database,
  random: RandomBytes,
  nowMs: number,
  it: NewInvitation,
): { readonly invitation: Invitation; readonly secret: string } {
  const secret = newSecret(random);
  const id = newId(random);
  db.run(sql`INSERT INTO invitations (id, workspace, role, note, secret_hash, created_at, created_by, expires_at)
    VALUES (${id}, ${it.workspace}, ${it.role}, ${it.note}, ${hashOf(secret)}, ${nowMs}, ${it.createdBy}, ${it.expiresAtMs})`);
  const { role, note, createdBy, expiresAtMs } = it;
  return { invitation: { id, role, note, createdAtMs: nowMs, createdBy, expiresAtMs }, secret };
}

/** The invitation of a secret, unless it has expired, was accepted or taken back. */
export const findInvitation = (
  db: Database,
  secret: string,
  nowMs: number,
): { readonly workspace: string; readonly invitation: Invitation } | undefined =>
  db.first(
    invitationRow,
    sql`SELECT * FROM invitations WHERE secret_hash = ${hashOf(secret)} AND expires_at > ${nowMs}`,
  );

/** Takes an invitation back, or ends it once it was accepted: it is good for one person. */
export const deleteInvitation = (db: Database, workspace: string, id: string): boolean =>
  db.run(sql`DELETE FROM invitations WHERE workspace = ${workspace} AND id = ${id}`) === 1;

/** Removes those that nobody accepted in time. */
export const deleteExpiredInvitations = (db: Database, nowMs: number): number =>
  db.run(sql`DELETE FROM invitations WHERE expires_at <= ${nowMs}`);
