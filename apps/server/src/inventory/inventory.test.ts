import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeLog } from '../log.ts';
import { Refusal } from '../routes/refusal.ts';
import { Inventory } from './inventory.ts';

let dir: string;
let logged: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-inventory-'));
  logged = '';
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = (): Promise<Inventory> =>
  Inventory.open({
    file: join(dir, 'objects.db'),
    limits: { keepGoneMs: 1, keepEventsMs: 1, maxObjects: 10, maxEvents: 10 },
    now: () => 1_700_000_000_000,
    log: makeLog({ logLevel: 'info', logFormat: 'json' }, { write: (text) => (logged += text) }, () => 0),
    compileCacheDir: join(dir, 'cache'),
  });

test('without objects there is no database and no thread; the first request makes both', async () => {
  const inventory = await open();
  await inventory.purge();
  expect(existsSync(join(dir, 'objects.db'))).toBe(false);
  expect(inventory.figures()).toMatchObject({ objects: 0, waiting: 0, restarts: 0 });
  expect(await inventory.run('default', { kind: 'purge' })).toMatchObject({ text: '{"more":false}' });
  expect(existsSync(join(dir, 'objects.db'))).toBe(true);
  await inventory.close();
});

test('a database that cannot be opened is an error of the start when it is there already', async () => {
  mkdirSync(join(dir, 'objects.db'));
  await expect(open()).rejects.toThrow('cannot open the database of objects and events');
});

test('a database that cannot be made refuses requests, and is tried again with the next one', async () => {
  const inventory = await open();
  mkdirSync(join(dir, 'objects.db'));
  expect(await inventory.run('default', { kind: 'purge' })).toBeInstanceOf(Refusal);
  expect(inventory.health()).toMatchObject({ state: 'degraded' });
  expect(logged).toContain('cannot be opened');
  rmSync(join(dir, 'objects.db'), { recursive: true });
  expect(await inventory.run('default', { kind: 'purge' })).not.toBeInstanceOf(Refusal);
  expect(inventory.health()).toMatchObject({ state: 'ok' });
  await inventory.close();
});
