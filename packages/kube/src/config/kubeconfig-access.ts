import { textAt } from '../json.ts';
import type { Material } from '../http/file-material.ts';
import type { AccessOutcome } from './cluster-access.ts';
import type { ExecOptions } from './exec-credentials.ts';
import type { Entry, Kubeconfig } from './kubeconfig-file.ts';
import { materialAt } from './kubeconfig-material.ts';
import { impersonationOf, userCredentials } from './kubeconfig-user.ts';

/**
 * What one context of a kubeconfig says.
 *
 * @param contextName the current one where undefined
 */
export function kubeconfigAccess(
  config: Kubeconfig,
  contextName: string | undefined,
  options: ExecOptions,
): AccessOutcome {
  const where = config.paths.join(', ');
  const invalid = (message: string): AccessOutcome => ({ ok: false, kind: 'invalid', message: `${where}: ${message}` });
  const name = contextName ?? config.currentContext;
  const known = [...config.contexts.keys()].join(', ');
  if (name === undefined)
    return invalid(`no current-context is set; the contexts are: ${known === '' ? 'none' : known}`);
  const context = config.contexts.get(name);
  if (context === undefined)
    return invalid(`there is no context "${name}"; the contexts are: ${known === '' ? 'none' : known}`);
  const clusterName = textAt(context.value, 'cluster') ?? '';
  const cluster = config.clusters.get(clusterName);
  if (cluster === undefined)
    return invalid(`the context "${name}" names the cluster "${clusterName}", which is not there`);
  const userName = textAt(context.value, 'user') ?? '';
  const user = config.users.get(userName);
  if (user === undefined && userName !== '')
    return invalid(`the context "${name}" names the user "${userName}", which is not there`);

  const place = readCluster(cluster, clusterName);
  if (!place.ok) return invalid(place.message);
  const who = userCredentials(user, userName, cluster, options);
  if (!who.ok) return invalid(who.message);
  if (place.server.protocol === 'http:' && who.secret && !isLoopback(place.server.hostname))
    return invalid(
      `cluster "${clusterName}": the address is http:// and not of this machine, so that the credentials would travel unencrypted; use https://`,
    );
  const namespace = textAt(context.value, 'namespace') ?? '';
  const impersonate = user === undefined ? undefined : impersonationOf(user);
  return {
    ok: true,
    warnings: place.insecure
      ? [
          `${where}: cluster "${clusterName}" has insecure-skip-tls-verify: the certificate of the API server is not checked`,
        ]
      : [],
    access: {
      server: place.server,
      origin: `${cluster.path}, context "${name}"`,
      namespace: namespace === '' ? 'default' : namespace,
      ...(place.ca === undefined ? {} : { ca: place.ca }),
      ...(place.serverName === undefined ? {} : { serverName: place.serverName }),
      insecure: place.insecure,
      credentials: who.source,
      ...(impersonate === undefined ? {} : { impersonate }),
    },
  };
}

type Place =
  | {
      readonly ok: true;
      readonly server: URL;
      readonly ca: Material | undefined;
      readonly serverName: string | undefined;
      readonly insecure: boolean;
    }
  | { readonly ok: false; readonly message: string };

function readCluster(entry: Entry, name: string): Place {
  const fault = (message: string): Place => ({ ok: false, message: `cluster "${name}": ${message}` });
  const address = textAt(entry.value, 'server') ?? '';
  const server = URL.parse(address.includes('://') ? address : `https://${address}`);
  if (address === '') return fault('server is missing');
  if (server === null || (server.protocol !== 'https:' && server.protocol !== 'http:'))
    return fault(`server is not an http or https address: ${address}`);
  if (server.username !== '' || server.password !== '')
    return fault('server holds a user or password: put credentials under users');
  if ((textAt(entry.value, 'proxy-url') ?? '') !== '')
    return fault('proxy-url is not supported: connect to the API server directly, or through a tunnel on this machine');
  const ca = materialAt(entry, 'certificate-authority');
  if (!ca.ok) return fault(ca.message);
  const insecure = entry.value['insecure-skip-tls-verify'] === true;
  if (insecure && ca.material !== undefined)
    return fault('insecure-skip-tls-verify and certificate-authority exclude one another: remove one of them');
  return { ok: true, server, ca: ca.material, serverName: textAt(entry.value, 'tls-server-name'), insecure };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
