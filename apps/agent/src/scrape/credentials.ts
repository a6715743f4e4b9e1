import type { CredentialSource } from '@binnacle/kube';
import { problemAt, type Place, type Problem } from '../config/problem.ts';
import { WatchedFile } from './watched-file.ts';

/** A piece of text that nobody should see: written into the configuration, or in a file that may change. */
export type Secret =
  | { readonly kind: 'text'; readonly text: string }
  /** `option` is the name of the setting, for messages. */
  | { readonly kind: 'file'; readonly option: string; readonly path: string };

export type Credentials =
  /** `scheme` goes in front of the token, such as `Bearer`. */
  | { readonly kind: 'token'; readonly scheme: string; readonly token: Secret }
  | { readonly kind: 'basic'; readonly username: Secret; readonly password: Secret }
  /** Those with which the agent speaks to the API server: a token, a client certificate, or both. */
  | { readonly kind: 'cluster'; readonly source: CredentialSource };

/** What a request shows of itself. */
export type WrittenCredentials = Exclude<Credentials, { readonly kind: 'cluster' }>;

export const secretText = (text: string): Secret => ({ kind: 'text', text });
export const secretFile = (option: string, path: string): Secret => ({ kind: 'file', option, path });

export type SecretOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** Reads secrets; files again only after they changed. */
export class SecretReader {
  readonly #place: Place;
  readonly #files = new Map<string, WatchedFile>();

  constructor(place: Place) {
    this.#place = place;
  }

  read(secret: Secret): SecretOutcome<string> {
    if (secret.kind === 'text') return { ok: true, value: secret.text };
    let file = this.#files.get(secret.path);
    if (file === undefined) this.#files.set(secret.path, (file = new WatchedFile(secret.path)));
    try {
      return { ok: true, value: file.read().bytes.toString('utf8').trim() };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const reason = code === 'ENOENT' ? 'no such file' : code === 'EACCES' ? 'permission denied' : String(error);
      const message = `cannot read ${secret.option} ${secret.path}: ${reason}`;
      return { ok: false, problem: problemAt(this.#place, 'error', 'missing_file', message) };
    }
  }

  /** The value of the header `Authorization`. */
  authorization(credentials: WrittenCredentials): SecretOutcome<string> {
    if (credentials.kind === 'token') {
      const token = this.read(credentials.token);
      return token.ok ? { ok: true, value: `${credentials.scheme} ${token.value}` } : token;
    }
    const username = this.read(credentials.username);
    if (!username.ok) return username;
    const password = this.read(credentials.password);
    if (!password.ok) return password;
    const pair = Buffer.from(`${username.value}:${password.value}`).toString('base64');
    return { ok: true, value: `Basic ${pair}` };
  }
}
