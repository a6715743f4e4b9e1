import { delimiter, join } from 'node:path';
import { systemClock, type Clock } from '../clock.ts';
import type { AccessOutcome } from './cluster-access.ts';
import { inClusterAccess } from './in-cluster.ts';
import { kubeconfigAccess } from './kubeconfig-access.ts';
import { readKubeconfig } from './kubeconfig-file.ts';

export interface FindAccessOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file that somebody named: nothing else is looked at. */
  readonly kubeconfig?: string;
  /** Of the kubeconfig; the current one where undefined. */
  readonly context?: string;
  /** Where a service account is mounted; only tests have another one. */
  readonly serviceAccountFolder?: string;
  readonly clock?: Clock;
  /** A credential plugin that takes longer is ended. */
  readonly execTimeoutMs?: number;
}

/**
 * Finds the API server: the kubeconfig that was named, else the files in KUBECONFIG, else the service account of the pod,
 * else `~/.kube/config`.
 */
export function findClusterAccess(options: FindAccessOptions): AccessOutcome {
  const { env, context } = options;
  const exec = { clock: options.clock ?? systemClock, timeoutMs: options.execTimeoutMs ?? 60_000, env };
  const fromFiles = (paths: readonly string[], required: boolean): AccessOutcome => {
    const read = readKubeconfig(paths, required);
    return read.ok ? kubeconfigAccess(read.config, context, exec) : read;
  };
  if (options.kubeconfig !== undefined) return fromFiles([options.kubeconfig], true);
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return fromFiles(listed, false);
  const folder = options.serviceAccountFolder;
  const inCluster = inClusterAccess({ env, ...(folder === undefined ? {} : { folder }) });
  if (inCluster.ok || inCluster.kind === 'invalid') return inCluster;
  const home = env['HOME'] ?? '';
  if (home === '') return inCluster;
  const own = fromFiles([join(home, '.kube/config')], false);
  if (own.ok || own.kind === 'invalid') return own;
  return { ok: false, kind: 'absent', message: `${inCluster.message}; ${own.message}` };
}
