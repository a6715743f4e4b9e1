import { X509Certificate } from 'node:crypto';
import type { SecureVersion } from 'node:tls';
import { problemAt, type Place, type Problem } from '../config/problem.ts';
import { hasCurrentTls } from '../inputs/conf-file.ts';
import type { PromOptions } from '../inputs/prom-options.ts';
import { WatchedFile } from './watched-file.ts';

/** What a TLS connection needs, in the terms of `tls.connect`. */
export interface TlsMaterial {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly rejectUnauthorized: boolean;
  /** Changes whenever a file did: connections made with another stamp are of the past. */
  readonly stamp: string;
}

export type TlsOutcome =
  | { readonly ok: true; readonly material: TlsMaterial }
  | { readonly ok: false; readonly problem: Problem };

/** A part of the material: from a file, or written into the configuration. `option` is the setting, for messages. */
export type TlsPart =
  | { readonly option: string; readonly path: string }
  | { readonly option: string; readonly text: string };

/** TLS settings as they are configured. */
export interface TlsSources {
  /** Empty: the system's CAs. */
  readonly ca: readonly TlsPart[];
  readonly cert: TlsPart | undefined;
  readonly key: TlsPart | undefined;
  /** '': the name in the address. */
  readonly serverName: string;
  readonly verify: boolean;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
}

/** The system's CAs, and no client certificate. */
export const SYSTEM_TLS: TlsSources = { ca: [], cert: undefined, key: undefined, serverName: '', verify: true };

/**
 * The TLS settings of one input by the reference agent's table: the current options win over the four `tls_*` ones;
 * `tls_open = false` means the system's CAs and no client certificate; `tls_open` without a CA verifies nothing.
 */
export function tlsSourcesOf(options: PromOptions): TlsSources {
  const file = (option: string, path: string): TlsPart[] => (path === '' ? [] : [{ option, path }]);
  const text = (option: string, base64: string): TlsPart[] =>
    base64 === '' ? [] : [{ option, text: Buffer.from(base64, 'base64').toString('utf8') }];
  if (hasCurrentTls(options)) {
    return {
      ca: [
        ...options.ca_certs.flatMap((path) => file('ca_certs', path)),
        ...options.ca_certs_base64.flatMap((base64) => text('ca_certs_base64', base64)),
      ],
      cert: [...file('cert', options.cert), ...text('cert_base64', options.cert_base64)][0],
      key: [...file('cert_key', options.cert_key), ...text('cert_key_base64', options.cert_key_base64)][0],
      serverName: options.server_name,
      verify: options.insecure_skip_verify !== true,
    };
  }
  if (!options.tls_open) return SYSTEM_TLS;
  return {
    ca: file('tls_ca', options.tls_ca),
    cert: file('tls_cert', options.tls_cert)[0],
    key: file('tls_key', options.tls_key)[0],
    serverName: '',
    verify: options.tls_ca !== '',
  };
}

interface Source {
  readonly option: string;
  readonly file?: WatchedFile;
  readonly text?: string;
}

const sourceOf = (part: TlsPart): Source =>
  'path' in part ? { option: part.option, file: new WatchedFile(part.path) } : { option: part.option, text: part.text };

/** Reads what a connection needs from where the settings say it is. */
export class TlsSettings {
  readonly #ca: readonly Source[];
  readonly #cert: Source | undefined;
  readonly #key: Source | undefined;
  readonly #sources: TlsSources;

  constructor(sources: TlsSources) {
    this.#sources = sources;
    this.#ca = sources.ca.map(sourceOf);
    this.#cert = sources.cert === undefined ? undefined : sourceOf(sources.cert);
    this.#key = sources.key === undefined ? undefined : sourceOf(sources.key);
  }

  get hasClientCertificate(): boolean {
    return this.#cert !== undefined;
  }

  /** Reads what changed since the last call. */
  load(place: Place): TlsOutcome {
    const stamps: string[] = [];
    const read = (source: Source): string => {
      if (source.file === undefined) return source.text!;
      const { bytes, stamp } = source.file.read();
      stamps.push(stamp);
      return bytes.toString('utf8');
    };
    let current: Source | undefined;
    try {
      const ca = this.#ca.map((source) => read((current = source)));
      const cert = this.#cert === undefined ? undefined : read((current = this.#cert));
      const key = this.#key === undefined ? undefined : read((current = this.#key));
      for (const [source, pem] of [
        [this.#cert, cert],
        ...this.#ca.map((entry, i) => [entry, ca[i]] as const),
      ] as const) {
        if (source !== undefined && pem !== undefined && !pem.includes('-----BEGIN')) {
          return { ok: false, problem: badFile(place, source, 'is not a PEM certificate') };
        }
      }
      const { serverName, verify, minVersion, maxVersion } = this.#sources;
      const material: TlsMaterial = {
        ...(ca.length > 0 ? { ca } : {}),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(serverName === '' ? {} : { servername: serverName }),
        ...(minVersion === undefined ? {} : { minVersion }),
        ...(maxVersion === undefined ? {} : { maxVersion }),
        rejectUnauthorized: verify,
        stamp: stamps.join(),
      };
      return { ok: true, material };
    } catch (error) {
      return { ok: false, problem: unreadable(place, current, error) };
    }
  }
}

function unreadable(place: Place, source: Source | undefined, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason =
    code === 'ENOENT'
      ? 'no such file'
      : code === 'EACCES'
        ? 'permission denied'
        : code === 'EISDIR'
          ? 'it is a folder'
          : String(error);
  const message = `cannot read ${source?.option ?? 'file'} ${source?.file?.path ?? ''}: ${reason}`;
  const advice =
    code === 'ENOENT' ? 'Mount the folder with the certificates on this machine, or correct the path' : undefined;
  return problemAt(place, 'error', 'missing_file', message, advice);
}

function badFile(place: Place, source: Source, what: string): Problem {
  return problemAt(place, 'error', 'bad_certificate', `${source.option} ${source.file?.path ?? ''} ${what}`);
}

/** What is wrong with our own client certificate at `nowMs`, as far as it can be seen without the other side. */
export function clientCertificateFault(material: TlsMaterial, nowMs: number): string | undefined {
  if (material.cert === undefined) return 'no client certificate is configured';
  try {
    const certificate = new X509Certificate(material.cert);
    if (certificate.validToDate.getTime() < nowMs)
      return `the client certificate expired on ${day(certificate.validToDate)}`;
    if (certificate.validFromDate.getTime() > nowMs)
      return `the client certificate is valid from ${day(certificate.validFromDate)} on only`;
    const usages = certificate.keyUsage as readonly string[] | undefined;
    if (usages !== undefined && !usages.includes('1.3.6.1.5.5.7.3.2')) {
      return 'the client certificate is not meant for clients (its extended key usage lacks clientAuth)';
    }
  } catch {
    return 'the client certificate cannot be read';
  }
  return undefined;
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
