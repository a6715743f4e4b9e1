import { MaterialReader, type Material } from '../http/file-material.ts';

/** What a request shows to the API server. */
export interface Credentials {
  readonly token?: string;
  readonly certificate?: Buffer;
  readonly key?: Buffer;
  /** Changes with the certificate, so that connections can be made anew. */
  readonly stamp: string;
}

export type CredentialOutcome =
  | { readonly ok: true; readonly credentials: Credentials }
  | { readonly ok: false; readonly message: string };

export interface CredentialSource {
  /** For people: `token file /var/…`, `client certificate`, `plugin aws-iam-authenticator`. */
  readonly description: string;
  current(signal: AbortSignal): Promise<CredentialOutcome>;
  /** The API server did not accept what `current` said: it is fetched anew next time. */
  forget(): void;
}

export const anonymous: CredentialSource = {
  description: 'no credentials',
  current: () => Promise.resolve({ ok: true, credentials: { stamp: '' } }),
  forget: () => {},
};

export interface StaticParts {
  readonly token?: Material;
  readonly certificate?: Material;
  readonly key?: Material;
}

/** Token and certificate as they are, or from files that are read again when they change. */
export function materialCredentials(description: string, parts: StaticParts): CredentialSource {
  const token = parts.token && new MaterialReader(parts.token);
  const certificate = parts.certificate && new MaterialReader(parts.certificate);
  const key = parts.key && new MaterialReader(parts.key);
  return {
    description,
    current() {
      try {
        const text = token?.read().bytes.toString('utf8').trim();
        if (text === '') return Promise.resolve({ ok: false, message: `the token is empty (${description})` });
        const [cert, secret] = [certificate?.read(), key?.read()];
        return Promise.resolve({
          ok: true,
          credentials: {
            ...(text === undefined ? {} : { token: text }),
            ...(cert === undefined ? {} : { certificate: cert.bytes }),
            ...(secret === undefined ? {} : { key: secret.bytes }),
            stamp: `${cert?.stamp ?? ''}/${secret?.stamp ?? ''}`,
          },
        });
      } catch (error) {
        return Promise.resolve({ ok: false, message: `cannot read the credentials: ${(error as Error).message}` });
      }
    },
    // Files are looked at before each request anyway.
    forget: () => {},
  };
}
