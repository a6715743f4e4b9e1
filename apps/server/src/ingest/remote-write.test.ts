import { labelsFromRecord } from '@binnacle/model';
import {
  compressSnappy,
  RemoteWrite1Builder,
  RemoteWrite2Builder,
  remoteWriteHeaders,
  type WriteRequestBuilder,
} from '@binnacle/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type Answer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
const NOW = 1_700_000_000_000;

beforeAll(async () => {
  server = await startTestServer({ args: ['--auth', 'off', '--ingest.max-body-size', '1MB'], clock: { nowMs: NOW } });
});
afterAll(() => server.close());

const write = (version: 1 | 2, body: Uint8Array, headers: Record<string, string> = {}): Promise<Answer> =>
  server.send('POST', '/api/v1/write', { body, headers: { ...remoteWriteHeaders(version), ...headers } });

function message(version: 1 | 2, fill: (builder: WriteRequestBuilder) => void): Uint8Array {
  const builder = version === 1 ? new RemoteWrite1Builder() : new RemoteWrite2Builder();
  fill(builder);
  return compressSnappy(builder.finish());
}

const seriesOf = async (selector: string): Promise<unknown> =>
  (await server.send('GET', `/api/v1/series?match[]=${encodeURIComponent(selector)}`)).json<{ data: unknown }>().data;

const written = (answer: Answer): (string | null)[] =>
  ['samples', 'histograms', 'exemplars'].map((it) => answer.headers.get(`x-prometheus-remote-write-${it}-written`));

test.each([1, 2] as const)('remote write %i.0 stores, and says how much', async (version) => {
  const body = message(version, (builder) => {
    builder.series(labelsFromRecord({ __name__: 'rw_total', version: String(version) }));
    builder.metadata('rw_total', { type: 'counter', help: 'Writes.', unit: '' });
    builder.sample(NOW - 1000, 1, 0);
    builder.sample(NOW, 2, 0);
    builder.exemplar({ labels: labelsFromRecord({ trace_id: 'a' }), value: 1, timestampMs: NOW });
  });
  const answer = await write(version, body);
  expect([answer.status, written(answer)]).toEqual([204, ['2', '0', '1']]);
  expect(await seriesOf(`rw_total{version="${version}"}`)).toHaveLength(1);
  expect((await server.send('GET', '/api/v1/metadata?metric=rw_total')).json()).toMatchObject({
    data: { rw_total: [{ type: 'counter', help: 'Writes.' }] },
  });
});

test('the same request again changes nothing and is fine', async () => {
  const body = message(2, (builder) => {
    builder.series(labelsFromRecord({ __name__: 'again' }));
    builder.sample(NOW, 1, 0);
  });
  expect([(await write(2, body)).status, (await write(2, body)).status]).toEqual([204, 204]);
});

test.each([1, 2] as const)('a part that is refused is named, the rest is stored (%i.0)', async (version) => {
  const body = message(version, (builder) => {
    builder.series(labelsFromRecord({ __name__: 'partial', kind: `old${version}` }));
    builder.sample(1000, 1, 0);
    builder.series(labelsFromRecord({ __name__: 'partial', kind: `fine${version}` }));
    builder.sample(NOW, 1, 0);
  });
  const answer = await write(version, body);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(`kind="old${version}"`);
  expect(written(answer)).toEqual(['1', '0', '0']);
  expect(await seriesOf(`partial{kind=~".*${version}"}`)).toEqual([{ __name__: 'partial', kind: `fine${version}` }]);
});

const one = (): Uint8Array =>
  message(2, (builder) => {
    builder.series(labelsFromRecord({ __name__: 'refused' }));
    builder.sample(NOW, 1, 0);
  });

test.each([
  { name: 'JSON', headers: { 'content-type': 'application/json' } },
  {
    name: 'an unknown message',
    headers: { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v3.Request' },
  },
  { name: 'gzip', headers: { 'content-encoding': 'gzip' } },
])('415 for $name', async ({ headers }) => {
  expect((await write(2, one(), headers)).status).toBe(415);
});

/** A snappy block that says it holds this many bytes. */
function lie(declared: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = declared; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) | 0x80);
    if (rest < 128) break;
  }
  return Uint8Array.from([...bytes, 0, 0]);
}

test.each([
  { name: 'no snappy', body: Uint8Array.from([255, 255, 255, 255, 255, 255]), status: 400 },
  { name: 'snappy around nonsense', body: compressSnappy(new Uint8Array(50).fill(0xff)), status: 400 },
  { name: 'ten gigabytes declared in a few bytes', body: lie(2 ** 32 - 1), status: 413 },
  { name: 'a megabyte declared in a few bytes', body: lie(1 << 20), status: 400 },
  { name: 'more than the limit, really', body: compressSnappy(new Uint8Array((1 << 20) + 1)), status: 413 },
  { name: 'more than the limit, compressed', body: new Uint8Array((1 << 20) + 1), status: 413 },
])('refuses $name', async ({ body, status }) => {
  expect((await write(2, body)).status).toBe(status);
});

test('GET is no way to write', async () => {
  const answer = await server.send('GET', '/api/v1/write');
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});
