import { hashPassword } from '../auth/passwords.ts';
import { audit } from '../metadata/audit.ts';
import { endOtherSessions, endSession, listSessions, moveSession } from '../metadata/sessions.ts';
import { roleIn } from '../metadata/members.ts';
import { hasPassword, setName, setPasswordHash } from '../metadata/users.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { Refusal, waitRefusal } from './refusal.ts';
import { sessionBody } from './session-body.ts';

type AccountHandlers = Pick<
  Handlers,
  'listSessions' | 'endSession' | 'endOtherSessions' | 'putPassword' | 'putAccount' | 'putSessionWorkspace'
>;

/** What people change about themselves. */
export function accountRoutes(parts: ServerParts): AccountHandlers {
  const { db, now, config, signIn } = parts;
  const noAccount = (): Refusal => new Refusal('forbidden', 'the server runs with --auth off: there are no accounts');
  return {
    listSessions: ({ principal }) => ({
      sessions: listSessions(db, principal.user.id, principal.id, now(), config.session),
    }),

    endSession: ({ params, principal }) =>
      endSession(db, principal.user.id, params.id) ? undefined : new Refusal('not_found', 'there is no such session'),

    endOtherSessions: ({ principal }) => ({ ended: endOtherSessions(db, principal.user.id, principal.id) }),

    async putPassword({ body, principal, address }) {
      const { user, workspace } = principal;
      if (principal.secret === undefined) return noAccount();
      if (hasPassword(db, user.id)) {
        const outcome = await signIn.withPassword(user.login, body.current, address);
        if (outcome.kind === 'wait') return waitRefusal(outcome.waitMs);
        if (outcome.kind === 'wrong') return new Refusal('wrong_credentials', 'the current password is wrong');
      }
      const passwordHash = await hashPassword(body.next);
      db.transaction(() => {
        setPasswordHash(db, user.id, passwordHash);
        // Whoever else knew the old password is out.
        endOtherSessions(db, user.id, principal.id);
        audit(db, { atMs: now(), workspace, actor: user.login, action: 'account.password', object: user.id, address });
      });
      return undefined;
    },

    putAccount({ body, principal }) {
      if (principal.secret === undefined) return noAccount();
      setName(db, principal.user.id, body.name);
      return sessionBody(parts, { ...principal, user: { ...principal.user, name: body.name } }, principal.expiresAtMs);
    },

    putSessionWorkspace({ body, principal }) {
      if (principal.secret === undefined) return noAccount();
      const role = roleIn(db, body.workspace, principal.user.id);
      if (role === undefined) return new Refusal('not_found', 'you are in no such workspace');
      moveSession(db, principal.id, body.workspace);
      return sessionBody(parts, { user: principal.user, workspace: body.workspace, role }, principal.expiresAtMs);
    },
  };
}
