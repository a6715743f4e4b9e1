import type { IncomingMessage } from 'node:http';

/**
 * Name of the session's cookie. `__Host-` makes browsers refuse it unless it is secure and set by this very host, but works
 * over TLS alone.
 */
export const cookieName = (secure: boolean): string => (secure ? '__Host-binnacle_session' : 'binnacle_session');

export function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** The value of a `Set-Cookie` header; without a secret, one that deletes the cookie. */
export function sessionCookie(secure: boolean, secret: string | undefined, maxAgeMs: number): string {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return secret === undefined
    ? `${cookieName(secure)}=; Max-Age=0; ${attributes}`
    : `${cookieName(secure)}=${secret}; Max-Age=${Math.floor(maxAgeMs / 1000)}; ${attributes}`;
}
