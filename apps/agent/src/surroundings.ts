import { existsSync } from 'node:fs';
import { CriClient, EngineClient, parseEngineAddress } from '@binnacle/collectors';
import { findClusterAccess, KubeClient } from '@binnacle/kube';
import { CRI_SOCKETS, DOCKER_SOCKETS } from './collect/runtime-sockets.ts';
import type { Environment } from './config/read-environment.ts';

/** Something that an agent on this machine would collect, or why it would not. */
export interface Surrounding {
  readonly kind: 'host' | 'docker' | 'cri' | 'kubernetes';
  readonly isUsable: boolean;
  /** For people: what it is and where, or what is wrong with it. */
  readonly text: string;
}

export interface SurroundingsOptions {
  readonly env: Environment;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly dockerSockets?: readonly string[];
  readonly criSockets?: readonly string[];
}

const LOOK_MS = 3_000;

/** What there is on this machine for an agent to collect. Nothing is started and nothing is changed. */
export async function lookAround(options: SurroundingsOptions): Promise<readonly Surrounding[]> {
  const found = await Promise.all([findDocker(options), findCri(options), findKubernetes(options)]);
  const host: Surrounding[] = existsSync('/proc/stat')
    ? [{ kind: 'host', isUsable: true, text: 'this machine: CPU, memory, disks, network' }]
    : [];
  return [...host, ...found.filter((it) => it !== undefined)];
}

async function findDocker({ dockerSockets = DOCKER_SOCKETS }: SurroundingsOptions): Promise<Surrounding | undefined> {
  const socket = dockerSockets.find((path) => existsSync(path));
  const parsed = socket === undefined ? undefined : parseEngineAddress(`unix://${socket}`);
  if (parsed === undefined || !parsed.ok) return undefined;
  const client = new EngineClient(parsed.address);
  const connection = await client.connect(AbortSignal.timeout(LOOK_MS));
  client.close();
  if (!connection.ok) {
    const advice = connection.advice === undefined ? '' : `. ${connection.advice}`;
    return { kind: 'docker', isUsable: false, text: `Docker does not answer: ${connection.reason}${advice}` };
  }
  const { runtime, version } = connection.engine;
  const name = runtime === 'podman' ? 'podman' : 'Docker';
  return { kind: 'docker', isUsable: true, text: `${name} ${version} at ${client.address}` };
}

async function findCri({ criSockets = CRI_SOCKETS }: SurroundingsOptions): Promise<Surrounding | undefined> {
  const socket = criSockets.find((path) => existsSync(path));
  if (socket === undefined) return undefined;
  const client = new CriClient(socket);
  const connection = await client.connect(AbortSignal.timeout(LOOK_MS));
  client.close();
  // Docker's own containerd has a socket too, behind which nobody speaks CRI: that is nothing to be told of.
  if (connection.kind !== 'ok') return undefined;
  const { name, version } = connection.value;
  return { kind: 'cri', isUsable: true, text: `${name} ${version} at ${client.address}` };
}

async function findKubernetes({ env, kubeconfig, context }: SurroundingsOptions): Promise<Surrounding | undefined> {
  const found = findClusterAccess({
    env,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  if (!found.ok) {
    if (found.kind === 'absent') return undefined;
    return { kind: 'kubernetes', isUsable: false, text: `a kubeconfig that cannot be used: ${found.message}` };
  }
  const { origin, server } = found.access;
  const client = new KubeClient({ access: found.access });
  const version = await client.json({ method: 'GET', path: '/version', timeoutMs: LOOK_MS });
  client.close();
  if (!version.ok) {
    const text = `a kubeconfig whose cluster does not answer (${origin}): ${version.failure.message}`;
    return { kind: 'kubernetes', isUsable: false, text };
  }
  const release = (version.value as { readonly gitVersion?: unknown } | null)?.gitVersion;
  const name = typeof release === 'string' ? `Kubernetes ${release}` : 'Kubernetes';
  return { kind: 'kubernetes', isUsable: true, text: `${name} at ${server.origin} (${origin})` };
}
