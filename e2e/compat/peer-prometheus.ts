import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackground } from '../support/background.ts';
import type { RunningServer } from '../support/binnacle.ts';
import { findProgram } from '../support/programs.ts';
import { until } from '../support/until.ts';

const unpacked = join(process.env['LAB'] ?? join(tmpdir(), 'lab'), 'peers/prometheus/usr/bin/prometheus');

/**
 * A Prometheus to compare with: the one that lies unpacked in the lab folder, else the machine's own. Before version 3, ranges
 * included their start, so such a one does not count.
 */
export function findPrometheus(): string | undefined {
  for (const path of [existsSync(unpacked) ? unpacked : undefined, findProgram('prometheus')]) {
    if (path === undefined) continue;
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' });
    if (Number(/version (\d+)\./.exec(version)?.[1]) >= 3) return path;
  }
  return undefined;
}

/** What Binnacle always has and Prometheus 3.5 has to be asked for. */
export const PEER_FEATURES = [
  'promql-experimental-functions',
  'promql-delayed-name-removal',
  'promql-duration-expr',
  'promql-per-step-stats',
  'native-histograms',
  'exemplar-storage',
] as const;

/** Starts a Prometheus that scrapes nothing and takes remote write. */
export async function startPrometheus(
  program: string,
  port: number,
  dir: string,
  features: readonly string[],
): Promise<RunningServer> {
  mkdirSync(dir, { recursive: true });
  const config = join(dir, 'prometheus.yml');
  writeFileSync(config, 'storage: { tsdb: { out_of_order_time_window: 1w } }\n');
  const url = `http://127.0.0.1:${port}`;
  const peer = startBackground(program, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    '--storage.tsdb.retention.time=100y',
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    `--enable-feature=${features.join(',')}`,
  ]);
  await until(`Prometheus on ${url} ready`, 30_000, async () => {
    if (!peer.running()) throw new Error(`Prometheus ended:\n${peer.output()}`);
    return (await fetch(`${url}/-/ready`)).ok;
  }).catch(async (error: unknown) => {
    await peer.end('SIGKILL');
    throw error;
  });
  return { ...peer, url };
}
