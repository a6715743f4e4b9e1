import type { User } from '@binnacle/api';
import { z } from 'zod';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

/** Who somebody is at an OpenID provider. A subject never changes there; logins and addresses may. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export const findByIdentity = (db: Database, { issuer, subject }: Identity): User | undefined =>
  db.first(
    z.object({ id: z.string(), login: z.string(), name: z.string() }),
    sql`SELECT u.id, u.login, u.name FROM identities i JOIN users u ON u.id = i.user
      WHERE i.issuer = ${issuer} AND i.subject = ${subject}`,
  );

export function addIdentity(db: Database, userId: string, { issuer, subject }: Identity): void {
  db.run(sql`INSERT INTO identities VALUES (${issuer}, ${subject}, ${userId})`);
}
