import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KubeClient } from './client.ts';
import type { CredentialSource } from './config/credentials.ts';
import { leasesOf, leaseResource, microTime } from './lease.ts';
import type { KubeFailure, KubeOutcome } from './outcome.ts';
import { clientOf, json, ManualClock, ScriptedServer, status, until } from './scripted-server.test-data.ts';

const pods = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const pod = { metadata: { name: 'a', namespace: 'default', uid: 'u', resourceVersion: '1' } };

let server: ScriptedServer;
let url: URL;
let client: KubeClient;
beforeEach(async () => {
  server = new ScriptedServer((_, response) => json(response, pod));
  url = await server.start();
  client = clientOf(url);
});
afterEach(async () => {
  client.close();
  await server.stop();
});

const failureOf = (outcome: KubeOutcome<unknown>): KubeFailure => {
  if (outcome.ok) throw new Error('it succeeded');
  return outcome.failure;
};

describe('verbs', () => {
  test('have their method, path and content type', async () => {
    await client.get(pods, 'default', 'a');
    await client.create(pods, 'default', pod);
    await client.update(pods, 'default', 'a', pod);
    await client.patch(pods, 'default', 'a', 'merge', { metadata: { labels: { x: 'y' } } });
    await client.patch(pods, 'default', 'a', 'json', []);
    await client.delete(pods, 'default', 'a');
    expect(
      server.seen.map(({ method, path, headers }) => `${method} ${path} ${headers['content-type'] ?? ''}`.trim()),
    ).toEqual([
      'GET /api/v1/namespaces/default/pods/a',
      'POST /api/v1/namespaces/default/pods application/json',
      'PUT /api/v1/namespaces/default/pods/a application/json',
      'PATCH /api/v1/namespaces/default/pods/a application/merge-patch+json',
      'PATCH /api/v1/namespaces/default/pods/a application/json-patch+json',
      'DELETE /api/v1/namespaces/default/pods/a',
    ]);
    expect(JSON.parse(server.seen[3]?.body ?? '')).toEqual({ metadata: { labels: { x: 'y' } } });
  });

  test('names cannot leave their place in the path', async () => {
    await client.get(pods, '../../secrets', 'a?watch=1/../b');
    expect(server.seen[0]?.path).toBe('/api/v1/namespaces/..%2F..%2Fsecrets/pods/a%3Fwatch%3D1%2F..%2Fb');
  });
});

describe('failures', () => {
  test.each([
    { code: 404, reason: 'NotFound', message: 'pods "a" not found' },
    { code: 409, reason: 'Conflict', message: 'the object has been modified' },
    { code: 403, reason: 'Forbidden', message: 'pods is forbidden' },
  ])('$reason comes with the words of the API server', async ({ code, reason, message }) => {
    server.answer((_, response) => status(response, code, reason, message));
    expect(failureOf(await client.get(pods, 'default', 'a'))).toEqual({ kind: 'status', code, reason, message });
  });

  test('an answer that is no Status: its first line, or its code', async () => {
    server.answer((_, response) => response.writeHead(502, { 'retry-after': '7' }).end('bad gateway\nmore'));
    expect(failureOf(await client.get(pods, 'default', 'a'))).toEqual({
      kind: 'status',
      code: 502,
      reason: 'HTTP 502',
      message: 'bad gateway',
      retryAfterMs: 7000,
    });
    server.answer((_, response) => response.writeHead(503).end('<html>'));
    expect(failureOf(await client.get(pods, 'default', 'a'))).toMatchObject({
      reason: 'ServiceUnavailable',
      message: 'the API server answered 503',
    });
  });

  test('a body that is larger than the limit, declared or not, is not taken in', async () => {
    const small = clientOf(url, { maxBytes: 1000 });
    server.answer((_, response) => json(response, { ...pod, spec: 'x'.repeat(2000) }));
    expect(failureOf(await small.get(pods, 'default', 'a'))).toMatchObject({ kind: 'too-large' });
    server.answer((_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      for (let i = 0; i < 20; i++) response.write('x'.repeat(100));
      response.end();
    });
    expect(failureOf(await small.get(pods, 'default', 'a'))).toMatchObject({ kind: 'too-large' });
    small.close();
  });

  test('an answer that does not come in time', async () => {
    const clock = new ManualClock();
    const patient = clientOf(url, { clock, timeoutMs: 5000 });
    let asked = 0;
    server.answer(() => asked++);
    const outcome = patient.get(pods, 'default', 'a');
    await until(() => asked === 1);
    clock.advance(5000);
    expect(failureOf(await outcome)).toEqual({
      kind: 'timeout',
      message: 'the API server did not answer /api/v1/namespaces/default/pods/a within 5 s',
    });
    expect(clock.waiting).toEqual([]);
    patient.close();
  });

  test('an answer that stops halfway', async () => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"metadata"');
      setImmediate(() => response.socket?.destroy());
    });
    expect(failureOf(await client.get(pods, 'default', 'a'))).toMatchObject({
      kind: 'unreachable',
      code: 'ECONNRESET',
    });
  });

  test('a caller that ends it', async () => {
    const ended = new AbortController();
    server.answer(() => ended.abort());
    expect(failureOf(await client.get(pods, 'default', 'a', { signal: ended.signal }))).toMatchObject({
      kind: 'aborted',
    });
    expect(failureOf(await client.get(pods, 'default', 'a', { signal: AbortSignal.abort() }))).toMatchObject({
      kind: 'aborted',
    });
  });

  test('something that is not what an API server says', async () => {
    server.answer((_, response) => response.end('hello'));
    expect(failureOf(await client.get(pods, 'default', 'a'))).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('is not JSON'),
    });
    server.answer((_, response) => json(response, [1]));
    expect(failureOf(await client.get(pods, 'default', 'a'))).toMatchObject({ kind: 'malformed' });
  });

  test('a redirect is not followed: the credentials are for this server', async () => {
    server.answer((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    expect(failureOf(await client.get(pods, 'default', 'a'))).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('redirect'),
    });
  });

  test('a server that is not there', async () => {
    await server.stop();
    expect(failureOf(await client.get(pods, 'default', 'a'))).toMatchObject({
      kind: 'unreachable',
      code: 'ECONNREFUSED',
      message: expect.stringContaining('refused the connection'),
    });
    server = new ScriptedServer(() => {});
    await server.start();
  });
});

