import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { findProgram } from '../e2e/support/programs.ts';
import { freePorts } from '../e2e/support/ports.ts';

/** A system under measurement, started on a folder of its own. */
export interface System {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly writeUrl: string;
  /** Tells whether it lives. */
  readonly healthUrl: string;
  /** CPU seconds that the process has used so far, all threads. */
  cpuSeconds(): number;
  residentBytes(): number;
  /** The most that was resident since the start. */
  peakBytes(): number;
  /** Resolves when what it does by itself after a start, or after much work, is done. */
  rest(): Promise<void>;
  /** Makes what was written visible to queries (for engines that hide the newest samples). */
  settle(): Promise<void>;
  /** Bytes below the data folder. */
  diskBytes(): number;
  /** Ends it (with SIGTERM, or at once) and starts it again; resolves to the milliseconds until it answers a query. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<number>;
  stop(): Promise<void>;
}

interface Recipe {
  readonly name: string;
  readonly version: () => string;
  readonly command: (dir: string, port: number) => readonly string[];
  readonly writePath: string;
  readonly readyPath: string;
  readonly healthPath: string;
  readonly settle?: (url: string) => Promise<void>;
  /** The part of the folder that holds samples and index, where caches lie beside them. */
  readonly dataFolder?: string;
}

const lab = process.env['LAB'] ?? join(tmpdir(), 'lab');
export const peer = (packageName: string, program: string): string | undefined => {
  const unpacked = join(lab, 'peers', packageName, 'usr/bin', program);
  return existsSync(unpacked) ? unpacked : findProgram(program);
};
export const versionOf = (packageName: string): string => {
  try {
    return readFileSync(join(lab, 'peers', packageName, 'VERSION'), 'utf8').trim();
  } catch {
    return 'of the PATH';
  }
};

/** The systems that this machine can run; a missing peer is left out, and the caller says so. */
export function recipes(): Recipe[] {
  const binnacle = fileURLToPath(new URL('../binnacle', import.meta.url));
  const list: Recipe[] = [
    {
      name: 'Binnacle',
      version: () =>
        (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version,
      // prettier-ignore
      command: (dir, port) => [binnacle, 'server', '--auth', 'off', '--listen', `127.0.0.1:${port}`, '--data-dir', dir],
      writePath: '/api/v1/write',
      readyPath: '/-/ready',
      healthPath: '/-/healthy',
    },
  ];
  const victoria = peer('victoria-metrics', 'victoria-metrics');
  if (victoria !== undefined) {
    list.push({
      name: 'VictoriaMetrics',
      version: () => versionOf('victoria-metrics'),
      // prettier-ignore
      command: (dir, port) => [victoria, `-storageDataPath=${dir}`, `-httpListenAddr=127.0.0.1:${port}`, '-search.latencyOffset=0s', '-retentionPeriod=100y', '-loggerLevel=ERROR'],
      writePath: '/api/v1/write',
      readyPath: '/health',
      healthPath: '/health',
      dataFolder: 'data',
      async settle(url) {
        await wait(1000);
        await fetch(`${url}/internal/force_flush`);
      },
    });
  }
  const prometheus = peer('prometheus', 'prometheus');
  if (prometheus !== undefined) {
    list.push({
      name: 'Prometheus',
      version: () => versionOf('prometheus'),
      command: (dir, port) => {
        const config = `${dir}.yml`;
        writeFileSync(config, 'global: {}\n');
        // prettier-ignore
        return [prometheus, `--config.file=${config}`, `--storage.tsdb.path=${dir}`, `--web.listen-address=127.0.0.1:${port}`, '--web.enable-remote-write-receiver', '--log.level=error', '--storage.tsdb.retention.time=100y'];
      },
      writePath: '/api/v1/write',
      readyPath: '/-/ready',
      healthPath: '/-/healthy',
    });
  }
  return list;
}

const ticksPerSecond = 100;
/** A system rests when it has used less than this in a second; who never does is not waited for any longer. */
const REST_CPU_SECONDS = 0.03;
const MAX_REST_SECONDS = 20;

function folderSize(dir: string): number {
  let total = 0;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) total += folderSize(path);
    // Blocks in use: sparse and preallocated files are not what the data needs.
    else total += statSync(path).blocks * 512;
  }
  return total;
}

export interface StartOptions {
  /** What its environment has beside ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ctrl-C is for the benchmark alone, which ends the system; else it ends both. */
  readonly ownGroup?: boolean;
}

export async function startSystem(
  recipe: Recipe,
  parent: string,
  { env = {}, ownGroup = false }: StartOptions = {},
): Promise<System> {
  const dir = join(parent, recipe.name.toLowerCase());
  mkdirSync(dir, { recursive: true });
  const [port] = (await freePorts(1)) as [number];
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  const start = async (): Promise<number> => {
    const [program, ...args] = recipe.command(dir, port) as [string, ...string[]];
    const startedAt = performance.now();
    child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
      detached: ownGroup,
    });
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${recipe.name} ended with ${child.exitCode}`);
      const ok = await fetch(url + recipe.readyPath).then(
        async (reply) => reply.ok && (await fetch(`${url}/api/v1/query?query=1`)).ok,
        () => false,
      );
      if (ok) return performance.now() - startedAt;
      await wait(5);
    }
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const cpuSeconds = (): number => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  };
  const statusBytes = (field: string): number => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN) * 1024;
  };
  await start();
  return {
    name: recipe.name,
    version: recipe.version(),
    url,
    writeUrl: url + recipe.writePath,
    healthUrl: url + recipe.healthPath,
    cpuSeconds,
    async rest() {
      for (let second = 0; second < MAX_REST_SECONDS; second++) {
        const before = cpuSeconds();
        await wait(1000);
        if (cpuSeconds() - before < REST_CPU_SECONDS) return;
      }
    },
    residentBytes: () => statusBytes('VmRSS'),
    peakBytes: () => statusBytes('VmHWM'),
    settle: () => recipe.settle?.(url) ?? Promise.resolve(),
    diskBytes: () => folderSize(join(dir, recipe.dataFolder ?? '')),
    async restart(signal) {
      await end(signal);
      return await start();
    },
    async stop() {
      await end('SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
