import type { ClusterAccess } from '../config/cluster-access.ts';
import type { KubeFailure } from '../outcome.ts';

const UNKNOWN_CA = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

/** One sentence for a connection to the API server that failed: what, where, and what to look at. */
export function explainConnectionError(error: unknown, access: ClusterAccess): KubeFailure {
  const code = codeOf(error);
  const at = `the API server ${access.server.origin} (${access.origin})`;
  const unreachable = (message: string): KubeFailure => ({ kind: 'unreachable', code, message });
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable(`${at} refused the connection: does it run, and is the address right?`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unreachable(`the host of ${at} was not found: check the address and the DNS server of this machine`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return unreachable(`there is no route to ${at}`);
    case 'ETIMEDOUT':
      return unreachable(`${at} does not answer`);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return unreachable(`${at} closed the connection`);
    case 'CERT_HAS_EXPIRED':
      return unreachable(`the certificate of ${at} has expired`);
    case 'CERT_NOT_YET_VALID':
      return unreachable(`the certificate of ${at} is not yet valid: check the clock of this machine`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return unreachable(`the certificate of ${at} is for another name: set tls-server-name in the kubeconfig`);
  }
  if (UNKNOWN_CA.has(code))
    return unreachable(
      `the certificate of ${at} is signed by an authority that is not trusted: check certificate-authority`,
    );
  if (code.startsWith('HPE_')) return unreachable(`${at} does not speak HTTP: is it https?`);
  const words = error instanceof Error ? error.message : String(error);
  return unreachable(`cannot reach ${at}: ${words}`);
}

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}
