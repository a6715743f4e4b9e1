import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Database } from './database.ts';
import { migrations } from './migrations.ts';
import { sql } from './sql.ts';
import { createToken, findToken } from './tokens.ts';
import { createUser, findByLogin } from './users.ts';

let dir: string;
let db: Database;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-metadata-'));
  db = new Database(join(dir, 'metadata.db'));
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true });
});

const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(7);

test('a value is never part of the statement', () => {
  const hostile = `'; DROP TABLE users; --`;
  expect(sql`SELECT ${hostile} AS x`).toMatchObject({ text: 'SELECT ? AS x', values: [hostile] });
  expect(db.first(z.object({ x: z.string() }), sql`SELECT ${hostile} AS x`)).toEqual({ x: hostile });
  expect(findByLogin(db, hostile)).toBeUndefined();
});

test('logins are the same in any case, and there once', () => {
  const user = { login: 'Ada', name: '', passwordHash: 'x', role: 'owner', workspace: 'default' } as const;
  createUser(db, bytes, 1, user);
  expect(findByLogin(db, 'aDA')).toMatchObject({ user: { login: 'Ada' } });
  expect(() => createUser(db, (n) => new Uint8Array(n), 1, { ...user, login: 'ADA' })).toThrow(/UNIQUE/);
});

test('the secret of a token is not in the file', () => {
  const { secret } = createToken(db, bytes, 1, { workspace: 'default', name: 'n', kind: 'agent', createdBy: null });
  expect(findToken(db, secret, 2)).toMatchObject({ kind: 'agent', workspace: 'default' });
  const rows = db.all(z.record(z.string(), z.unknown()), sql`SELECT * FROM tokens`);
  expect(JSON.stringify(rows)).not.toContain(secret.slice(10));
});

test('a transaction that fails leaves nothing behind', () => {
  const count = (): unknown => db.first(z.object({ n: z.number() }), sql`SELECT count(*) AS n FROM audit`)!.n;
  const insert = sql`INSERT INTO audit (at, workspace, actor, action, object, address) VALUES (1, 'w', 'a', 'b', 'c', 'd')`;
  expect(() =>
    db.transaction(() => {
      db.run(insert);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(count()).toBe(0);
});

test('a newer file is refused, and an interrupted migration goes on where it stopped', () => {
  db.close();
  const file = join(dir, 'metadata.db');
  const raw = new DatabaseSync(file);
  raw.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  raw.close();
  expect(() => new Database(file)).toThrow(/written by a newer version of binnacle/);
  const fresh = join(dir, 'fresh.db');
  new DatabaseSync(fresh).close();
  db = new Database(fresh);
  expect(statSync(fresh).size).toBeGreaterThan(0);
  expect(db.all(z.object({ id: z.string() }), sql`SELECT id FROM workspaces`)).toEqual([{ id: 'default' }]);
});
