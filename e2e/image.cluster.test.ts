import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn } from './compat/sign-in.ts';
import { hasLab, labFolder, labScript } from './support/lab.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { query, type ResultSeries } from './support/query.ts';
import { until } from './support/until.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'binnacle-image-'));
const bases = join(labFolder, 'images/binnacle');
const IMAGE = 'binnacle:0.1.0';
const PROJECT = 'binnacle-test';
const missing = hasLab ? missingPrograms('debootstrap', 'npm') : ['the lab'];
const skip = missing.length > 0;

const engine = `${labFolder}/docker`;
const env = {
  ...process.env,
  DOCKER_HOST: `unix://${engine}/docker.sock`,
  // The client's plugins: compose and buildx.
  DOCKER_CONFIG: join(folder, 'docker'),
  DOCKER_BUILDKIT: '1',
};
const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
const client = join(labFolder, 'peers/docker-cli/usr/bin/docker');
const docker = (...args: readonly string[]): string => run(client, ...args);
const project = ['-p', PROJECT, '--project-directory', folder];
const files = ['-f', join(root, 'docker-compose.yaml'), '-f', join(folder, 'override.yaml')];
const compose = (...args: readonly string[]): string => docker('compose', ...project, ...files, ...args);

/** What differs from the file on a machine of tests: a port of its own, another socket of Docker, a root that is no shared mount. */
const overrideFor = (port: number): string => `
services:
  server:
    ports: !override ['127.0.0.1:${port}:9630']
  agent:
    environment:
      BINNACLE_SERVER_URL: http://127.0.0.1:${port}
      BINNACLE_CONTAINER_DOCKER: unix:///docker/docker.sock
    volumes: !override
      - queue:/queue
      - token:/token:ro
      - ./binnacle.d:/etc/binnacle/conf.d:ro
      - /proc:/host/proc:ro
      - /sys:/host/sys:ro
      - /:/host/root:ro
      - ${engine}:/docker:ro
`;

/** Settings of npm and authorities of this machine, where it has any: secrets of the build, which no layer keeps. */
function secrets(): readonly string[] {
  const sources = { npmrc: join(homedir(), '.npmrc'), ca: '/etc/ssl/certs/ca-certificates.crt' };
  return Object.entries(sources).flatMap(([id, path]) =>
    existsSync(path) ? ['--secret', `id=${id},src=${path}`] : [],
  );
}

interface Inspected {
  readonly Config: { readonly User: string; readonly Healthcheck?: { readonly Test: readonly string[] } };
  readonly HostConfig: { readonly ReadonlyRootfs: boolean; readonly CapDrop: readonly string[] };
  readonly State: { readonly Running: boolean; readonly Health?: { readonly Status: string } };
}
const inspect = (name: string): Inspected =>
  (JSON.parse(docker('inspect', `${PROJECT}-${name}-1`)) as readonly Inspected[])[0]!;

/** Runs a line of JavaScript in a running container, which has no shell. */
const inside = (name: string, code: string): string =>
  docker('exec', `${PROJECT}-${name}-1`, '/usr/local/bin/node', '-p', code).trim();

