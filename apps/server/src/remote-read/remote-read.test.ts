import { formatLabels } from '@binnacle/model';
import { ProtoReader, ProtoWriter } from '@binnacle/protobuf';
import { CollectingSink, compressSnappy, decodeRemoteWrite1, decompressSnappy, finishDecoding } from '@binnacle/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.ts';
import { crc32c } from './crc32c.ts';

const NOW = 1_700_000_000_000;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ args: ['--auth', 'off'], clock: { nowMs: NOW } });
  const lines = Array.from({ length: 200 }, (_, i) => `x_total{a="1"} ${i} ${NOW - (200 - i) * 1000}\n`);
  await server.send('POST', '/api/v1/import/prometheus', { body: `${lines.join('')}x_total{a="2"} 7 ${NOW}\n` });
});
afterAll(() => server.close());

/** A ReadRequest for `x_total{a=~…}` over everything. */
function request(pattern: string, types: readonly number[]): Uint8Array {
  const matcher = (type: number, name: string, value: string): ProtoWriter => {
    const out = new ProtoWriter();
    out.varint(0x08);
    out.varint(type);
    out.varint(0x12);
    out.text(name);
    out.varint(0x1a);
    out.text(value);
    return out;
  };
  const query = new ProtoWriter();
  query.varint(0x08);
  query.int64(NOW - 3_600_000);
  query.varint(0x10);
  query.int64(NOW);
  query.nested(0x1a, matcher(0, '__name__', 'x_total'));
  query.nested(0x1a, matcher(2, 'a', pattern));
  const message = new ProtoWriter();
  message.nested(0x0a, query);
  for (const type of types) {
    message.varint(0x10);
    message.varint(type);
  }
  return compressSnappy(message.bytes.subarray(0, message.length));
}

async function read(body: Uint8Array): Promise<{ reply: Response; bytes: Uint8Array }> {
  const reply = await fetch(`${server.url}/api/v1/read`, { method: 'POST', body: Uint8Array.from(body) });
  return { reply, bytes: new Uint8Array(await reply.arrayBuffer()) };
}

test('samples', async () => {
  const { reply, bytes } = await read(request('.*', []));
  expect([reply.status, reply.headers.get('content-type'), reply.headers.get('content-encoding')]).toEqual([
    200,
    'application/x-protobuf',
    'snappy',
  ]);
  const unpacked = decompressSnappy(bytes);
  const reader = new ProtoReader(unpacked.ok ? unpacked.bytes : new Uint8Array());
  expect(reader.tag()).toBe(0x0a);
  const end = reader.lengthDelimited();
  const sink = new CollectingSink();
  const outcome = finishDecoding(decodeRemoteWrite1(reader.bytes.subarray(reader.pos, end), sink));
  expect(outcome).toMatchObject({ ok: true, series: 2, samples: 201 });
  expect(sink.series.map(({ labels }) => formatLabels(labels))).toEqual(['x_total{a="1"}', 'x_total{a="2"}']);
});

test('chunks, in frames with a checksum', async () => {
  const { reply, bytes } = await read(request('1', [1, 0]));
  expect(reply.headers.get('content-type')).toBe(
    'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse',
  );
  const reader = new ProtoReader(bytes);
  const length = reader.varint32();
  const crc = reader.view.getUint32(reader.pos, false);
  const message = bytes.subarray(reader.pos + 4, reader.pos + 4 + length);
  expect(crc32c(message)).toBe(crc);
  expect(reader.pos + 4 + length).toBe(bytes.length);
  const frame = new ProtoReader(message);
  expect(frame.tag()).toBe(0x0a);
  const end = frame.lengthDelimited();
  const fields: number[] = [];
  while (frame.pos < end) {
    const tag = frame.tag();
    fields.push(tag);
    frame.skip(tag);
  }
  // Two labels, and two chunks: 120 samples and 80.
  expect(fields).toEqual([0x0a, 0x0a, 0x12, 0x12]);
});

test.each([
  { name: 'no snappy', body: Uint8Array.of(255, 255, 255, 255, 255), want: /snappy/ },
  { name: 'a cut message', body: compressSnappy(Uint8Array.of(0x0a, 0x10)), want: /ends beyond/ },
  { name: 'a type that we do not write', body: request('1', [9]), want: /accepted response types/ },
])('refuses $name', async ({ body, want }) => {
  const { reply, bytes } = await read(body);
  expect(reply.status).toBe(400);
  expect(new TextDecoder().decode(bytes)).toMatch(want);
});
