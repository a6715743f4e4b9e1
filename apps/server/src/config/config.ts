import { isLoopback, parseListen, type ListenAddress } from './listen.ts';
import { oidcConfigOf, type OidcConfig } from './oidc.ts';
import { parseRetention, type Retention } from './retention.ts';
import { parseDurationMs, parseSizeBytes } from './units.ts';

/** The server's settings, checked and in units. Immutable after the start. */
export interface ServerConfig {
  readonly listen: ListenAddress;
  readonly dataDir: string;
  /** Their names. */
  readonly simulatedClusters: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'text' | 'json';
  readonly auth: 'on' | 'off';
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly bootstrapAgentTokenFile: string | undefined;
  /** `namespace/name`. */
  readonly bootstrapAgentTokenSecret: string | undefined;
  /** Undefined without an OpenID provider. */
  readonly oidc: OidcConfig | undefined;
  readonly session: { readonly idleTimeoutMs: number; readonly lifetimeMs: number };
  /** Whether links for people without an account work. */
  readonly share: { readonly publicLinks: boolean };
  readonly storage: {
    readonly retention: Retention;
    readonly walFsync: 'commit' | 'interval';
    readonly maxFutureMs: number;
    readonly maxActiveSeries: number;
    readonly maxLabelsPerSeries: number;
    readonly maxLabelNameBytes: number;
    readonly maxLabelValueBytes: number;
  };
  readonly objects: { readonly keepGoneMs: number; readonly maxCount: number; readonly maxEvents: number };
  readonly ingest: { readonly maxBodyBytes: number; readonly maxImportBytes: number; readonly maxConcurrency: number };
  readonly query: {
    readonly timeoutMs: number;
    readonly maxConcurrency: number;
    readonly maxWaiting: number;
    readonly maxSamples: number;
    readonly lookbackMs: number;
    readonly threads: number;
  };
  readonly web: {
    readonly consoleDir: string | undefined;
    readonly externalUrl: URL | undefined;
    readonly enableAdminApi: boolean;
    readonly corsOrigin: string;
    readonly maxConnections: number;
  };
  /** Every flag's value as text, for /api/v1/status/flags and /api/v1/status/config. None of them is a secret. */
  readonly flags: ReadonlyMap<string, string>;
}

/**
 * Makes the settings of flag values that passed `problemOf`. What only the whole can tell (a certificate without its key,
 * no authentication on a public address) comes back as a problem that names the flag.
 */
export function configOf(
  values: ReadonlyMap<string, string>,
): ServerConfig | { readonly flag: string; readonly problem: string } {
  const text = (name: string): string => values.get(name)!;
  const count = (name: string): number => Number(text(name));
  const duration = (name: string): number => parseDurationMs(text(name))!;
  const size = (name: string): number => parseSizeBytes(text(name))!;
  const optional = (name: string): string | undefined => (text(name) === '' ? undefined : text(name));

  const listen = parseListen(text('listen'))!;
  if (text('auth') === 'off' && !isLoopback(listen.host)) {
    return { flag: 'auth', problem: `off is accepted only when listening on loopback, not on ${text('listen')}` };
  }
  const [certFile, keyFile] = [optional('tls.cert'), optional('tls.key')];
  if ((certFile === undefined) !== (keyFile === undefined)) {
    return {
      flag: certFile === undefined ? 'tls.cert' : 'tls.key',
      problem: '--tls.cert and --tls.key belong together',
    };
  }
  const oidc = oidcConfigOf(text);
  if (oidc !== undefined && 'problem' in oidc) return oidc;
  const externalUrl = text('web.external-url');
  if (externalUrl !== '' && !/^https?:$/.test(URL.parse(externalUrl)?.protocol ?? '')) {
    return { flag: 'web.external-url', problem: 'expected a URL such as https://binnacle.example.org' };
  }
  const tokenSecret = optional('bootstrap.agent-token-secret');
  if (tokenSecret !== undefined && !/^[a-z0-9-]+\/[a-z0-9.-]+$/.test(tokenSecret)) {
    return { flag: 'bootstrap.agent-token-secret', problem: 'expected namespace/name, such as binnacle/agent-token' };
  }
  return {
    listen,
    dataDir: text('data-dir'),
    simulatedClusters: text('simulated-clusters')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    logLevel: text('log.level') as ServerConfig['logLevel'],
    logFormat: text('log.format') as ServerConfig['logFormat'],
    auth: text('auth') as ServerConfig['auth'],
    tls: certFile === undefined ? undefined : { certFile, keyFile: keyFile! },
    bootstrapAgentTokenFile: optional('bootstrap.agent-token-file'),
    bootstrapAgentTokenSecret: tokenSecret,
    oidc,
    session: { idleTimeoutMs: duration('session.idle-timeout'), lifetimeMs: duration('session.lifetime') },
    share: { publicLinks: text('share.public-links') === 'true' },
    storage: {
      retention: parseRetention(text('storage.retention'))!,
      walFsync: text('storage.wal-fsync') as 'commit' | 'interval',
      maxFutureMs: duration('storage.max-future'),
      maxActiveSeries: count('storage.max-active-series'),
      maxLabelsPerSeries: count('storage.max-labels-per-series'),
      maxLabelNameBytes: size('storage.max-label-name-length'),
      maxLabelValueBytes: size('storage.max-label-value-length'),
    },
    objects: {
      keepGoneMs: duration('objects.keep-gone'),
      maxCount: count('objects.max-count'),
      maxEvents: count('objects.max-events'),
    },
    ingest: {
      maxBodyBytes: size('ingest.max-body-size'),
      maxImportBytes: size('ingest.max-import-size'),
      maxConcurrency: count('ingest.max-concurrency'),
    },
    query: {
      timeoutMs: duration('query.timeout'),
      maxConcurrency: count('query.max-concurrency'),
      maxWaiting: count('query.max-waiting'),
      maxSamples: count('query.max-samples'),
      lookbackMs: duration('query.lookback-delta'),
      threads: count('query.threads'),
    },
    web: {
      consoleDir: optional('web.console-dir'),
      externalUrl: externalUrl === '' ? undefined : new URL(externalUrl),
      enableAdminApi: text('web.enable-admin-api') === 'true',
      corsOrigin: text('web.cors-origin'),
      maxConnections: count('web.max-connections'),
    },
    flags: values,
  };
}
