import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
const NOW = 1_700_000_000_000;

beforeAll(async () => {
  server = await startTestServer({
    args: ['--auth', 'off', '--ingest.max-import-size', '1MB'],
    clock: { nowMs: NOW },
  });
});
afterAll(() => server.close());

const importText = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  server.send('POST', '/api/v1/import/prometheus', { body, headers });
const seriesOf = async (selector: string): Promise<unknown> =>
  (await server.send('GET', `/api/v1/series?match[]=${encodeURIComponent(selector)}`)).json<{ data: unknown }>().data;

test('text, with and without timestamps', async () => {
  const body = `# TYPE a_total counter\n# HELP a_total Things.\na_total{x="1"} 5\na_total{x="2"} 6 ${NOW - 1000}\n`;
  expect((await importText(body)).status).toBe(204);
  expect(await seriesOf('a_total')).toEqual([
    { __name__: 'a_total', x: '1' },
    { __name__: 'a_total', x: '2' },
  ]);
  expect((await server.send('GET', '/api/v1/metadata?metric=a_total')).json()).toEqual({
    status: 'success',
    data: { a_total: [{ type: 'counter', help: 'Things.', unit: '' }] },
  });
});

test('OpenMetrics', async () => {
  const body = '# TYPE om counter\nom_total{a="b"} 1 1699999999.5 # {trace_id="x"} 0.5 1699999999\n# EOF\n';
  const answer = await importText(body, { 'content-type': 'application/openmetrics-text; version=1.0.0' });
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect(await seriesOf('om_total')).toEqual([{ __name__: 'om_total', a: 'b' }]);
  expect((await server.send('GET', '/api/v1/query_exemplars?query=om_total')).json()).toEqual({
    status: 'success',
    data: [
      {
        seriesLabels: { __name__: 'om_total', a: 'b' },
        exemplars: [{ labels: { trace_id: 'x' }, value: '0.5', timestamp: 1_699_999_999 }],
      },
    ],
  });
});

test.each([
  { encoding: 'gzip', pack: gzipSync },
  { encoding: 'zstd', pack: zstdCompressSync },
])('$encoding', async ({ encoding, pack }) => {
  const body = new Uint8Array(pack(`packed_${encoding} 1\n`));
  expect((await importText(body, { 'content-encoding': encoding })).status).toBe(204);
  expect(await seriesOf(`packed_${encoding}`)).toHaveLength(1);
});

test.each([
  {
    name: 'a line that is none',
    body: 'ok 1\nbad{x="1" 5\n',
    headers: {},
    status: 400,
    want: /^line 2, column \d+: expected .*; nothing was stored\n$/,
  },
  {
    name: 'an unknown encoding',
    body: 'ok 1\n',
    headers: { 'content-encoding': 'br' },
    status: 415,
    want: /unknown content-encoding "br"/,
  },
  {
    name: 'no gzip',
    body: 'ok 1\n',
    headers: { 'content-encoding': 'gzip' },
    status: 400,
    want: /the body is not valid gzip/,
  },
])('refuses $name', async ({ body, headers, status, want }) => {
  const answer = await importText(body, headers);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(want);
  expect(await seriesOf('ok')).toEqual([]);
});

test('a bomb is refused while it grows', async () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 << 20, 'x 1\n')));
  expect((await importText(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  expect((await importText('y 1\n'.repeat(400_000))).status).toBe(413);
});

test('what lies outside of retention and clock is refused by name, the rest is stored', async () => {
  const answer = await importText(`old 1 1000\nfuture 1 ${NOW + 90_000_000}\nfine 1 ${NOW}\n`);
  expect(answer.status).toBe(400);
  expect(answer.text).toMatch(/old/);
  expect(answer.text).toMatch(/future/);
  expect(await seriesOf('fine')).toHaveLength(1);
});

test('a large import is stored in batches', async () => {
  const lines = Array.from(
    { length: 45_000 },
    (_, i) => `big{i="${i % 100}"} ${i} ${NOW - 1000 * Math.floor(i / 100)}`,
  );
  const answer = await importText(new Uint8Array(gzipSync(lines.join('\n') + '\n')), { 'content-encoding': 'gzip' });
  expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('larger than 1048576 bytes')]);
  const half = await importText(new Uint8Array(gzipSync(lines.slice(0, 25_000).join('\n') + '\n')), {
    'content-encoding': 'gzip',
  });
  expect([half.status, half.text]).toEqual([204, '']);
  expect(await seriesOf('big')).toHaveLength(100);
});
