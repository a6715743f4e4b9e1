import { OIDC_CALLBACK_PATH, OIDC_START_PATH, type OidcProblem, type User } from '@binnacle/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cookieName, readCookie, sessionCookie } from '../auth/cookie.ts';
import { audit } from '../metadata/audit.ts';
import { createSession, deleteSession } from '../metadata/sessions.ts';
import { admit } from '../oidc/admit.ts';
import { ATTEMPT_LIFE_MS, Attempts } from '../oidc/attempts.ts';
import { Provider } from '../oidc/provider.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';

/** Binds a sign-in to the browser that began it: nobody can be signed in to somebody else's account by a link. */
const COOKIE = 'binnacle_oidc';

export const signInWays = ({ config }: ServerParts): Pick<Handlers, 'getSignInWays'> => ({
  getSignInWays: () => ({
    password: true,
    oidc: config.oidc === undefined ? null : { label: config.oidc.label, startPath: OIDC_START_PATH },
  }),
});

/** The two redirects of a sign-in through an OpenID provider (authorization code with PKCE). */
export function mountOidc(app: FastifyInstance, parts: ServerParts): void {
  const { config, now, random, db, log } = parts;
  const oidc = config.oidc;
  if (oidc === undefined) return;
  const attempts = new Attempts(random, now);
  const provider = new Provider(oidc);

  const attemptCookie = (value: string, maxAgeS: number): string =>
    `${COOKIE}=${value}; Max-Age=${maxAgeS}; Path=${OIDC_CALLBACK_PATH}; HttpOnly; SameSite=Lax${parts.secureCookies ? '; Secure' : ''}`;
  const fail = (reply: FastifyReply, problem: OidcProblem): FastifyReply => reply.redirect(`/login?problem=${problem}`);

  app.get(OIDC_START_PATH, async (request, reply) => {
    const { next } = request.query as { next?: unknown };
    const principal = parts.authenticate(request.raw);
    const linkUserId = principal.kind === 'session' && principal.secret !== undefined ? principal.user.id : undefined;
    const attempt = attempts.begin(localPath(next), linkUserId);
    try {
      const url = await provider.authorizationUrl(attempt, redirectUri(request));
      reply.header('set-cookie', attemptCookie(attempt.state, ATTEMPT_LIFE_MS / 1000));
      return await reply.redirect(url.href);
    } catch (error) {
      log.error({ err: error, issuer: oidc.issuer.href }, 'the OpenID provider cannot be used');
      return fail(reply, 'unreachable');
    }
  });

  app.get(OIDC_CALLBACK_PATH, async (request, reply) => {
    const { state, error } = request.query as { state?: unknown; error?: unknown };
    const attempt = typeof state === 'string' ? attempts.take(state) : undefined;
    if (attempt === undefined || readCookie(request.raw, COOKIE) !== state) return fail(reply, 'expired');
    reply.header('set-cookie', attemptCookie('', 0));
    if (error !== undefined) {
      log.warn({ error: String(error).slice(0, 200) }, 'the OpenID provider refused a sign-in');
      return fail(reply, 'refused');
    }
    let claims;
    try {
      const query = request.url.slice(request.url.indexOf('?'));
      claims = await provider.claims(attempt, new URL(query, redirectUri(request)));
    } catch (failure) {
      log.error({ err: failure, issuer: oidc.issuer.href }, 'the answer of the OpenID provider does not hold');
      return fail(reply, 'misconfigured');
    }
    const address = request.ip;
    const linkTo = attempt.linkUserId === undefined ? undefined : userOf(request, attempt.linkUserId);
    if (attempt.linkUserId !== undefined && linkTo === undefined) return fail(reply, 'expired');
    const admitted = admit(parts, oidc, claims, linkTo, address);
    if (admitted === undefined) {
      log.warn({ subject: claims.subject, address }, 'somebody without a role signed in at the OpenID provider');
      return fail(reply, 'not_a_member');
    }
    const { user, workspace } = admitted;
    const before = readCookie(request.raw, cookieName(parts.secureCookies));
    if (before !== undefined) deleteSession(db, before);
    const userAgent = String(request.headers['user-agent'] ?? '');
    const secret = createSession(db, random, now(), { userId: user.id, workspace, address, userAgent });
    const details = `through ${claims.issuer}`;
    audit(db, {
      atMs: now(),
      workspace,
      actor: user.login,
      action: linkTo === undefined ? 'session.create' : 'account.link',
      object: user.id,
      address,
      details,
    });
    reply.header('set-cookie', [
      attemptCookie('', 0),
      sessionCookie(parts.secureCookies, secret, config.session.lifetimeMs),
    ]);
    return reply.redirect(attempt.next);
  });

  /** Who began to link an account has to be signed in to it still. */
  function userOf(request: FastifyRequest, userId: string): User | undefined {
    const principal = parts.authenticate(request.raw);
    return principal.kind === 'session' && principal.user.id === userId ? principal.user : undefined;
  }

  function redirectUri(request: FastifyRequest): string {
    const own = `${config.tls === undefined ? 'http' : 'https'}://${request.headers.host ?? 'localhost'}`;
    return new URL(OIDC_CALLBACK_PATH, config.web.externalUrl ?? own).href;
  }
}

/** A path of our own, whatever somebody put into a link. */
function localPath(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next) || next.length > 2000) return '/';
  const url = URL.parse(next, 'http://own.invalid');
  return url?.origin === 'http://own.invalid' ? url.pathname + url.search + url.hash : '/';
}
