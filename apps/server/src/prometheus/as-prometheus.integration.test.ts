import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { labelsFromRecord } from '@binnacle/model';
import { compressSnappy, RemoteWrite1Builder, remoteWriteHeaders } from '@binnacle/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.ts';

/** Where `lab/peers.sh` unpacks a Prometheus 3. */
const program = join(process.env['LAB'] ?? join(tmpdir(), 'lab'), 'peers/prometheus/usr/bin/prometheus');

const NOW_S = Math.floor(Date.now() / 1000);
const range = `start=${NOW_S - 300}&end=${NOW_S}&step=30`;
const at = `time=${NOW_S}`;
const queries = [
  'a_total',
  'g',
  'g*1e25',
  'a_total[1m]',
  '1.5',
  '"x<>&"',
  'rate(g[5m])',
  'histogram_quantile(2, h_bucket)',
  'histogram_quantile(0.9, rate(h_bucket[5m]))',
  'topk(2, a_total)',
  'count_values("v", a_total)',
  'quantile(2, a_total)',
  'absent(nope)',
  'label_replace(a_total,"x","$1","instance","(.*)")',
  'timestamp(a_total)',
  'a_total @ start()',
  'max_over_time(g[5m:30s])',
  'scalar(a_total)',
  'vector(time())',
  'sum(',
  'a{',
  '{}',
  '{__name__=~".*"}',
  'foo{bar="baz"',
  'sum(a_total) by (',
  '',
];
/** Requests whose answers have to be the same to the byte, errors included; the order of an instant vector does not count. */
const requests = [
  ...queries.map((it) => `query?query=${encodeURIComponent(it)}&${at}`),
  // As a range query it warns here, as it does from Prometheus 3.12 on.
  `query?query=sort(g)&${at}`,
  ...queries.map((it) => `query_range?query=${encodeURIComponent(it)}&${range}`),
  'query',
  'query?query=a_total&time=abc',
  'query?query=a_total&timeout=abc',
  'query?query=a_total&lookback_delta=abc',
  'query?query=a_total&limit=abc',
  'query?query=a_total&limit=-1',
  `query?query=a_total&limit=1&${at}`,
  'query_range?query=a_total',
  'query_range?query=a_total&start=1',
  'query_range?query=a_total&start=1&end=2',
  'query_range?query=a_total&start=1&end=2&step=0',
  'query_range?query=a_total&start=1&end=2&step=-1',
  'query_range?query=a_total&start=1&end=2&step=abc',
  'query_range?query=a_total&start=2&end=1&step=1',
  'query_range?query=a_total&start=0&end=100000&step=1',
  'query_range?query=a_total&start=a&end=2&step=1',
  `query_range?query=a_total&start=${NOW_S - 11_000}&end=${NOW_S}&step=1`,
  'series',
  `series?match[]=a_total&${range}`,
  `series?match[]=a_total&limit=1&${range}`,
  'series?match[]={}',
  'series?match[]=a{',
  'series?match[]=a_total&start=abc',
  `series?match[]=a_total&match[]=g&start=${NOW_S - 60}`,
  'labels',
  'labels?match[]=g',
  'labels?limit=1',
  'labels?match[]={',
  'labels?start=abc',
  'label/job/values',
  'label/nope/values',
  'label/job/values?match[]=a_total',
  'label/job/values?limit=1',
  'label/U__job/values',
  'label/a-b/values',
  'label//values',
  'metadata',
  'metadata?limit=abc',
  'metadata?metric=nope',
  `query_exemplars?query=e_total&start=${NOW_S - 100}&end=${NOW_S}`,
  'query_exemplars?query=e_total&start=2&end=1',
  'query_exemplars?query=1',
  'query_exemplars?query=a{',
  'query_exemplars',
  'format_query?query=a%2Bb',
  'format_query?query=a%2B',
  'parse_query',
  'rules',
  'rules?type=abc',
  'alerts',
  'alertmanagers',
  'targets',
  'targets?state=active',
  'targets/metadata',
  'scrape_pools',
  'status/walreplay',
  'status/nope',
  'nope',
  'status/tsdb?limit=0',
  'status/tsdb?limit=abc',
  'admin/tsdb/snapshot',
];

