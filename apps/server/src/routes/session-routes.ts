import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@binnacle/api';
import { hashPassword } from '../auth/passwords.ts';
import { isSetupCode } from '../auth/setup-code.ts';
import { audit } from '../metadata/audit.ts';
import { createSession, deleteSession, rotateSession } from '../metadata/sessions.ts';
import { firstMembership } from '../metadata/members.ts';
import { createUser, hasUsers } from '../metadata/users.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { Refusal, waitRefusal } from './refusal.ts';
import { sessionBody } from './session-body.ts';

/** A session's secret is exchanged once a day. */
const ROTATE_AFTER_MS = 86_400_000;

type SessionHandlers = Pick<Handlers, 'getSetup' | 'postSetup' | 'getSession' | 'postSession' | 'deleteSession'>;

export function sessionRoutes(parts: ServerParts): SessionHandlers {
  const { db, now, random, config, signIn } = parts;
  const isSetupNeeded = (): boolean => config.auth === 'on' && parts.setupCode.current !== undefined;

  return {
    getSetup: () => ({
      needed: isSetupNeeded(),
      passwordMinLength: PASSWORD_MIN_LENGTH,
      passwordMaxLength: PASSWORD_MAX_LENGTH,
    }),

    async postSetup({ body, address, userAgent, setCookie }) {
      const expected = parts.setupCode.current;
      if (!isSetupNeeded() || expected === undefined)
        return new Refusal('setup_done', 'the server already has an owner: sign in');
      const waitMs = signIn.setupAttempt(address);
      if (waitMs > 0) return waitRefusal(waitMs);
      if (!isSetupCode(body.code, expected)) {
        return new Refusal('wrong_setup_code', 'this is not the set-up code that the server printed when it started');
      }
      const passwordHash = await hashPassword(body.password);
      // Somebody else may have been faster while the password was hashed.
      if (hasUsers(db)) return new Refusal('setup_done', 'the server already has an owner: sign in');
      signIn.setupSucceeded(address);
      const workspace = 'default';
      const user = db.transaction(() => {
        const made = createUser(db, random, now(), {
          login: body.login,
          name: body.name,
          passwordHash,
          role: 'owner',
          workspace,
        });
        audit(db, { atMs: now(), workspace, actor: made.login, action: 'setup', object: made.id, address });
        return made;
      });
      parts.setupCode.current = undefined;
      parts.log.info({ login: user.login }, 'set-up is done: the server has an owner');
      setCookie(createSession(db, random, now(), { userId: user.id, workspace, address, userAgent }));
      return sessionBody(parts, { user, workspace, role: 'owner' }, now() + config.session.idleTimeoutMs);
    },

    getSession({ principal, setCookie }) {
      const { secret, rotatedAtMs } = principal;
      if (secret !== undefined && now() - (rotatedAtMs ?? 0) >= ROTATE_AFTER_MS) {
        const next = rotateSession(db, random, secret, now());
        if (next !== undefined) setCookie(next);
      }
      return sessionBody(parts, principal, principal.expiresAtMs);
    },

    async postSession({ body, address, userAgent, cookie, setCookie }) {
      const outcome = await signIn.withPassword(body.login, body.password, address);
      if (outcome.kind === 'wait') return waitRefusal(outcome.waitMs);
      if (outcome.kind === 'wrong') {
        parts.log.warn({ login: body.login, address }, 'sign-in failed');
        return new Refusal('wrong_credentials', 'the login or the password is wrong');
      }
      const membership = firstMembership(db, outcome.user.id);
      if (membership === undefined) return new Refusal('forbidden', 'this user belongs to no workspace');
      // A cookie from before the sign-in never becomes a session of the user (session fixation).
      if (cookie !== undefined) deleteSession(db, cookie);
      const { workspace } = membership;
      setCookie(createSession(db, random, now(), { userId: outcome.user.id, workspace, address, userAgent }));
      audit(db, {
        atMs: now(),
        workspace: membership.workspace,
        actor: outcome.user.login,
        action: 'session.create',
        object: outcome.user.id,
        address,
      });
      return sessionBody(parts, { user: outcome.user, ...membership }, now() + config.session.idleTimeoutMs);
    },

    deleteSession({ cookie, setCookie }) {
      if (cookie !== undefined) deleteSession(db, cookie);
      setCookie(undefined);
      return undefined;
    },
  };
}
