import { listAt, recordAt, textAt, type JsonRecord } from '../json.ts';
import { anonymous, materialCredentials, type CredentialSource } from './credentials.ts';
import { execCredentials, type ExecOptions } from './exec-credentials.ts';
import { pathIn, type Entry } from './kubeconfig-file.ts';
import { materialAt } from './kubeconfig-material.ts';

export type UserOutcome =
  /** `secret`: requests carry something that must not be seen by others. */
  | { readonly ok: true; readonly source: CredentialSource; readonly secret: boolean }
  | { readonly ok: false; readonly message: string };

const EXEC_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** The credentials of a user of a kubeconfig. */
export function userCredentials(
  user: Entry | undefined,
  name: string,
  cluster: Entry,
  options: ExecOptions,
): UserOutcome {
  if (user === undefined) return { ok: true, source: anonymous, secret: false };
  const fault = (message: string): UserOutcome => ({ ok: false, message: `user "${name}": ${message}` });
  const { value } = user;
  if (textAt(value, 'username') !== undefined || textAt(value, 'password') !== undefined)
    return fault(
      'username and password are not supported: API servers refuse them since Kubernetes 1.19; use a token or a client certificate',
    );
  if (recordAt(value, 'auth-provider') !== undefined)
    return fault('auth-provider is not supported: Kubernetes removed it in 1.26; use the exec plugin of the provider');
  const exec = recordAt(value, 'exec');
  if (exec !== undefined) {
    const plugin = execOf(exec, user, cluster, options);
    return plugin.ok ? plugin : fault(plugin.message);
  }
  const certificate = materialAt(user, 'client-certificate');
  const key = materialAt(user, 'client-key');
  if (!certificate.ok) return fault(certificate.message);
  if (!key.ok) return fault(key.message);
  if ((certificate.material === undefined) !== (key.material === undefined))
    return fault(
      `${certificate.material === undefined ? 'client-key has no client-certificate' : 'client-certificate has no client-key'}`,
    );
  const token = textAt(value, 'token') ?? '';
  const tokenFile = textAt(value, 'tokenFile') ?? '';
  // As kubectl does: a token file beats a token.
  const material =
    tokenFile !== ''
      ? ({ kind: 'file', path: pathIn(user, tokenFile) } as const)
      : token !== ''
        ? ({ kind: 'data', bytes: Buffer.from(token) } as const)
        : undefined;
  const words = [
    ...(certificate.material === undefined ? [] : ['client certificate']),
    ...(material === undefined ? [] : [material.kind === 'file' ? `token file ${material.path}` : 'token']),
  ];
  if (words.length === 0) return { ok: true, source: anonymous, secret: false };
  const source = materialCredentials(words.join(' and '), {
    ...(material === undefined ? {} : { token: material }),
    ...(certificate.material === undefined ? {} : { certificate: certificate.material }),
    ...(key.material === undefined ? {} : { key: key.material }),
  });
  return { ok: true, source, secret: material !== undefined };
}

function execOf(exec: JsonRecord, user: Entry, cluster: Entry, options: ExecOptions): UserOutcome {
  const apiVersion = textAt(exec, 'apiVersion') ?? '';
  if (!EXEC_VERSIONS.includes(apiVersion))
    return { ok: false, message: `exec.apiVersion is "${apiVersion}"; supported are ${EXEC_VERSIONS.join(' and ')}` };
  const command = textAt(exec, 'command') ?? '';
  if (command === '') return { ok: false, message: 'exec.command is missing' };
  if (textAt(exec, 'interactiveMode') === 'Always')
    return {
      ok: false,
      message: 'exec.interactiveMode is Always: nobody is there to answer; use a plugin that asks nothing',
    };
  const env: Record<string, string> = {};
  for (const item of listAt(exec, 'env')) {
    const name = textAt(item, 'name');
    if (name !== undefined) env[name] = textAt(item, 'value') ?? '';
  }
  const installHint = textAt(exec, 'installHint');
  const plugin = {
    apiVersion,
    // A bare name is looked up in PATH; a path is relative to the kubeconfig.
    command: command.includes('/') ? pathIn(user, command) : command,
    args: listAt(exec, 'args').filter((arg) => typeof arg === 'string'),
    env,
    ...(installHint === undefined ? {} : { installHint }),
    ...(exec['provideClusterInfo'] === true ? { cluster: clusterInfo(cluster) } : {}),
  };
  return { ok: true, source: execCredentials(plugin, options), secret: true };
}

/** Headers for acting as somebody else, where the kubeconfig says so. */
export function impersonationOf({ value }: Entry): Readonly<Record<string, string | string[]>> | undefined {
  const as = textAt(value, 'as') ?? '';
  if (as === '') return undefined;
  const groups = listAt(value, 'as-groups').filter((group) => typeof group === 'string');
  const uid = textAt(value, 'as-uid');
  return {
    'impersonate-user': as,
    ...(uid === undefined ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups }),
  };
}

/** What a credential plugin is told about the cluster. */
function clusterInfo(entry: Entry): JsonRecord {
  const { value } = entry;
  const ca = textAt(value, 'certificate-authority-data');
  return {
    server: textAt(value, 'server') ?? '',
    ...(ca === undefined ? {} : { 'certificate-authority-data': ca }),
    ...(textAt(value, 'tls-server-name') === undefined ? {} : { 'tls-server-name': textAt(value, 'tls-server-name') }),
    ...(value['insecure-skip-tls-verify'] === true ? { 'insecure-skip-tls-verify': true } : {}),
    config: null,
  };
}
