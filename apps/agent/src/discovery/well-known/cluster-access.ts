import type { ClusterAccess as KubeAccess } from '@binnacle/kube';
import type { Credentials } from '../../scrape/credentials.ts';
import { SYSTEM_TLS, type TlsSources } from '../../scrape/tls-material.ts';

/** With what the agent shows who it is to API servers and kubelets. */
export interface ClusterAccess {
  /** Of the API server, as the agent reaches it. */
  readonly server: URL | undefined;
  readonly credentials: Credentials | undefined;
  readonly tls: TlsSources;
}

/** The same as the client of the API server has. */
export function clusterAccess({ server, ca, serverName, insecure, credentials }: KubeAccess): ClusterAccess {
  return {
    server,
    credentials: { kind: 'cluster', source: credentials },
    tls: {
      ...SYSTEM_TLS,
      ca:
        ca === undefined
          ? []
          : [
              ca.kind === 'file'
                ? { option: "the cluster's CA", path: ca.path }
                : { option: "the cluster's CA", text: ca.bytes.toString('utf8') },
            ],
      serverName: serverName ?? '',
      verify: !insecure,
    },
  };
}
