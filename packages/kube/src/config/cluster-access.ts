import type { CredentialSource } from './credentials.ts';
import type { Material } from '../http/file-material.ts';

/** How to reach one API server, and as whom. */
export interface ClusterAccess {
  /** Such as `https://10.96.0.1:443`; may have a path, as proxies in front of several clusters do. */
  readonly server: URL;
  /** Where this was read, for people: a path and a context, or `service account`. */
  readonly origin: string;
  /** The namespace of the service account or of the context; `default` where none is named. */
  readonly namespace: string;
  /** Absent: the certificate authorities that Node.js knows. */
  readonly ca?: Material;
  /** Name to expect in the server's certificate, where it is not the host of `server`. */
  readonly serverName?: string;
  /** The certificate of the server is not checked. Only where the kubeconfig says so. */
  readonly insecure: boolean;
  readonly credentials: CredentialSource;
  /** Headers `Impersonate-…`. */
  readonly impersonate?: Readonly<Record<string, string | string[]>>;
}

export type AccessOutcome =
  | { readonly ok: true; readonly access: ClusterAccess; readonly warnings: readonly string[] }
  /** `absent`: there is no cluster to be seen from here, which is no mistake. `invalid`: what is there cannot be used. */
  | { readonly ok: false; readonly kind: 'absent' | 'invalid'; readonly message: string };
