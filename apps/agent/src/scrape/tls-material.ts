import { X509Certificate } from 'node:crypto';
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
  readonly rejectUnauthorized: boolean;
  /** Changes whenever a file did: connections made with another stamp are of the past. */
  readonly stamp: string;
}

export type TlsOutcome =
  | { readonly ok: true; readonly material: TlsMaterial }
  | { readonly ok: false; readonly problem: Problem };

/** A part of the material: from a file, or written into the configuration. */
interface Source {
  readonly option: string;
  readonly file?: WatchedFile;
  readonly text?: string;
}

/**
 * The TLS settings of one input by the reference agent's table: the current options win over the four `tls_*` ones;
 * `tls_open = false` means the system's CAs and no client certificate; `tls_open` without a CA verifies nothing.
 */
export class TlsSettings {
  readonly #ca: readonly Source[];
  readonly #cert: Source | undefined;
  readonly #key: Source | undefined;
  readonly #serverName: string;
  readonly #verify: boolean;

  constructor(options: PromOptions) {
    const file = (option: string, path: string): Source[] =>
      path === '' ? [] : [{ option, file: new WatchedFile(path) }];
    const text = (option: string, base64: string): Source[] =>
      base64 === '' ? [] : [{ option, text: Buffer.from(base64, 'base64').toString('utf8') }];
    if (hasCurrentTls(options)) {
      this.#ca = [
        ...options.ca_certs.flatMap((path) => file('ca_certs', path)),
        ...options.ca_certs_base64.flatMap((base64) => text('ca_certs_base64', base64)),
      ];
      this.#cert = [...file('cert', options.cert), ...text('cert_base64', options.cert_base64)][0];
      this.#key = [...file('cert_key', options.cert_key), ...text('cert_key_base64', options.cert_key_base64)][0];
      this.#serverName = options.server_name;
      this.#verify = options.insecure_skip_verify !== true;
    } else if (options.tls_open) {
      this.#ca = file('tls_ca', options.tls_ca);
      this.#cert = file('tls_cert', options.tls_cert)[0];
      this.#key = file('tls_key', options.tls_key)[0];
      this.#serverName = '';
      this.#verify = options.tls_ca !== '';
    } else {
      this.#ca = [];
      this.#serverName = '';
      this.#verify = true;
    }
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
      const material: TlsMaterial = {
        ...(ca.length > 0 ? { ca } : {}),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(this.#serverName === '' ? {} : { servername: this.#serverName }),
        rejectUnauthorized: this.#verify,
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
