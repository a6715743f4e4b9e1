import { findClusterAccess, materialCredentials, type ClusterAccess } from '@binnacle/kube';
import { problemAt, type Problem } from '../config/problem.ts';
import type { Environment } from '../config/read-environment.ts';
import type { ContainerOptions } from '../inputs/local-inputs.ts';
import type { LocalSettings } from '../collect/local-settings.ts';

export type ClusterFound =
  | {
      readonly kind: 'found';
      readonly access: ClusterAccess;
      /** The agent runs as a pod of this cluster, with rights that were made for it. */
      readonly isPod: boolean;
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly problem: Problem };

export interface FindClusterParts {
  readonly env: Environment;
  /** Only tests have another one than a pod. */
  readonly serviceAccountFolder?: string;
}

/**
 * Which cluster the agent is to look at: the kubeconfig that was named, else that of the environment, else the pod's own
 * cluster, else what `container.conf` names. `~/.kube/config` only with `kubernetes on`: that one was made for a person.
 */
export function findCluster(settings: LocalSettings['kubernetes'], parts: FindClusterParts): ClusterFound {
  const { env, serviceAccountFolder } = parts;
  if (settings.mode === 'off') return { kind: 'none' };
  const { kubeconfig, context, mode, access } = settings;
  const found = findClusterAccess({
    env: mode === 'on' ? env : { ...env, HOME: undefined },
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(serviceAccountFolder === undefined ? {} : { serviceAccountFolder }),
  });
  if (found.ok) {
    const problems = found.warnings.map((message) => problemAt({}, 'warning', 'tls_unverified', message));
    return { kind: 'found', access: found.access, isPod: found.access.origin === 'service account', problems };
  }
  if (found.kind === 'absent' && access !== undefined) return fromContainerConf(access);
  if (found.kind === 'absent' && mode === 'auto') return { kind: 'none' };
  const advice = 'Name a kubeconfig in kubernetes.kubeconfig, or set kubernetes to off';
  return { kind: 'invalid', problem: problemAt({ key: 'kubernetes' }, 'error', 'no_cluster', found.message, advice) };
}

/** `kubernetes_url` and what goes with it, in the reference agent's order: token file, token, certificate. */
function fromContainerConf(options: ContainerOptions): ClusterFound {
  const { kubernetes_url: url, bearer_token: file, bearer_token_string: token } = options;
  const invalid = (message: string): ClusterFound => ({
    kind: 'invalid',
    problem: problemAt({ key: 'inputs.container.kubernetes_url' }, 'error', 'no_cluster', message),
  });
  const server = URL.parse(url);
  if (server === null || !/^https?:$/.test(server.protocol)) return invalid(`not an http or https address: ${url}`);
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(server.hostname);
  const hasSecret = file !== '' || token !== '';
  if (server.protocol === 'http:' && hasSecret && !isLoopback)
    return invalid(`${url} would take the token unencrypted: use https://`);
  const path = (it: string) => ({ kind: 'file', path: it }) as const;
  return {
    kind: 'found',
    isPod: false,
    problems: [],
    access: {
      server,
      origin: 'inputs.container',
      namespace: 'default',
      ...(options.tls_ca === '' ? {} : { ca: path(options.tls_ca) }),
      insecure: options.insecure_skip_verify,
      credentials: materialCredentials('inputs.container', {
        ...(file !== ''
          ? { token: path(file) }
          : token !== ''
            ? { token: { kind: 'data', bytes: Buffer.from(token) } }
            : {}),
        ...(options.tls_cert === '' ? {} : { certificate: path(options.tls_cert) }),
        ...(options.tls_key === '' ? {} : { key: path(options.tls_key) }),
      }),
    },
  };
}
