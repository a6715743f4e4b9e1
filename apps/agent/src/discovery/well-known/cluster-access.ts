import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { secretFile, type Credentials } from '../../scrape/credentials.ts';
import { SYSTEM_TLS, type TlsSources } from '../../scrape/tls-material.ts';

/** With what the agent shows who it is to API servers and kubelets. */
export interface ClusterAccess {
  readonly credentials: Credentials | undefined;
  readonly tls: TlsSources;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** That of the service account of the agent's pod; the token is read again when it is replaced. */
export function serviceAccountAccess(folder = SERVICE_ACCOUNT): ClusterAccess {
  const ca = join(folder, 'ca.crt');
  return {
    credentials: { kind: 'token', scheme: 'Bearer', token: secretFile('service account token', join(folder, 'token')) },
    tls: { ...SYSTEM_TLS, ca: existsSync(ca) ? [{ option: 'service account CA', path: ca }] : [] },
  };
}
