import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { labelsFromRecord, labelsKey } from '@binnacle/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatNumber } from './format-number.ts';
import { parseExposition } from './parse-exposition.ts';
import { createRegistry } from './registry.ts';

const corpus = new URL('../../../testdata/exposition/', import.meta.url);
const protobuf = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const files = [
  { name: 'etcd-3.4.23.prom', type: 'text/plain; version=0.0.4' },
  { name: 'node-exporter-1.5.0.prom', type: 'text/plain; version=0.0.4' },
  { name: 'all-types.om.txt', type: 'application/openmetrics-text; version=1.0.0; charset=utf-8' },
  { name: 'prometheus-3.5.pb', type: protobuf },
];
const installed = ['prometheus', 'promtool'].every((name) => spawnSync(name, ['--version']).status === 0);
const folder = mkdtempSync(join(tmpdir(), 'exposition-prometheus-'));
let target: Server | undefined;
let prometheus: ChildProcess | undefined;
let url = '';

/** Serves the files, and waits until each has been asked for twice: then the first answer is in the database. */
async function serveFiles(): Promise<{ readonly address: string; readonly scrapedTwice: Promise<void> }> {
  const requests = files.map(() => 0);
  const done = Promise.withResolvers<void>();
  target = createServer((request, response) => {
    const index = Number(request.url?.slice(1));
    requests[index] = (requests[index] ?? 0) + 1;
    if (requests.every((count) => count >= 2)) done.resolve();
    response.writeHead(200, { 'content-type': files[index]!.type });
    response.end(readFileSync(new URL(files[index]!.name, corpus)));
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  return { address: `127.0.0.1:${(target.address() as AddressInfo).port}`, scrapedTwice: done.promise };
}

beforeAll(async () => {
  if (!installed) return;
  const { address, scrapedTwice } = await serveFiles();
  const jobs = files.map((_, i) => ({
    job_name: `j${i}`,
    metrics_path: `/${i}`,
    honor_timestamps: false,
    static_configs: [{ targets: [address] }],
  }));
  const config = join(folder, 'prometheus.yml');
  // YAML is a superset of JSON.
  writeFileSync(
    config,
    JSON.stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: jobs }),
  );
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const listen = `127.0.0.1:${(free.address() as AddressInfo).port}`;
  free.close();
  await once(free, 'close');
  url = `http://${listen}`;
  prometheus = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${listen}`,
      '--enable-feature=native-histograms',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // Its log must be read, or the pipe fills up; and it ends when the program does.
  const log = createInterface({ input: prometheus.stderr! });
  const ended = once(prometheus, 'exit').then(() => {
    throw new Error('Prometheus ended');
  });
  log.on('line', () => {});
  await Promise.race([scrapedTwice, ended]);
  ended.catch(() => {});
});

afterAll(async () => {
  if (prometheus !== undefined && prometheus.exitCode === null) {
    const exited = once(prometheus, 'exit');
    prometheus.kill('SIGKILL');
    await exited;
  }
  target?.closeAllConnections();
  target?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly histogram?: readonly [number, { readonly count: string; readonly sum: string }];
}

/** What the server has of a job, by label set without the labels of the target. */
async function storedBy(job: string): Promise<Map<string, string>> {
  const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(`{job="${job}"}`)}`);
  const { data } = (await reply.json()) as { readonly data: { readonly result: readonly QueryResult[] } };
  const series = new Map<string, string>();
  for (const { metric, value, histogram } of data.result) {
    const { job: _job, instance: _instance, ...labels } = metric;
    if (/^(up$|scrape_)/.test(labels['__name__'] ?? '')) continue;
    const shown = histogram === undefined ? value![1] : `${histogram[1].count} ${histogram[1].sum}`;
    series.set(
      labelsKey(labelsFromRecord(labels)),
      shown.includes('Inf') ? shown : shown.split(' ').map(Number).join(' '),
    );
  }
  return series;
}

describe.skipIf(!installed)('compared with Prometheus', () => {
  test.each(files.map(({ name, type }, i) => ({ name, type, job: `j${i}` })))(
    '$name: the same series and values',
    async ({ name, type, job }) => {
      const outcome = parseExposition(readFileSync(new URL(name, corpus)), type, { classicHistograms: 'fallback' });
      if (!outcome.ok) throw new Error(outcome.problem.message);
      const ours = new Map<string, string>();
      for (const { labels, value, histogram } of outcome.families.flatMap(({ samples }) => samples)) {
        const number = Number.isFinite(value) ? String(value) : formatNumber(value);
        ours.set(labelsKey(labels), histogram === undefined ? number : `${histogram.count} ${histogram.sum}`);
      }
      const theirs = await storedBy(job);
      // Start timestamps are series there.
      for (const key of theirs.keys()) if (/_created(\uDC00|$)/.test(key)) theirs.delete(key);
      expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
      expect(ours.size).toBeGreaterThan(10);
    },
  );

  test('promtool finds nothing wrong with what a registry exposes', () => {
    const registry = createRegistry();
    registry.counter('requests_total', 'Requests "answered".').inc({ path: 'C:\\\n"x"' });
    registry.gauge('queue_bytes', 'Bytes waiting.').set(1e-7);
    registry.histogram('request_seconds', 'Time to answer.', [0.1, 1]).observe(3);
    const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
      input: registry.expose(undefined).body,
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });
});