describe('credentials', () => {
  const source = (tokens: string[]): CredentialSource & { forgotten: number } => ({
    description: 'test',
    forgotten: 0,
    current: () => Promise.resolve({ ok: true, credentials: { token: tokens[0] ?? '', stamp: '' } }),
    forget() {
      this.forgotten++;
      tokens.shift();
    },
  });
  const clientAs = (credentials: CredentialSource): KubeClient =>
    new KubeClient({
      access: {
        server: url,
        origin: 'test',
        namespace: 'default',
        insecure: false,
        credentials,
        impersonate: { 'impersonate-user': 'jane' },
      },
    });

  test('that are refused are fetched anew, once', async () => {
    const credentials = source(['old', 'new', 'newer']);
    const own = clientAs(credentials);
    server.answer(({ headers }, response) =>
      headers.authorization === 'Bearer new' ? json(response, pod) : status(response, 401, 'Unauthorized'),
    );
    expect(await own.get(pods, 'default', 'a')).toMatchObject({ ok: true });
    expect(server.seen.map(({ headers }) => [headers.authorization, headers['impersonate-user']])).toEqual([
      ['Bearer old', 'jane'],
      ['Bearer new', 'jane'],
    ]);
    server.answer((_, response) => status(response, 401, 'Unauthorized'));
    expect(failureOf(await own.get(pods, 'default', 'a'))).toMatchObject({ code: 401, reason: 'Unauthorized' });
    expect(server.seen).toHaveLength(4);
    own.close();
  });

  test('that cannot be had: nothing is sent', async () => {
    const own = clientAs({
      description: 'test',
      current: () => Promise.resolve({ ok: false, message: 'no token' }),
      forget: () => {},
    });
    expect(failureOf(await own.get(pods, 'default', 'a'))).toEqual({ kind: 'credentials', message: 'no token' });
    expect(server.seen).toEqual([]);
    own.close();
  });
});

test('connections are used again', async () => {
  const sockets = new Set<unknown>();
  server.answer((_, response) => {
    sockets.add(response.socket);
    json(response, pod);
  });
  for (let i = 0; i < 5; i++) await client.get(pods, 'default', 'a');
  expect(sockets.size).toBe(1);
});

describe('leases', () => {
  const spec = { holderIdentity: 'a', renewTime: microTime(1_700_000_000_123) };
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'leader', namespace: 'ns', uid: 'u', resourceVersion: '5' },
    spec,
  };

  test('are read, created, and replaced as they were read', async () => {
    server.answer((_, response) => json(response, lease));
    const leases = leasesOf(client, 'ns');
    expect(await leases.get('leader')).toEqual({ kind: 'ok', lease });
    await leases.create('leader', spec);
    expect(JSON.parse(server.seen[1]?.body ?? '')).toEqual({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'leader', namespace: 'ns' },
      spec: { holderIdentity: 'a', renewTime: '2023-11-14T22:13:20.123000Z' },
    });
    await leases.update(lease, { holderIdentity: 'b' });
    // With the resource version: the API server refuses if somebody was faster.
    expect(JSON.parse(server.seen[2]?.body ?? '')).toEqual({ ...lease, spec: { ...spec, holderIdentity: 'b' } });
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /apis/coordination.k8s.io/v1/namespaces/ns/leases/leader',
      'POST /apis/coordination.k8s.io/v1/namespaces/ns/leases',
      'PUT /apis/coordination.k8s.io/v1/namespaces/ns/leases/leader',
    ]);
    expect(leaseResource.kind).toBe('Lease');
  });

  test('without a spec are as empty as they look', async () => {
    server.answer((_, response) => json(response, { metadata: lease.metadata }));
    expect(await leasesOf(client, 'ns').get('leader')).toMatchObject({ kind: 'ok', lease: { spec: {} } });
  });

  test.each([
    [404, 'NotFound', { kind: 'absent' }],
    [409, 'Conflict', { kind: 'conflict' }],
    [409, 'AlreadyExists', { kind: 'conflict' }],
    [
      403,
      'Forbidden',
      { kind: 'failed', failure: { kind: 'status', code: 403, reason: 'Forbidden', message: 'Forbidden' } },
    ],
  ])('%d %s', async (code, reason, want) => {
    server.answer((_, response) => status(response, code, reason));
    expect(await leasesOf(client, 'ns').update(lease, spec)).toEqual(want);
  });
});
