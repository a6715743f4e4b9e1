import { chmodSync, mkdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startBackground, type Background } from './background.ts';
import { until } from './until.ts';
import { kubernetes, kubernetesScript, pki } from './lab.ts';

const program = fileURLToPath(new URL('../../binnacle', import.meta.url));

export interface PodOptions {
  /** Node of the real cluster, from 1; none: the machine itself. */
  readonly node?: number;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly env: Readonly<Record<string, string>>;
  /** A folder of its own, for what a kubelet would mount. */
  readonly folder: string;
}

/**
 * Runs `binnacle` as a pod on the host's network would run: on the node's files, with the token and authority of its service
 * account where a kubelet mounts them, and nothing of this process' environment.
 */
export function startInPod(
  args: readonly string[],
  { node, namespace, serviceAccount, env, folder }: PodOptions,
): Background {
  const account = `${folder}/serviceaccount`;
  mkdirSync(account, { recursive: true });
  writeFileSync(`${account}/token`, kubernetes('token', namespace, serviceAccount).trim());
  writeFileSync(`${account}/ca.crt`, readFileSync(pki('ca.crt')));
  writeFileSync(`${account}/namespace`, namespace);
  // In a mount namespace of its own, so that two pods do not see one another's.
  const script = `${folder}/pod.sh`;
  writeFileSync(
    script,
    `#!/bin/sh
set -eu
mkdir -p /run/secrets
mount -t tmpfs -o mode=755 secrets /run/secrets
mkdir -p /run/secrets/kubernetes.io
cp -r "${account}" /run/secrets/kubernetes.io/serviceaccount
echo $$ >"${folder}/pid"
exec "$@"
`,
  );
  chmodSync(script, 0o755);
  const variables = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '16443', ...env };
  const clean = [
    'env',
    '-i',
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  ];
  const inside = ['unshare', '--mount', '--propagation', 'private', script, ...clean, program, ...args];
  if (node === undefined) return startBackground('unshare', inside.slice(1));
  const entered = startBackground(kubernetesScript, ['enter', String(node), ...inside]);
  return {
    ...entered,
    // The script that entered the node waits for the program, and would leave it behind.
    async end(signal = 'SIGTERM') {
      if (!entered.running()) return;
      process.kill(Number(readFileSync(`${folder}/pid`, 'utf8')), signal);
      await until('the program in the pod has ended', 60_000, () => !entered.running());
    },
  };
}

/** Removes what the pods needed a place for on the machine. */
export const forgetPods = (): void => rmSync('/run/secrets', { recursive: true, force: true });
