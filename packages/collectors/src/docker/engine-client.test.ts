import { afterEach, describe, expect, test } from 'vitest';
import { parseEngineAddress } from './engine-address.ts';
import { compareVersions, EngineClient } from './engine-client.ts';
import { fakeEngine, type FakeEngine } from './fake-engine.test-data.ts';

const signal = new AbortController().signal;
let engine: FakeEngine | undefined;
let client: EngineClient | undefined;

afterEach(async () => {
  client?.close();
  await engine?.close();
  engine = undefined;
});

async function connectTo(version: Readonly<Record<string, unknown>>) {
  engine = await fakeEngine(version);
  client = new EngineClient({ kind: 'socket', path: engine.socket });
  return client.connect(signal);
}

describe('the version that is spoken', () => {
  test.each([
    ['Docker 28', { ApiVersion: '1.51', MinAPIVersion: '1.24', Version: '28.5.1' }, '1.51', true],
    ['a later one', { ApiVersion: '1.60', MinAPIVersion: '1.44' }, '1.51', true],
    ['one that no longer speaks what we know', { ApiVersion: '1.80', MinAPIVersion: '1.60' }, '1.60', true],
    ['Docker 20.10', { ApiVersion: '1.41', MinAPIVersion: '1.12' }, '1.41', true],
    ['Docker 19.03, which has no one-shot statistics', { ApiVersion: '1.40', MinAPIVersion: '1.12' }, '1.40', false],
    ['Docker 1.12, which does not tell its oldest', { ApiVersion: '1.24' }, '1.24', false],
  ])('%s', async (_, version, apiVersion, hasOneShot) => {
    const connection = await connectTo(version);
    expect(connection).toMatchObject({ ok: true, engine: { apiVersion, hasOneShot, runtime: 'docker' } });
    await client!.get('/info', signal);
    expect(engine!.asked).toEqual(['/version', `/v${apiVersion}/info`]);
  });

  test('podman is known by its components', async () => {
    const version = { ApiVersion: '1.41', MinAPIVersion: '1.24', Components: [{ Name: 'Podman Engine' }] };
    expect(await connectTo(version)).toMatchObject({ ok: true, engine: { runtime: 'podman' } });
  });

  test('an engine that is too old says so', async () => {
    expect(await connectTo({ ApiVersion: '1.23' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('serves the API 1.23; 1.24 (Docker 1.12) or later is needed'),
    });
  });

  test('what is no engine says so', async () => {
    expect(await connectTo({ hello: 'world' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('does not answer like a Docker Engine'),
    });
  });
});

test('a socket that is not there', async () => {
  client = new EngineClient({ kind: 'socket', path: '/nowhere/docker.sock' });
  expect(await client.connect(signal)).toEqual({
    ok: false,
    reason: 'unix:///nowhere/docker.sock: there is no such socket or file (ENOENT)',
  });
});

describe('answers that are no good', () => {
  test.each([
    [
      'a refusal, in the engine’s words',
      { status: 500, body: '{"message":"driver failed"}' },
      'status 500: driver failed',
    ],
    ['a refusal of a proxy', { status: 502, body: 'Bad Gateway' }, 'status 502: Bad Gateway'],
    ['no JSON', { status: 200, body: '<html>' }, 'the answer is no JSON: "<html>"'],
  ])('%s', async (_, { status, body }, reason) => {
    await connectTo({ ApiVersion: '1.51' });
    engine!.answers.set('/info', (response: { writeHead(status: number): void; end(body: string): void }) => {
      response.writeHead(status);
      response.end(body);
    });
    expect(await client!.get('/info', signal)).toMatchObject({ ok: false, reason });
  });

  test('one that does not end', async () => {
    await connectTo({ ApiVersion: '1.51' });
    engine!.answers.set('/info', () => {});
    expect(await client!.get('/info', signal, 50)).toMatchObject({ ok: false, reason: 'no answer within 0.05 s' });
  });

  test('one that is larger than any', async () => {
    await connectTo({ ApiVersion: '1.51' });
    engine!.answers.set('/info', (response: { write(body: Buffer): void }) => {
      for (let i = 0; i < 33; i++) response.write(Buffer.alloc(2 ** 20));
    });
    expect(await client!.get('/info', signal)).toMatchObject({
      ok: false,
      reason: 'the answer is larger than 33554432 bytes',
    });
  });

  test('one that nobody waits for any more', async () => {
    await connectTo({ ApiVersion: '1.51' });
    const controller = new AbortController();
    engine!.answers.set('/info', () => controller.abort());
    expect(await client!.get('/info', controller.signal)).toMatchObject({ ok: false, status: 0 });
  });
});

test.each([
  ['/run/docker.sock', { kind: 'socket', path: '/run/docker.sock' }],
  ['unix:///run/docker.sock', { kind: 'socket', path: '/run/docker.sock' }],
  ['tcp://10.0.0.1:2375', { kind: 'tcp', host: '10.0.0.1', port: 2375 }],
  ['tcp://10.0.0.1', { kind: 'tcp', host: '10.0.0.1', port: 2375 }],
  ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
  ['http://ship:80', { kind: 'tcp', host: 'ship', port: 80 }],
  ['https://ship', { kind: 'tcp', host: 'ship', port: 2376, tls: {} }],
])('address %s', (text, address) => {
  expect(parseEngineAddress(text)).toEqual({ ok: true, address });
});

test.each(['', 'docker.sock', 'unix://docker.sock', 'ssh://ship', 'tcp://:::'])('no address: "%s"', (text) => {
  expect(parseEngineAddress(text)).toEqual({
    ok: false,
    problem: expect.stringMatching(/^".*" is no address of a Docker Engine: .*; expected unix:\/\/\/PATH or tcp:\/\//),
  });
});

test('versions are compared as numbers', () => {
  expect(compareVersions('1.9', '1.24')).toBeLessThan(0);
  expect(compareVersions('2.0', '1.99')).toBeGreaterThan(0);
  expect(compareVersions('1.41', '1.41')).toBe(0);
});
