import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { labelsFromRecord } from '@binnacle/model';
import { canonicalKey, KEY_CANONICAL } from '@binnacle/storage';
import { MINUTE_MS, NOW_MS, named, query, readAll, write } from '@binnacle/storage/conformance';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReader } from '../read/open-reader.ts';
import { openBlocksEngine } from './blocks-engine.ts';

const T = NOW_MS - MINUTE_MS;
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'binnacle-blocks-'));
});
afterEach(() => rm(dir, { recursive: true }));
const open = (): ReturnType<typeof openBlocksEngine> => openBlocksEngine({ dir, clock: () => NOW_MS });

test('what was committed is there after a restart', async () => {
  const first = await open();
  await write(first, { __name__: 'up', job: 'a' }, [
    [T, 1],
    [T + 1, 'stale'],
  ]);
  await first.close();
  const second = await open();
  await write(second, { __name__: 'up', job: 'a' }, [[T + 2, 3]]);
  expect(query(second, named('up'))).toEqual({
    '{"__name__":"up","job":"a"}': [
      { t: T, value: 1 },
      { t: T + 1, value: 'stale' },
      { t: T + 2, value: 3 },
    ],
  });
  await second.close();
});

test('a handle crosses to another thread', async () => {
  const engine = await open();
  await write(engine, { __name__: 'up' }, [[T, 1]]);
  const { port1, port2 } = new MessageChannel();
  const received = new Promise((resolve) => {
    port2.once('message', resolve);
  });
  port1.postMessage(engine.readerHandle('default', 0, NOW_MS));
  const handle = await received;
  port1.close();
  const reader = openReader(handle as ReturnType<typeof engine.readerHandle>);
  expect(readAll(reader, named('up'))).toEqual({ '{"__name__":"up"}': [{ t: T, value: 1 }] });
  await engine.close();
});

test('a folder that is open cannot be opened again', async () => {
  const engine = await open();
  await expect(open()).rejects.toThrow(/in use by process/);
  await engine.close();
  await (await open()).close();
});

test('a full memtable becomes a block although somebody always waits to commit', async () => {
  const engine = await openBlocksEngine({ dir, clock: () => NOW_MS, maintenance: 'inline', walFsync: 'interval' });
  const labels = labelsFromRecord({ __name__: 'busy' });
  const key = canonicalKey(labels);
  const blocks = (): number => engine.stats('default').figures['blocks']!;
  let time = NOW_MS - 3_600_000;
  // Far less than what the engine refuses to hold, and more than what it flushes at.
  for (let request = 0; request < 40 && blocks() === 0; request++) {
    const appender = engine.appender('default');
    const series =
      appender.find(KEY_CANONICAL, key, 0, key.length) || appender.create(labels, KEY_CANONICAL, key, 0, key.length);
    for (let i = 0; i < 50_000; i++) appender.float(series, time++, i, 0);
    // The next request is there as soon as this one is answered: the queue is never seen empty.
    await appender.commit();
  }
  expect(blocks()).toBe(1);
  await engine.close();
});
