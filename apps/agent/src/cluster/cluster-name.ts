import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, type KubeClient } from '@binnacle/kube';
import type { Clock } from '../scrape/schedule.ts';

/** The part of the uid that is shown: enough to tell clusters apart. */
const UID_LETTERS = 8;
/** What kubeadm calls every cluster that nobody gave a name. */
const KUBEADM_DEFAULT = 'kubernetes';
const REQUEST_MS = 5_000;
const RETRY_MS = 2_000;

/**
 * The identity of a cluster that nobody named: the name that kubeadm was given, where its configuration may be read, else the
 * beginning of the uid of the namespace `kube-system`, which is as old as the cluster.
 *
 * @returns undefined where the API server does not say
 */
export async function readClusterName(client: KubeClient, signal: AbortSignal): Promise<string | undefined> {
  const options = { signal, timeoutMs: REQUEST_MS };
  const path = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config';
  const kubeadm = await client.json({ method: 'GET', path, ...options });
  const name = kubeadm.ok ? kubeadmName(kubeadm.value) : undefined;
  if (name !== undefined) return name;
  // A list, because lists are what the agent has the right to.
  const query = { fieldSelector: 'metadata.name=kube-system' };
  const list = await client.json({ method: 'GET', path: '/api/v1/namespaces', query, ...options });
  const uid = list.ok ? textAt(textAtFirst(list.value), 'metadata', 'uid') : undefined;
  return uid === undefined ? undefined : `k8s-${uid.replaceAll('-', '').slice(0, UID_LETTERS)}`;
}

const FILE = 'cluster-name';

/**
 * The name of the cluster, waited for as long as `limitMs`: samples under a wrong name cannot be put right later. Where the API
 * server does not answer it is the name of the last run.
 */
export async function awaitClusterName(
  client: KubeClient,
  dataDir: string,
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const endMs = clock.nowMs() + limitMs;
  for (;;) {
    const name = await readClusterName(client, signal);
    if (name !== undefined) {
      writeFileSync(join(dataDir, FILE), name, { mode: 0o600 });
      return name;
    }
    if (signal.aborted || clock.nowMs() >= endMs) return lastKnown(dataDir);
    await pause(clock, RETRY_MS, signal);
  }
}

function lastKnown(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, FILE), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The name in kubeadm's YAML, without the YAML library: the key stands at the beginning of a line. */
function kubeadmName(configMap: unknown): string | undefined {
  const yaml = textAt(configMap, 'data', 'ClusterConfiguration');
  const name = yaml === undefined ? undefined : /^clusterName:\s*["']?([^"'#\s]+)/m.exec(yaml)?.[1];
  return name === KUBEADM_DEFAULT ? undefined : name;
}

const textAtFirst = (list: unknown): unknown => {
  const items = at(list, 'items');
  return Array.isArray(items) ? items[0] : undefined;
};

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce(at, value);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
