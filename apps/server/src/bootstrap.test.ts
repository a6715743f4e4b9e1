import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startTestServer } from '../test/test-server.ts';

const dir = mkdtempSync(join(tmpdir(), 'binnacle-bootstrap-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('an agent token is written to a file once, for the agent of the same machine', async () => {
  const file = join(dir, 'agent.token');
  const start = () => startTestServer({ args: ['--bootstrap.agent-token-file', file], dataDir: join(dir, 'data') });
  const first = await start();
  const token = readFileSync(file, 'utf8').trim();
  expect(token).toMatch(/^tkn_[\w-]{43}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const send = (server: typeof first) => server.send('POST', '/api/v1/import/prometheus', { token, body: 'x 1\n' });
  expect((await send(first)).status).toBe(204);
  expect(first.log()).not.toContain(token);
  await first.close();
  const second = await start();
  expect(readFileSync(file, 'utf8').trim()).toBe(token);
  expect((await send(second)).status).toBe(204);
  await second.close();
  // Another data folder does not know the token: the file gets one that works.
  const third = await startTestServer({ args: ['--bootstrap.agent-token-file', file] });
  const other = readFileSync(file, 'utf8').trim();
  expect(other).not.toBe(token);
  expect((await third.send('POST', '/api/v1/import/prometheus', { token: other, body: 'x 1\n' })).status).toBe(204);
  await third.close();
});

test('until set-up is done, every start has a new code; after it, none', async () => {
  const dataDir = join(dir, 'setup');
  const first = await startTestServer({ dataDir });
  const code = first.setupCode();
  await first.close();
  const second = await startTestServer({ dataDir });
  expect(second.setupCode()).toBeDefined();
  expect(second.setupCode()).not.toBe(code);
  const cookie = await second.setUp();
  await second.close();
  const third = await startTestServer({ dataDir });
  expect(third.setupCode()).toBeUndefined();
  // Sessions outlive the process.
  expect((await third.send('GET', '/api/session', { cookie })).status).toBe(200);
  await third.close();
});
