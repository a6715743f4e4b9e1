import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeLog } from '../log.ts';
import { PATIENT } from './caller.ts';
import type { JobReply } from './job.ts';
import { QueryPool } from './pool.ts';
import { textOf } from './replies.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-pool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const logged: string[] = [];
const log = makeLog({ logLevel: 'info', logFormat: 'text' }, { write: (text) => logged.push(text) }, () => 0);

function makePool(onWarm: () => void): QueryPool {
  return new QueryPool({
    threads: 1,
    maxConcurrency: 1,
    maxWaiting: 10,
    maxSamples: 1000,
    readerModule: import.meta.resolve('@binnacle/storage-blocks/reader'),
    compileCacheDir: folder,
    warmUp: Promise.resolve(),
    onWarm,
    log,
  });
}

const one = (pool: QueryPool, isOwn: boolean): Promise<JobReply> =>
  pool.run({
    job: { kind: 'instant', query: '1', timeMs: 0, lookbackMs: 300_000, limit: 0, stats: '' },
    reader: undefined,
    timeoutMs: 600_000,
    encoding: 'identity',
    isOwn,
    caller: PATIENT,
  });

test('a thread that warms up answers meanwhile, and says when it is warm', async () => {
  const warm = Promise.withResolvers<void>();
  const pool = makePool(warm.resolve);
  expect((await one(pool, false)).status).toBe(200);
  await warm.promise;
  expect((await one(pool, false)).status).toBe(200);
  await pool.close();
  expect(logged).toEqual([]);
});

test('nothing is begun for a client that has left', async () => {
  const pool = makePool(() => undefined);
  const reply = await pool.run({
    job: { kind: 'parse_query', query: '1' },
    reader: undefined,
    timeoutMs: 600_000,
    encoding: 'identity',
    caller: { hasLeft: true, onLeave: () => expect.unreachable('it has left already') },
  });
  expect([reply.status, textOf(reply), pool.figures()]).toMatchObject([
    499,
    expect.stringContaining('"errorType":"canceled"'),
    { running: 0, waiting: 0 },
  ]);
  await pool.close();
});

test('what the server asks itself is not counted', async () => {
  const pool = makePool(() => undefined);
  expect((await one(pool, true)).status).toBe(200);
  expect(pool.figures().total).toBe(0);
  expect((await one(pool, false)).status).toBe(200);
  expect(pool.figures().total).toBe(1);
  // In the middle of its warm-up, or before it.
  await pool.close();
});
