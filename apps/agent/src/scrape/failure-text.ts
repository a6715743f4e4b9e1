import { formatDurationMs } from '../config/duration.ts';
import { problemAt, type Place, type Problem } from '../config/problem.ts';
import { clientCertificateFault, type TlsMaterial } from './tls-material.ts';

/** What is known about the attempt that failed. */
export interface Attempt {
  readonly place: Place;
  readonly url: string;
  readonly timeoutMs: number;
  readonly tls: TlsMaterial | undefined;
  readonly nowMs: number;
}

/** Certificates the other side sent that OpenSSL finds no way to a known CA for. */
const UNKNOWN_CA = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

const RESET = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/**
 * One message for a connection that failed: what, where, and what to do about it. The codes are those of Node.js and
 * OpenSSL.
 */
export function explainFailure(error: unknown, attempt: Attempt): Problem {
  const chain = errorChain(error);
  const codes = chain.map(({ code }) => code);
  const has = (code: string): boolean => codes.includes(code);
  const host = hostOf(attempt.url);
  const problem = (code: string, message: string, advice?: string): Problem =>
    problemAt(attempt.place, 'error', code, message, advice);

  if (has('ECONNREFUSED')) {
    return problem(
      'connection_refused',
      `connection refused by ${host}`,
      'Nothing listens there: check address and port, and whether the target runs',
    );
  }
  if (has('ENOTFOUND') || has('EAI_AGAIN')) {
    return problem(
      'unknown_host',
      `cannot find the host ${hostNameOf(attempt.url)}`,
      'Check the name and the DNS server of this machine',
    );
  }
  if (has('EHOSTUNREACH') || has('ENETUNREACH')) {
    return problem('unreachable', `no route to ${host}`, 'Check the address and the network');
  }
  if (has('ENOENT') && attempt.url.startsWith('unix:')) {
    return problem(
      'missing_socket',
      `no such socket: ${attempt.url.slice(5)}`,
      'Check uds_path and whether the target runs',
    );
  }
  if (has('EACCES'))
    return problem('permission_denied', `permission denied: ${attempt.url}`, 'The agent needs the right to read it');
  if (has('ETIMEDOUT')) {
    return slowTarget(attempt);
  }
  const trust = explainTargetCertificate(chain, attempt, host);
  if (trust !== undefined) return problem(...trust);
  const refused = explainRefusedClient(chain, attempt, host);
  if (refused !== undefined) return problem(...refused);
  if (codes.some((code) => code.startsWith('HPE_'))) {
    return problem(
      'not_http',
      `${host} does not answer in HTTP`,
      attempt.url.startsWith('http:') ? 'Is it https?' : undefined,
    );
  }
  if (codes.some((code) => RESET.has(code))) {
    return problem(
      'connection_closed',
      `${host} closed the connection without an answer`,
      attempt.url.startsWith('http:') ? 'Does it expect https?' : undefined,
    );
  }
  const deepest = chain.at(-1);
  return problem('scrape_failed', `cannot read ${attempt.url}: ${deepest?.message ?? String(error)}`);
}

export function slowTarget(attempt: Pick<Attempt, 'place' | 'url' | 'timeoutMs'>): Problem {
  const message = `${hostOf(attempt.url)} gave no complete answer within ${formatDurationMs(attempt.timeoutMs)}`;
  return problemAt(attempt.place, 'error', 'timeout', message, 'Raise timeout, or find out what makes the target slow');
}

type Explained = readonly [code: string, message: string, advice?: string];
type Link = { readonly code: string; readonly message: string };

