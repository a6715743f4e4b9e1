import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** As BINNACLE_PROMETHEUS says, else as the laboratory unpacks it, else Debian's (which knows no Kubernetes). */
export const [prometheusBinary] = [
  process.env['BINNACLE_PROMETHEUS'],
  join(process.env['LAB'] ?? '/tmp/lab', 'peers/prometheus/usr/bin/prometheus'),
  'prometheus',
].filter((path) => path !== undefined && spawnSync(path, ['--version']).status === 0);

export const isCurrentPrometheus = / version 3\./.test(
  String(spawnSync(prometheusBinary ?? 'true', ['--version']).stdout),
);

export interface RunningPrometheus {
  /** Holds its configuration, `prometheus.yml`. */
  readonly folder: string;
  readonly config: string;
  /** `data` of an answer of its API. */
  ask(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a Prometheus with this configuration. @param prepare  puts further files into its folder first */
export async function startPrometheus(
  yaml: string,
  prepare: (folder: string) => void = () => {},
): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-prometheus-'));
  const config = join(folder, 'prometheus.yml');
  prepare(folder);
  writeFileSync(config, yaml);
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  const process = spawn(
    prometheusBinary!,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...(isCurrentPrometheus ? [] : ['--enable-feature=no-default-scrape-port']),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const closed = once(process, 'close');
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface(process.stderr).on('line', (line) => {
      said.push(line);
      if (line.includes('Server is ready')) resolve();
    });
    process.on('error', reject);
    process.on('close', (code) => reject(new Error(`Prometheus ended with ${code}: ${said.slice(-3).join('; ')}`)));
  });
  return {
    folder,
    config,
    ask: async (path) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
      return ((await answer.json()) as { data: unknown }).data;
    },
    stop: async () => {
      process.kill();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
