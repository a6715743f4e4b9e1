import { acceptHeader } from '@binnacle/exposition';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { secretFile, secretText, type Credentials, type Secret } from '../../scrape/credentials.ts';
import type { RequestSettings } from '../../scrape/target.ts';
import { SYSTEM_TLS, type TlsPart, type TlsSources } from '../../scrape/tls-material.ts';
import { anything, flag, group, list, optionalText, text } from './fields.ts';

const TLS_VERSIONS = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;
const version = z.enum(
  Object.keys(TLS_VERSIONS) as (keyof typeof TLS_VERSIONS)[],
  'expected TLS10, TLS11, TLS12 or TLS13',
);

export const tlsSchema = z.strictObject({
  ca: optionalText,
  ca_file: optionalText,
  ca_ref: anything,
  cert: optionalText,
  cert_file: optionalText,
  cert_ref: anything,
  key: optionalText,
  key_file: optionalText,
  key_ref: anything,
  server_name: optionalText,
  insecure_skip_verify: flag,
  min_version: group(version),
  max_version: group(version),
});

/** What each place in a prometheus.yml that speaks HTTP may say about it. */
export const httpClientShape = {
  basic_auth: group(
    z.strictObject({
      username: optionalText,
      username_file: optionalText,
      username_ref: anything,
      password: optionalText,
      password_file: optionalText,
      password_ref: anything,
    }),
  ),
  authorization: group(
    z.strictObject({
      type: optionalText,
      credentials: optionalText,
      credentials_file: optionalText,
      credentials_ref: anything,
    }),
  ),
  bearer_token: optionalText,
  bearer_token_file: optionalText,
  oauth2: anything,
  proxy_url: optionalText,
  no_proxy: optionalText,
  proxy_from_environment: flag,
  proxy_connect_header: anything,
  follow_redirects: flag,
  enable_http2: flag,
  tls_config: group(tlsSchema),
  http_headers: group(
    z.record(
      z.string(),
      z.strictObject({
        values: list(text, 'expected a list of values'),
        secrets: list(text, 'expected a list of values'),
        files: list(text, 'expected a list of files'),
      }),
    ),
  ),
};

export const httpClientSchema = z.object(httpClientShape);
export type HttpClientWritten = z.output<typeof httpClientSchema>;

/** Reports something that is wrong at `path` of the client. */
export type Report = (path: string, severity: 'error' | 'warning', message: string, advice?: string) => void;

/** Headers that Prometheus sets itself, and refuses to be set. */
const RESERVED = new Set(
  'authorization host content-encoding content-length content-type user-agent connection keep-alive proxy-authenticate proxy-authorization www-authenticate accept-encoding x-prometheus-remote-write-version x-prometheus-remote-read-version x-prometheus-scrape-timeout-seconds accept'.split(
    ' ',
  ),
);

/**
 * @param file    paths in it are relative to its folder
 * @param accept  formats that are wanted
 */
export function requestSettings(
  written: HttpClientWritten,
  file: string,
  report: Report,
  accept = acceptHeader({ nativeHistograms: false }),
): RequestSettings {
  if (written.oauth2 !== undefined) {
    report(
      'oauth2',
      'error',
      'OAuth 2.0 is not supported',
      'Let a file hold the token: authorization.credentials_file',
    );
  }
  if ((written.proxy_url ?? '') !== '' || written.proxy_from_environment === true) {
    const path = (written.proxy_url ?? '') === '' ? 'proxy_from_environment' : 'proxy_url';
    report(path, 'error', 'proxies are not supported: the agent runs beside what it scrapes');
  }
  const headers: { name: string; value: Secret }[] = [];
  for (const [written_name, { values = [], secrets = [], files = [] }] of Object.entries(written.http_headers ?? {})) {
    const name = written_name.toLowerCase();
    const [value] = [
      ...[...values, ...secrets].map(secretText),
      ...files.map((path) => secretFile(`http_headers.${written_name}`, beside(file, path))),
    ];
    if (RESERVED.has(name)) report(`http_headers.${written_name}`, 'error', 'this header cannot be set here');
    else if (value !== undefined) headers.push({ name, value });
  }
  return {
    accept,
    headers,
    credentials: credentialsOf(written, file, report),
    tls: written.tls_config === undefined ? SYSTEM_TLS : tlsOf(written.tls_config, file, report),
    followRedirects: written.follow_redirects ?? true,
    compression: true,
  };
}

/** A path in `file`, as seen from where the agent runs. */
export const beside = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));

function credentialsOf(written: HttpClientWritten, file: string, report: Report): Credentials | undefined {
  const { basic_auth: basic, authorization, bearer_token: token = '', bearer_token_file: tokenFile = '' } = written;
  const secret = (option: string, inline: string | undefined, path: string | undefined): Secret | undefined => {
    if (inline !== undefined && inline !== '' && path !== undefined && path !== '') {
      report(option, 'error', `at most one of ${option} and ${option}_file`);
    }
    if (path !== undefined && path !== '') return secretFile(`${option}_file`, beside(file, path));
    return inline === undefined ? undefined : secretText(inline);
  };
  const kinds = [basic !== undefined, authorization !== undefined, token !== '' || tokenFile !== ''];
  if (kinds.filter(Boolean).length > 1) {
    report('', 'error', 'at most one of basic_auth, authorization and bearer_token may be set');
  }
  if (basic !== undefined) {
    const username = secret('basic_auth.username', basic.username, basic.username_file);
    const password = secret('basic_auth.password', basic.password, basic.password_file);
    return { kind: 'basic', username: username ?? secretText(''), password: password ?? secretText('') };
  }
  if (authorization !== undefined) {
    const scheme = authorization.type ?? 'Bearer';
    if (/^basic$/i.test(scheme)) report('authorization.type', 'error', 'expected basic_auth for this type');
    const value = secret('authorization.credentials', authorization.credentials, authorization.credentials_file);
    return { kind: 'token', scheme, token: value ?? secretText('') };
  }
  const value = secret('bearer_token', token === '' ? undefined : token, tokenFile);
  return value === undefined ? undefined : { kind: 'token', scheme: 'Bearer', token: value };
}

function tlsOf(written: z.output<typeof tlsSchema>, file: string, report: Report): TlsSources {
  const part = (name: 'ca' | 'cert' | 'key'): TlsPart | undefined => {
    const inline = written[name] ?? '';
    const path = written[`${name}_file`] ?? '';
    if (inline !== '' && path !== '') report(`tls_config.${name}`, 'error', `at most one of ${name} and ${name}_file`);
    if (path !== '') return { option: `${name}_file`, path: beside(file, path) };
    return inline === '' ? undefined : { option: name, text: inline };
  };
  const [ca, cert, key] = [part('ca'), part('cert'), part('key')];
  if ((cert === undefined) !== (key === undefined)) {
    report('tls_config', 'error', 'a client certificate needs both cert_file and key_file');
  }
  const { server_name: serverName = '', insecure_skip_verify: skip = false } = written;
  if (skip) report('tls_config.insecure_skip_verify', 'warning', "the target's certificate is not verified");
  return {
    ca: ca === undefined ? [] : [ca],
    cert,
    key,
    serverName,
    verify: !skip,
    ...(written.min_version === undefined ? {} : { minVersion: TLS_VERSIONS[written.min_version] }),
    ...(written.max_version === undefined ? {} : { maxVersion: TLS_VERSIONS[written.max_version] }),
  };
}
