import type { EventReportInput, ObjectReportInput } from '@binnacle/api';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestServer, type Answer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
let token: string;

beforeEach(async () => {
  server = await startTestServer();
  token = await server.token(await server.setUp(), 'agent');
});
afterEach(() => server.close());

const report = (more: Partial<ObjectReportInput> = {}): ObjectReportInput => ({
  cluster: 'prod',
  source: 'kubernetes',
  sentAtMs: 1,
  ...more,
});
const pod = (uid: string, version = '1') => ({
  kind: 'Pod',
  apiVersion: 'v1',
  uid,
  namespace: 'shop',
  name: `pod-${uid}`,
  object: { metadata: { name: `pod-${uid}`, resourceVersion: version }, status: { phase: 'Running' } },
});
const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  server.send('POST', '/api/agents/objects', { token, body, headers });

test('objects that the server misses are asked for, those it has are not', async () => {
  const first = await post(report({ changed: [pod('a'), pod('b')] }));
  expect([first.status, first.json()]).toEqual([200, { resend: [] }]);
  const complete = [{ kind: 'Pod', uids: ['a', 'b', 'c'] }];
  expect((await post(report({ complete }))).json()).toEqual({ resend: [{ kind: 'Pod', uids: ['c'] }] });
  await post(report({ deleted: ['b'] }));
  expect((await post(report({ complete }))).json()).toEqual({ resend: [{ kind: 'Pod', uids: ['b', 'c'] }] });
});

test('another source and another cluster have objects of their own', async () => {
  await post(report({ changed: [pod('a')] }));
  const complete = [{ kind: 'Pod', uids: ['a'] }];
  const missing = { resend: [{ kind: 'Pod', uids: ['a'] }] };
  expect((await post(report({ cluster: 'other', complete }))).json()).toEqual(missing);
  expect((await post(report({ source: 'host:n1', complete }))).json()).toEqual(missing);
  await post(report({ source: 'host:n1', deleted: ['a'], complete: [{ kind: 'Pod', uids: [] }] }));
  expect((await post(report({ complete }))).json()).toEqual({ resend: [] });
});

test.each([
  { name: 'gzip', pack: (text: string) => gzipSync(text) },
  { name: 'zstd', pack: (text: string) => zstdCompressSync(text) },
])('a body may be packed with $name', async ({ name, pack }) => {
  const body = pack(JSON.stringify(report({ changed: [pod('a')] })));
  const answer = await post(new Uint8Array(body), { 'content-type': 'application/json', 'content-encoding': name });
  expect([answer.status, answer.json()]).toEqual([200, { resend: [] }]);
});

test.each([
  { name: 'not JSON', body: '{', encoding: '', status: 400, code: 'invalid_request' },
  { name: 'no body', body: '', encoding: '', status: 400, code: 'invalid_request' },
  { name: 'too deep', body: `{"changed":${'['.repeat(1e6)}`, encoding: '', status: 400, code: 'invalid_request' },
  { name: 'not gzip', body: '{}', encoding: 'gzip', status: 400, code: 'invalid_request' },
  { name: 'unknown packing', body: '{}', encoding: 'br', status: 415, code: 'unsupported_media_type' },
  { name: 'too large', body: ' '.repeat((16 << 20) + 1), encoding: '', status: 413, code: 'payload_too_large' },
])('a body that is $name is refused', async ({ body, encoding, status, code }) => {
  const answer = await post(body, { 'content-type': 'application/json', 'content-encoding': encoding });
  expect([answer.status, answer.json()]).toMatchObject([status, { error: { code } }]);
});

test('a body that unpacks to more than the limit is refused', async () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 << 20, 32)));
  expect(bomb.length).toBeLessThan(1 << 20);
  const answer = await post(bomb, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  expect([answer.status, answer.json()]).toMatchObject([413, { error: { code: 'payload_too_large' } }]);
});

test('what does not fit the schema is named, and nothing of it is written', async () => {
  const answer = await post(report({ changed: [pod('a'), { ...pod('b'), uid: '' }] }));
  expect([answer.status, answer.json()]).toMatchObject([400, { error: { issues: [{ path: 'body.changed[1].uid' }] } }]);
  const complete = [{ kind: 'Pod', uids: ['a'] }];
  expect((await post(report({ complete }))).json()).toEqual({ resend: [{ kind: 'Pod', uids: ['a'] }] });
});

test('events are taken, those past the retention are not', async () => {
  const event = (uid: string, lastAtMs: number) => ({
    uid,
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    involved: { kind: 'Pod', namespace: 'shop', name: 'pod-a', uid: 'a' },
    firstAtMs: lastAtMs,
    lastAtMs,
    count: 1,
    source: { component: 'kubelet' },
  });
  const now = server.clock.nowMs;
  const body: EventReportInput = {
    cluster: 'prod',
    sentAtMs: now,
    events: [event('1', now), event('2', now - 40 * 86_400_000)],
  };
  const answer = await server.send('POST', '/api/agents/events', { token, body });
  expect([answer.status, answer.json()]).toEqual([200, { accepted: 1 }]);
});
