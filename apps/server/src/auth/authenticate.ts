import type { IncomingMessage } from 'node:http';
import type { Role, TokenScope, User } from '@binnacle/api';
import type { Database } from '../metadata/database.ts';
import { findSession, type SessionLimits } from '../metadata/sessions.ts';
import { findToken } from '../metadata/tokens.ts';
import { cookieName, readCookie } from './cookie.ts';

/** Who sent a request. */
export type Principal =
  /** `why`: for people, such as those who read the log of an agent whose token was revoked. */
  | { readonly kind: 'anonymous'; readonly why: string }
  /** Signed in with the console's cookie; with `--auth off`, everybody (then there is no secret). */
  | {
      readonly kind: 'session';
      /** Of the session, not of its user; '' without authentication. */
      readonly id: string;
      readonly user: User;
      readonly workspace: string;
      readonly role: Role;
      readonly secret: string | undefined;
      readonly expiresAtMs: number | undefined;
      readonly rotatedAtMs: number | undefined;
    }
  | {
      readonly kind: 'token';
      readonly id: string;
      readonly name: string;
      readonly scopes: readonly TokenScope[];
      readonly workspace: string;
    };

export type TokenPrincipal = Extract<Principal, { kind: 'token' }>;
export type SessionPrincipal = Extract<Principal, { kind: 'session' }>;

/** The one user of a server without authentication. */
const NOBODY: User = { id: 'nobody', login: 'nobody', name: '' };
export const WITHOUT_AUTH: SessionPrincipal = {
  kind: 'session',
  id: '',
  user: NOBODY,
  workspace: 'default',
  role: 'owner',
  secret: undefined,
  expiresAtMs: undefined,
  rotatedAtMs: undefined,
};

/** The server, which asks itself: see `http/warm-up-requests.ts`. Nothing that is sent can make a request its own. */
export const OWN_REQUESTS: TokenPrincipal = {
  kind: 'token',
  id: '',
  name: 'warm-up',
  scopes: ['metrics:read'],
  workspace: 'default',
};

export interface Authenticator {
  /** A token that is sent counts before a cookie; a wrong token is anonymous, cookie or not. */
  (request: IncomingMessage): Principal;
}

export interface AuthenticatorParts {
  readonly db: Database;
  readonly now: () => number;
  readonly auth: 'on' | 'off';
  readonly limits: SessionLimits;
  readonly secureCookies: boolean;
}

export function makeAuthenticator({ db, now, auth, limits, secureCookies }: AuthenticatorParts): Authenticator {
  const name = cookieName(secureCookies);
  return (request) => {
    if (auth === 'off') return WITHOUT_AUTH;
    const header = request.headers.authorization;
    if (header !== undefined) {
      const secret = secretOf(header);
      const token = secret === undefined ? undefined : findToken(db, secret, now());
      return token === undefined
        ? { kind: 'anonymous', why: 'this token is not known: it is wrong, has expired, or it was revoked' }
        : { kind: 'token', id: token.id, name: token.name, scopes: token.scopes, workspace: token.workspace };
    }
    const cookie = readCookie(request, name);
    const session = cookie === undefined ? undefined : findSession(db, cookie, now(), limits);
    if (session !== undefined) return { kind: 'session', secret: cookie, ...session };
    const why = cookie === undefined ? 'a session or a token is needed' : 'this session has ended: sign in again';
    return { kind: 'anonymous', why };
  };
}

/** The secret of `Bearer tkn_…` or `Token tkn_…`, or the password of basic authentication, whatever its user name is. */
function secretOf(header: string): string | undefined {
  const match = /^(bearer|token|basic)\s+(\S+)$/i.exec(header);
  if (match === null) return undefined;
  if (match[1]!.toLowerCase() !== 'basic') return match[2]!;
  const pair = Buffer.from(match[2]!, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1);
}
