import type { CommitOutcome, StorageEngine } from '@binnacle/storage';
import { labelsFromRecord } from '@binnacle/model';
import { compressSnappy, RemoteWrite2Builder, remoteWriteHeaders } from '@binnacle/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type Answer, type TestServer } from '../../test/test-server.ts';

const NOW = 1_700_000_000_000;
let server: TestServer;
/** What the disk says instead of taking samples; undefined while it works. */
let refusal: CommitOutcome | undefined;
/** Commits wait for this. */
let gate: Promise<void> | undefined;

function unreliable(engine: StorageEngine): StorageEngine {
  const appender: StorageEngine['appender'] = (workspace) => {
    const inner = engine.appender(workspace);
    const commit = inner.commit.bind(inner);
    inner.commit = async () => {
      await gate;
      if (refusal === undefined) return commit();
      inner.rollback();
      return refusal;
    };
    return inner;
  };
  return new Proxy(engine, {
    get: (target, name) => {
      if (name === 'appender') return appender;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

beforeAll(async () => {
  server = await startTestServer({
    args: ['--auth', 'off', '--ingest.max-concurrency', '2'],
    clock: { nowMs: NOW },
    wrapEngine: unreliable,
  });
});
afterAll(() => server.close());

const importOne = (): Promise<Answer> => server.send('POST', '/api/v1/import/prometheus', { body: 'x 1\n' });
const writeOne = (): Promise<Answer> => {
  const builder = new RemoteWrite2Builder();
  builder.series(labelsFromRecord({ __name__: 'x' }));
  builder.sample(NOW, 1, 0);
  const body = compressSnappy(builder.finish());
  return server.send('POST', '/api/v1/write', { headers: remoteWriteHeaders(2), body });
};
const health = async (): Promise<unknown> =>
  (await server.send('GET', '/api/status')).json<{ health: unknown }>().health;

test('a full disk: 503 with Retry-After, queries go on, and writing resumes by itself', async () => {
  refusal = { ok: false, code: 'disk_full', message: 'the disk is full: free some space', retryAfterMs: 4200 };
  for (const answer of [await importOne(), await writeOne()]) {
    expect([answer.status, answer.headers.get('retry-after'), answer.text]).toEqual([
      503,
      '5',
      'the disk is full: free some space\n',
    ]);
  }
  expect((await server.send('GET', '/api/v1/query?query=1')).status).toBe(200);
  expect(await health()).toContainEqual({
    part: 'ingest',
    state: 'failed',
    message: 'the disk is full: free some space',
  });
  refusal = undefined;
  expect([(await importOne()).status, (await writeOne()).status]).toEqual([204, 204]);
  expect(await health()).toContainEqual({ part: 'ingest', state: 'ok', message: '' });
});

test('too many requests at a time are put off', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const all = [importOne(), importOne(), writeOne()];
  // Whichever comes last finds two that hold on.
  const first = await Promise.race(all);
  expect([first.status, first.headers.get('retry-after'), first.text]).toEqual([
    503,
    '1',
    expect.stringContaining('--ingest.max-concurrency'),
  ]);
  gate = undefined;
  resolve();
  expect((await Promise.all(all)).map((it) => it.status).sort()).toEqual([204, 204, 503]);
});
