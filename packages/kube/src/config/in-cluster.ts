import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { AccessOutcome } from './cluster-access.ts';
import { materialCredentials } from './credentials.ts';

/** Where a kubelet mounts the token, the authority and the namespace of a pod's service account. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InClusterOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
}

/**
 * Access as the service account of the pod that this process runs in. The token's file is read again whenever it changes:
 * kubelets renew it every hour.
 */
export function inClusterAccess({ env, folder = SERVICE_ACCOUNT_FOLDER }: InClusterOptions): AccessOutcome {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '';
  const tokenPath = join(folder, 'token');
  if (host === '' || port === '')
    return {
      ok: false,
      kind: 'absent',
      message: 'not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set',
    };
  if (!existsSync(tokenPath))
    return {
      ok: false,
      kind: 'invalid',
      message: `KUBERNETES_SERVICE_HOST is set, but there is no ${tokenPath}: does the pod have automountServiceAccountToken: false?`,
    };
  const address = isIPv6(host) ? `[${host}]` : host;
  const server = URL.parse(`https://${address}:${port}`);
  if (server === null)
    return {
      ok: false,
      kind: 'invalid',
      message: `not an address: KUBERNETES_SERVICE_HOST=${host}, KUBERNETES_SERVICE_PORT=${port}`,
    };
  const caPath = join(folder, 'ca.crt');
  const namespacePath = join(folder, 'namespace');
  const namespace = existsSync(namespacePath) ? readFileSync(namespacePath, 'utf8').trim() : '';
  return {
    ok: true,
    warnings: [],
    access: {
      server,
      origin: 'service account',
      namespace: namespace === '' ? 'default' : namespace,
      ...(existsSync(caPath) ? { ca: { kind: 'file', path: caPath } as const } : {}),
      insecure: false,
      credentials: materialCredentials(`token file ${tokenPath}`, { token: { kind: 'file', path: tokenPath } }),
    },
  };
}