function samples(): Uint8Array {
  const builder = new RemoteWrite1Builder();
  const series = (labels: Record<string, string>, value: (k: number) => number): void => {
    builder.series(labelsFromRecord(labels));
    for (let k = 0; k <= 40; k++) builder.sample((NOW_S - (40 - k) * 15) * 1000, value(k));
  };
  for (const i of [1, 2, 3]) series({ __name__: 'a_total', instance: `i${i}`, job: 'x' }, (k) => k * i);
  series({ __name__: 'g', instance: 'i1', job: 'x' }, (k) => Math.sin(k));
  series({ __name__: 'g', instance: 'i2', job: 'y' }, (k) =>
    k % 5 === 0 ? Number.NaN : k % 7 === 0 ? Infinity : 1e-7 * k,
  );
  for (const [n, le] of ['0.1', '1', '+Inf'].entries())
    series({ __name__: 'h_bucket', le, job: 'x' }, (k) => k * (n + 1));
  builder.series(labelsFromRecord({ __name__: 'e_total', job: 'x' }));
  builder.sample(NOW_S * 1000, 5);
  builder.exemplar({
    labels: labelsFromRecord({ trace_id: 'abc' }),
    value: 0.000_001_234,
    timestampMs: NOW_S * 1000 - 5,
  });
  return compressSnappy(builder.finish());
}

interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

async function ask(url: string, request: string): Promise<Answered> {
  const reply = await fetch(`${url}/api/v1/${request}`);
  const body = await reply.text();
  return {
    status: reply.status,
    type: reply.headers.get('content-type'),
    body: body.startsWith('{"status":"success"') ? tidy(body) : body,
  };
}

/** Instant vectors sorted, and of long fractions what is left when sums are made in another order. */
function tidy(body: string): string {
  const parsed = JSON.parse(body, (_key, value: unknown) =>
    typeof value === 'string' && /^-?\d+\.\d{12,}$/.test(value) ? Number(value).toPrecision(13) : value,
  ) as { data?: { resultType?: string; result: unknown[] } };
  if (parsed.data?.resultType === 'vector')
    parsed.data.result.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return JSON.stringify(parsed);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe.skipIf(!existsSync(program))('the HTTP API as Prometheus 3 (skipped without lab/peers.sh)', () => {
  const stop = new AbortController();
  let gone: Promise<unknown> | undefined;
  let dir: string;
  let theirs: string;
  let ours: TestServer;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-as-prometheus-'));
    writeFileSync(join(dir, 'prometheus.yml'), '');
    const port = await freePort();
    theirs = `http://127.0.0.1:${port}`;
    const args = [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--enable-feature=exemplar-storage',
    ];
    gone = new Promise((resolve) => execFile(program, args, { signal: stop.signal }, resolve));
    while (
      !(await fetch(`${theirs}/-/ready`).then(
        (it) => it.ok,
        () => false,
      ))
    )
      await setTimeout(100);
    ours = await startTestServer({ args: ['--auth', 'off'], clock: { nowMs: NOW_S * 1000 } });
    for (const url of [theirs, ours.url]) {
      await fetch(`${url}/api/v1/write`, {
        method: 'POST',
        headers: remoteWriteHeaders(1),
        body: Uint8Array.from(samples()),
      });
    }
  });
  afterAll(async () => {
    stop.abort();
    await gone;
    await ours.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test.each(requests)('%s', async (request) => {
    const [want, got] = await Promise.all([ask(theirs, request), ask(ours.url, request)]);
    expect(got).toEqual(want);
  });
});
