import type { ServerHttp2Stream } from 'node:http2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CriClient } from './cri-client.ts';
import { fakeRuntime, type FakeRuntime, type RuntimeAnswer } from './fake-runtime.test-data.ts';
import { listContainersResponse, listPodSandboxStatsResponse } from './messages.ts';

const signal = new AbortController().signal;
let runtime: FakeRuntime;
let client: CriClient;

beforeEach(async () => {
  runtime = await fakeRuntime();
  client = new CriClient(runtime.socket);
});
afterEach(async () => {
  client.close();
  await runtime.close();
});

const version = (name: string): RuntimeAnswer => [1, '0.1.0', 2, name, 3, '2.1.9', 4, 'v1'];

describe('the version that is spoken', () => {
  test('v1', async () => {
    runtime.answers.set('runtime.v1.RuntimeService/Version', version('containerd'));
    expect(await client.connect(signal)).toEqual({
      kind: 'ok',
      value: { name: 'containerd', version: '2.1.9', api: 'v1' },
    });
  });

  test('v1alpha2, of a runtime that knows nothing later', async () => {
    runtime.answers.set('runtime.v1alpha2.RuntimeService/Version', version('cri-o'));
    runtime.answers.set('runtime.v1alpha2.RuntimeService/ListContainers', [1, [1, 'id']]);
    expect(await client.connect(signal)).toMatchObject({ kind: 'ok', value: { name: 'cri-o', api: 'v1alpha2' } });
    expect(await client.runtime('ListContainers', listContainersResponse, signal)).toMatchObject({
      kind: 'ok',
      value: { containers: [{ id: 'id' }] },
    });
  });

  test('neither', async () => {
    expect(await client.connect(signal)).toEqual({
      kind: 'failed',
      reason: `unix://${runtime.socket} speaks neither version v1 nor v1alpha2 of the CRI`,
    });
  });
});

test('a call that the runtime does not know is asked once, and again of the next runtime', async () => {
  runtime.answers.set('runtime.v1.RuntimeService/Version', version('containerd'));
  await client.connect(signal);
  const stats = () => client.runtime('ListPodSandboxStats', listPodSandboxStatsResponse, signal);
  expect([await stats(), await stats()]).toEqual([{ kind: 'unimplemented' }, { kind: 'unimplemented' }]);
  expect(runtime.asked.filter((method) => method.endsWith('ListPodSandboxStats'))).toHaveLength(1);
  client.forget();
  runtime.answers.set('runtime.v1.RuntimeService/ListPodSandboxStats', []);
  expect(await stats()).toEqual({ kind: 'ok', value: { stats: [] } });
});

test.each<readonly [string, RuntimeAnswer, string]>([
  ['an error in its words', { status: 2, message: 'snapshotter is broken: 50 %' }, 'snapshotter is broken: 50 %'],
  [
    'a proxy that is no gRPC server',
    (stream: ServerHttp2Stream) => stream.respond({ ':status': 502 }, { endStream: true }),
    'HTTP status 502',
  ],
  [
    'a stream that is cut off',
    (stream: ServerHttp2Stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.from([0, 0, 0, 0, 9, 1]));
    },
    'the connection was closed before the answer was complete',
  ],
  [
    'a frame that is shorter than it says',
    (stream: ServerHttp2Stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.from([0, 0, 0, 0, 9, 1]));
    },
    'the answer is cut off',
  ],
  [
    'bytes that are no message',
    (stream: ServerHttp2Stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.from([0, 0, 0, 0, 2, 10, 9]));
    },
    'the answer to runtime.v1.RuntimeService/ListContainers is no message of the CRI',
  ],
])('%s', async (_, answer, reason) => {
  runtime.answers.set('runtime.v1.RuntimeService/Version', version('containerd'));
  await client.connect(signal);
  runtime.answers.set('runtime.v1.RuntimeService/ListContainers', answer);
  expect(await client.runtime('ListContainers', listContainersResponse, signal)).toEqual({ kind: 'failed', reason });
});

test('after a restart of the runtime the next call makes a new connection', async () => {
  runtime.answers.set('runtime.v1.RuntimeService/Version', version('containerd'));
  runtime.answers.set('runtime.v1.RuntimeService/ListContainers', (stream) => {
    stream.respond({ ':status': 200 });
    runtime.disconnect();
  });
  await client.connect(signal);
  const list = () => client.runtime('ListContainers', listContainersResponse, signal);
  expect(await list()).toMatchObject({ kind: 'failed' });
  runtime.answers.set('runtime.v1.RuntimeService/ListContainers', [1, [1, 'id']]);
  expect(await list()).toMatchObject({ kind: 'ok' });
});

test('a call that nobody waits for any more', async () => {
  runtime.answers.set('runtime.v1.RuntimeService/Version', version('containerd'));
  await client.connect(signal);
  const controller = new AbortController();
  runtime.answers.set('runtime.v1.RuntimeService/ListContainers', () => controller.abort());
  expect(await client.runtime('ListContainers', listContainersResponse, controller.signal)).toEqual({
    kind: 'failed',
    reason: 'stopped before it was done',
  });
  expect(await client.runtime('ListContainers', listContainersResponse, controller.signal)).toEqual({
    kind: 'failed',
    reason: 'stopped before it was asked',
  });
});

test('a socket that is not there', async () => {
  const nobody = new CriClient('/nowhere/containerd.sock');
  expect(await nobody.connect(signal)).toEqual({
    kind: 'failed',
    reason: 'unix:///nowhere/containerd.sock: there is no such socket or file (ENOENT)',
  });
});