/** The target's certificate did not stand up to our verification. */
function explainTargetCertificate(chain: readonly Link[], attempt: Attempt, host: string): Explained | undefined {
  const has = (code: string): boolean => chain.some((link) => link.code === code);
  if (has('CERT_HAS_EXPIRED')) {
    return ['tls_expired', `the certificate of ${host} has expired`, 'Renew it on the target'];
  }
  if (has('CERT_NOT_YET_VALID')) {
    return ['tls_not_yet_valid', `the certificate of ${host} is not valid yet`, 'Check the clocks of both machines'];
  }
  if (has('ERR_TLS_CERT_ALTNAME_INVALID')) {
    const names = /altnames: (.*)$/.exec(
      chain.find(({ code }) => code === 'ERR_TLS_CERT_ALTNAME_INVALID')!.message,
    )?.[1];
    const message = `the certificate of ${host} is for another name${names === undefined ? '' : ` (${names})`}`;
    return ['tls_wrong_name', message, 'Use that name in urls, or set server_name to it'];
  }
  if (has('INVALID_PURPOSE')) {
    return [
      'tls_wrong_usage',
      `the certificate of ${host} is not meant for servers (extended key usage)`,
      'Issue it with serverAuth',
    ];
  }
  const unknown = chain.find(({ code }) => UNKNOWN_CA.has(code));
  if (unknown !== undefined) {
    const against = attempt.tls?.ca === undefined ? "not among the system's CAs" : 'not the one configured';
    const message = `the certificate of ${host} is signed by an unknown CA (${against})`;
    return ['tls_unknown_ca', message, 'Name the CA that signed it in tls_ca or ca_certs'];
  }
  if (has('ERR_OSSL_X509_KEY_VALUES_MISMATCH')) {
    return [
      'tls_key_mismatch',
      'the private key does not belong to the client certificate',
      'Check tls_cert and tls_key (cert and cert_key)',
    ];
  }
  const pem = chain.find(({ code }) => /^ERR_OSSL_(PEM|ASN1|DECODER|X509|EVP|UNSUPPORTED)/.test(code));
  if (pem !== undefined) return ['bad_certificate', `a certificate or key file cannot be read: ${pem.message}`];
  if (has('ERR_SSL_WRONG_VERSION_NUMBER') || has('ERR_SSL_PACKET_LENGTH_TOO_LONG')) {
    return ['not_tls', `${host} does not answer in TLS`, 'Is it http?'];
  }
  return undefined;
}

/** The target did not take us: an alert, or a connection that it simply drops. */
function explainRefusedClient(chain: readonly Link[], attempt: Attempt, host: string): Explained | undefined {
  if (attempt.tls === undefined) return undefined;
  const alert = chain.find(({ code }) => /^ERR_SSL_.*ALERT/.test(code));
  const fault = clientCertificateFault(attempt.tls, attempt.nowMs);
  if (alert !== undefined) {
    if (attempt.tls.cert === undefined) {
      return [
        'tls_client_required',
        `${host} asks for a client certificate`,
        'Set tls_cert and tls_key with tls_open = true, or cert and cert_key',
      ];
    }
    const said = alert.code
      .replace(/^.*ALERT_/, '')
      .toLowerCase()
      .replaceAll('_', ' ');
    const message = `${host} refused the client certificate (${said})${fault === undefined ? '' : `: ${fault}`}`;
    return [
      'tls_client_refused',
      message,
      fault === undefined
        ? 'Use one that is signed by the CA the target trusts, for clients, and valid'
        : 'Renew or replace it',
    ];
  }
  if (!chain.some(({ code }) => RESET.has(code))) return undefined;
  if (attempt.tls.cert === undefined) {
    const message = `${host} closed the connection after the TLS handshake, and no client certificate is configured`;
    return [
      'tls_client_required',
      message,
      'If it asks for one, set tls_cert and tls_key with tls_open = true, or cert and cert_key',
    ];
  }
  if (fault !== undefined)
    return ['tls_client_refused', `${host} closed the connection: ${fault}`, 'Renew or replace the client certificate'];
  // etcd 3.4 and 3.5 check the names in a client certificate on the metrics listener, and hang up after the handshake.
  const message = `${host} closed the connection after the TLS handshake`;
  const advice =
    'It may not know the CA that signed the client certificate. ' +
    "etcd's metrics listener also does so when the names (SANs) in the client certificate do not match this machine's address: " +
    'use a certificate without SANs or with this address, or scrape the client port';
  return ['tls_client_dropped', message, advice];
}

/**
 * Errors of OpenSSL come with a code of their own (`ERR_SSL_…`), or as EPROTO with the reason in the text, depending on
 * where the handshake was: `…:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:…`.
 */
function codeOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  const reason = code === 'EPROTO' ? /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] : undefined;
  return reason === undefined ? code : `ERR_SSL_${reason.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
}

/** The error and all its causes, outermost first. */
function errorChain(error: unknown): Link[] {
  const chain: Link[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 10; at = at.cause) {
    chain.push({ code: codeOf(at), message: at.message });
    if (at instanceof AggregateError) {
      for (const part of at.errors) chain.push(...errorChain(part));
    }
  }
  return chain;
}

const hostOf = (url: string): string => URL.parse(url)?.host || url;
const hostNameOf = (url: string): string => URL.parse(url)?.hostname || url;
