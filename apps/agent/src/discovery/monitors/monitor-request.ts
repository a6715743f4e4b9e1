import { acceptHeader } from '@binnacle/exposition';
import { secretFile, type Credentials } from '../../scrape/credentials.ts';
import type { RequestSettings } from '../../scrape/target.ts';
import { SYSTEM_TLS, type TlsPart, type TlsSources } from '../../scrape/tls-material.ts';
import { SCRAPE_PROTOCOLS } from '../prometheus-file/scrape-config-schema.ts';
import type { KeyReference, MonitorEndpoint, MonitorSpec, SecretOrConfigMap } from './monitor-schema.ts';

/** Says what cannot be done, with the path below the endpoint. */
export type Refuse = (path: string, message: string, advice: string) => void;
export type Warn = (path: string, code: string, message: string) => void;

const ADVICE =
  'The agent has no right to read Secrets and ConfigMaps: mount what it needs, and name the file (caFile, certFile, keyFile, bearerTokenFile)';

/** How the endpoint of a monitor is asked. References to Secrets and ConfigMaps are refused in words. */
export function monitorRequest(
  endpoint: MonitorEndpoint,
  spec: MonitorSpec,
  refuse: Refuse,
  warn: Warn,
): RequestSettings {
  if (endpoint.oauth2 !== undefined) {
    refuse('oauth2', 'OAuth 2.0 is not supported', 'Let a file hold the token: bearerTokenFile');
  }
  if ((endpoint.proxyUrl ?? '') !== '') {
    refuse('proxyUrl', 'proxies are not supported', 'The agent runs beside what it scrapes: leave it out');
  }
  const protocols = spec.scrapeProtocols ?? [];
  const asked = protocols.map((name, i) => `${SCRAPE_PROTOCOLS[name]};q=0.${9 - Math.min(i, 6)}`);
  return {
    accept: asked.length === 0 ? acceptHeader({ nativeHistograms: false }) : [...asked, '*/*;q=0.2'].join(','),
    headers: [],
    credentials: credentialsOf(endpoint, refuse),
    tls: tlsOf(endpoint, refuse, warn),
    followRedirects: endpoint.followRedirects ?? true,
    compression: true,
  };
}

const named = (reference: KeyReference | undefined): boolean => (reference?.name ?? '') !== '';
const described = (reference: KeyReference | undefined, kind = 'Secret'): string =>
  `needs ${kind} ${reference?.name ?? ''}, key ${reference?.key ?? ''}`;

function credentialsOf(endpoint: MonitorEndpoint, refuse: Refuse): Credentials | undefined {
  const { basicAuth, authorization, bearerTokenSecret, bearerTokenFile = '' } = endpoint;
  for (const name of ['username', 'password'] as const) {
    const reference = basicAuth?.[name];
    if (named(reference)) refuse(`basicAuth.${name}`, described(reference), ADVICE);
  }
  if (named(authorization?.credentials)) {
    refuse('authorization.credentials', described(authorization?.credentials), ADVICE);
  }
  // An empty reference is what the API server makes of none.
  if (named(bearerTokenSecret)) refuse('bearerTokenSecret', described(bearerTokenSecret), ADVICE);
  if (bearerTokenFile === '') return undefined;
  return { kind: 'token', scheme: 'Bearer', token: secretFile('bearerTokenFile', bearerTokenFile) };
}

function tlsOf({ tlsConfig }: MonitorEndpoint, refuse: Refuse, warn: Warn): TlsSources {
  if (tlsConfig === undefined) return SYSTEM_TLS;
  const { caFile = '', certFile = '', keyFile = '', serverName = '', insecureSkipVerify = false } = tlsConfig;
  const check = (path: string, reference: SecretOrConfigMap | undefined): void => {
    if (named(reference?.secret)) refuse(`tlsConfig.${path}.secret`, described(reference?.secret), ADVICE);
    if (named(reference?.configMap)) {
      refuse(`tlsConfig.${path}.configMap`, described(reference?.configMap, 'ConfigMap'), ADVICE);
    }
  };
  // A CA that would not be looked at anyway.
  if (!insecureSkipVerify) check('ca', tlsConfig.ca);
  check('cert', tlsConfig.cert);
  if (named(tlsConfig.keySecret)) refuse('tlsConfig.keySecret', described(tlsConfig.keySecret), ADVICE);
  if (insecureSkipVerify)
    warn('tlsConfig.insecureSkipVerify', 'tls_unverified', "the target's certificate is not verified");
  const part = (option: string, path: string): TlsPart | undefined => (path === '' ? undefined : { option, path });
  const ca = part('caFile', caFile);
  return {
    ca: ca === undefined ? [] : [ca],
    cert: part('certFile', certFile),
    key: part('keyFile', keyFile),
    serverName,
    verify: !insecureSkipVerify,
  };
}
