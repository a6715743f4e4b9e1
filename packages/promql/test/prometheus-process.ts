import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compressSnappy, RemoteWrite2Builder, remoteWriteHeaders } from '@binnacle/wire';
import type { LoadedSample, LoadedSeries } from '../src/testscript/script-target.ts';

/** Where a Prometheus may be: as BINNACLE_PROMETHEUS says, else as the laboratory unpacks it. */
export const prometheusBinary = [
  process.env['BINNACLE_PROMETHEUS'],
  join(process.env['LAB'] ?? '/tmp/lab', 'peers/prometheus/usr/bin/prometheus'),
].find((path) => path !== undefined && existsSync(path));

export interface PrometheusAnswer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: readonly unknown[] };
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/** A Prometheus that scrapes nothing and takes what is written to it. */
export interface PrometheusProcess {
  write(series: readonly LoadedSeries[]): Promise<void>;
  ask(route: 'query' | 'query_range', params: Record<string, string>): Promise<PrometheusAnswer>;
  stop(): Promise<void>;
}

export async function startPrometheus(binary: string): Promise<PrometheusProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'binnacle-prometheus-'));
  const port = await freePort();
  await writeFile(join(dir, 'prometheus.yml'), 'scrape_configs: []\n');
  const child = spawn(
    binary,
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--enable-feature=native-histograms,promql-experimental-functions,promql-delayed-name-removal',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const lines = createInterface(child.stderr);
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.includes('Server is ready') && resolve());
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${binary} ended with ${code} before it was ready`)));
  });
  const base = `http://127.0.0.1:${port}/api/v1`;
  return {
    async write(series) {
      for (const body of writeRequests(series)) {
        const answer = await fetch(`${base}/write`, { method: 'POST', headers: { ...remoteWriteHeaders(2) }, body });
        if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
      }
    },
    async ask(route, params) {
      const answer = await fetch(`${base}/${route}`, { method: 'POST', body: new URLSearchParams(params) });
      return (await answer.json()) as PrometheusAnswer;
    },
    async stop() {
      child.kill();
      await exited;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/**
 * Prometheus stores all floats of a request before its histograms, and so would refuse histograms older than a float of
 * the same series (and a stale marker is either): the first request has the first stretch of one kind of each series, the
 * second the second, and so on.
 */
function* writeRequests(all: readonly LoadedSeries[]): Generator<Uint8Array<ArrayBuffer>> {
  const stretches = all.map(({ samples }) => stretchesOf(samples));
  for (let i = 0; stretches.some((of) => i < of.length); i++) {
    const builder = new RemoteWrite2Builder();
    all.forEach(({ labels }, s) => {
      const samples = stretches[s]![i];
      if (samples === undefined) return;
      builder.series(labels);
      for (const { t, value } of samples) {
        if (value === 'stale') builder.staleMarker(t);
        else if (typeof value === 'number') builder.sample(t, value, 0);
        else builder.histogram(t, value, 0);
      }
    });
    yield Uint8Array.from(compressSnappy(builder.finish()));
  }
}

function stretchesOf(samples: readonly LoadedSample[]): LoadedSample[][] {
  const stretches: LoadedSample[][] = [];
  let kind: string | undefined;
  for (const sample of samples) {
    if (typeof sample.value !== kind) stretches.push([]);
    kind = typeof sample.value;
    stretches.at(-1)!.push(sample);
  }
  return stretches;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