describe.skipIf(skip)(`the image and docker-compose.yaml${skip ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  let url = '';
  let readToken = '';
  const seen = (promql: string): Promise<readonly ResultSeries[]> =>
    until(promql, 120_000, async () => {
      const answer = await query(url, promql, { token: readToken });
      return answer.length > 0 ? answer : undefined;
    });

  beforeAll(async () => {
    run(labScript('docker.sh'), 'up');
    run(labScript('peers.sh'), 'docker-cli', 'docker-buildx', 'docker-compose');
    mkdirSync(join(folder, 'docker/cli-plugins'), { recursive: true });
    mkdirSync(join(folder, 'binnacle.d'));
    for (const plugin of ['docker-buildx', 'docker-compose']) {
      const program = join(labFolder, 'peers', plugin, 'usr/libexec/docker/cli-plugins', plugin);
      symlinkSync(program, join(folder, 'docker/cli-plugins', plugin));
    }
    run(join(root, 'e2e/cluster/base-images.sh'), bases, process.execPath);
    docker('import', join(bases, 'node.tar'), 'lab.local/node:26');
    docker('import', '--change', 'USER 65532:65532', join(bases, 'runtime.tar'), 'lab.local/cc:12');
    const build = ['build', '--network', 'host', '--allow', 'network.host', '--tag', IMAGE];
    const images = ['--build-arg', 'NODE_IMAGE=lab.local/node:26', '--build-arg', 'RUNTIME_IMAGE=lab.local/cc:12'];
    docker(...build, ...images, ...secrets(), root);

    const [port = 0] = await freePorts(1);
    writeFileSync(join(folder, 'override.yaml'), overrideFor(port));
    url = `http://127.0.0.1:${port}`;
    compose('up', '--detach', '--no-build');
    readToken = (await signIn({ url, output: () => compose('logs', 'server') })).read;
  });

  afterAll(() => {
    if (skip) return;
    if (existsSync(join(folder, 'override.yaml'))) composeDown();
    engineDown();
    rmSync(folder, { recursive: true, force: true });
  });
  /** Who was on the network of the machine leaves a mount behind, which ends with the engine alone. */
  const engineDown = (): void => {
    try {
      run(labScript('docker.sh'), 'down');
    } catch {
      run('umount', `${engine}/exec/netns/default`);
      run(labScript('docker.sh'), 'down');
    }
  };
  const composeDown = (): void => {
    try {
      compose('down', '--volumes', '--timeout', '10');
    } catch (error) {
      console.error(error);
    }
  };

  test('the image runs as nobody, on a read-only root, and holds neither shell nor npm nor secrets of the build', () => {
    const [{ Config }] = JSON.parse(docker('inspect', IMAGE)) as [Inspected];
    expect(Config.User).toBe('65532:65532');
    const alone = ['run', '--rm', '--read-only', '--network', 'none', '--cap-drop', 'ALL'];
    expect(docker(...alone, IMAGE, '--help')).toContain('Usage: binnacle COMMAND');
    for (const program of ['/bin/sh', '/usr/local/bin/npm']) {
      const tried = spawnSync(client, [...alone, '--entrypoint', program, IMAGE], { env, encoding: 'utf8' });
      expect(`${tried.stdout}${tried.stderr}`, program).toMatch(/no such file/i);
    }
    const code =
      "['/root/.npmrc', '/run/secrets/ca', '/app/node_modules/vite'].filter((it) => fs.existsSync(it)).join()";
    expect(docker(...alone, '--entrypoint', '/usr/local/bin/node', IMAGE, '-p', code).trim()).toBe('');
  });

  test('both services run with a read-only root and without capabilities; the server’s health check passes', async () => {
    for (const name of ['server', 'agent']) {
      expect(inspect(name).HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'] });
      expect(inside(name, "try { fs.writeFileSync('/app/x', ''); 'written' } catch (error) { error.code }")).toBe(
        'EROFS',
      );
    }
    expect(inside('server', 'process.getuid()')).toBe('65532');
    expect(inspect('server').Config.Healthcheck?.Test.join(' ')).toContain('/-/ready');
    await until('the server is healthy', 60_000, () => inspect('server').State.Health?.Status === 'healthy');
    expect(inspect('agent').State.Running).toBe(true);
  });

  test('the agent of the file sends the machine and the containers to the server of the file', async () => {
    const [memory] = await seen('node_memory_MemTotal_bytes');
    expect(Number(memory!.values[0]![1])).toBeGreaterThan(2 ** 28);
    const containers = await seen(`container_last_seen{name=~"${PROJECT}-.*"}`);
    expect(new Set(containers.map(({ metric }) => metric['name']))).toContain(`${PROJECT}-server-1`);
    // A query of some length goes to the threads, which start without privileges, too.
    await seen(`rate(container_cpu_usage_seconds_total{name="${PROJECT}-server-1"}[5m]) > 0`);
    expect(compose('logs', 'server')).not.toMatch(/ error /i);
  });
});
