import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatLabels } from '@binnacle/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CollectingSink } from './collecting-sink.ts';
import { decodeRemoteWrite1 } from './remote-write-1-decoder.ts';
import { negotiateRemoteWrite } from './remote-write-http.ts';
import { decompressSnappy } from './snappy.ts';
import { finishDecoding } from './write-sink.ts';

const protobuf = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const native = readFileSync(new URL('../../../testdata/exposition/prometheus-3.5.pb', import.meta.url));
const text = `# TYPE requests counter
requests_total{path="/"} 7 # {trace_id="abc"} 0.5
# EOF
`;
const installed = spawnSync('prometheus', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'wire-prometheus-'));
const sink = new CollectingSink();
const problems: unknown[] = [];
let server: Server | undefined;
let prometheus: ChildProcess | undefined;

const series = (name: string) => sink.series.filter(({ labels }) => labels.includes(name));
const has = (name: string, what: 'stale' | 'number'): boolean =>
  series(name).some(({ samples }) => samples.some(({ value }) => (value === 'stale') === (what === 'stale')));

/** Everything that the test wants to see has arrived. */
const complete = (): boolean =>
  has('requests_total', 'number') &&
  has('requests_total', 'stale') &&
  series('requests_total').some(({ exemplars }) => exemplars.length > 0) &&
  series('prometheus_http_request_duration_seconds').some(({ histograms }) => histograms.length > 0) &&
  sink.metadataByMetric.has('prometheus_http_request_duration_seconds');

async function receive(request: IncomingMessage, response: ServerResponse, done: () => void): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const negotiated = negotiateRemoteWrite(request.headers['content-type'], request.headers['content-encoding']);
  const unpacked = decompressSnappy(Buffer.concat(chunks));
  if (!unpacked.ok || !negotiated.ok || negotiated.version !== 1) problems.push(negotiated, unpacked);
  else {
    const outcome = finishDecoding(decodeRemoteWrite1(unpacked.bytes, sink));
    if (!outcome.ok || outcome.invalid.length > 0) problems.push(outcome);
  }
  response.writeHead(204).end();
  if (problems.length > 0 || complete()) done();
}

beforeAll(async () => {
  if (!installed) return;
  const done = Promise.withResolvers<void>();
  server = createServer((request, response) => {
    if (request.url === '/write') void receive(request, response, done.resolve).catch(done.reject);
    else if (request.url === '/native') response.writeHead(200, { 'content-type': protobuf }).end(native);
    // The series ends once it has been received.
    else if (has('requests_total', 'number')) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': 'application/openmetrics-text; version=1.0.0' }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: ['/text', '/native'].map((path) => ({
      job_name: path.slice(1),
      metrics_path: path,
      honor_timestamps: false,
      static_configs: [{ targets: [address] }],
    })),
    remote_write: [
      {
        url: `http://${address}/write`,
        send_native_histograms: true,
        send_exemplars: true,
        metadata_config: { send_interval: '1s' },
        queue_config: { batch_send_deadline: '100ms' },
      },
    ],
  };
  const file = join(folder, 'prometheus.yml');
  // YAML is a superset of JSON.
  writeFileSync(file, JSON.stringify(config));
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    '--enable-feature=native-histograms,exemplar-storage',
  ];
  prometheus = spawn('prometheus', args, { stdio: 'ignore' });
  const ended = once(prometheus, 'exit').then(() => done.reject(new Error('Prometheus ended')));
  await done.promise;
  ended.catch(() => {});
});

afterAll(async () => {
  if (prometheus !== undefined && prometheus.exitCode === null) {
    const exited = once(prometheus, 'exit');
    prometheus.kill('SIGKILL');
    await exited;
  }
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!installed)('what a Prometheus writes to us', () => {
  test('decodes without a problem', () => {
    expect(problems).toEqual([]);
  });

  test('has samples, exemplars and the stale marker at the end of a series', () => {
    const [requests] = series('requests_total');
    expect(formatLabels(requests!.labels)).toMatch(
      /^requests_total\{instance="127.0.0.1:\d+", job="text", path="\/"\}$/,
    );
    expect(requests!.samples[0]).toMatchObject({ value: 7 });
    expect(requests!.samples.at(-1)).toMatchObject({ value: 'stale' });
    expect(requests!.exemplars[0]).toMatchObject({ labels: ['trace_id', 'abc'], value: 0.5 });
  });

  test('has native histograms and metadata', () => {
    const seconds = series('prometheus_http_request_duration_seconds').flatMap(({ histograms }) => histograms);
    expect(seconds.some(({ value }) => value.count > 0 && value.positiveBuckets.length > 0)).toBe(true);
    expect(sink.metadataByMetric.get('prometheus_http_request_duration_seconds')).toMatchObject({ type: 'histogram' });
  });
});
