import type { SessionPrincipal } from '../auth/authenticate.ts';
import { hashPassword } from '../auth/passwords.ts';
import { audit } from '../metadata/audit.ts';
import { createInvitation, deleteInvitation, findInvitation, listInvitations } from '../metadata/invitations.ts';
import { addMember, roleIn } from '../metadata/members.ts';
import { createSession, deleteSession, moveSession } from '../metadata/sessions.ts';
import { createUser, findByLogin } from '../metadata/users.ts';
import { workspaceName } from '../metadata/workspaces.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { mayGive } from './member-routes.ts';
import { Refusal, waitRefusal } from './refusal.ts';
import { sessionBody } from './session-body.ts';

const HOUR_MS = 3_600_000;

type InvitationHandlers = Pick<
  Handlers,
  'listInvitations' | 'createInvitation' | 'deleteInvitation' | 'lookAtInvitation' | 'acceptInvitation'
>;

const worthless = (): Refusal =>
  new Refusal('not_found', 'this invitation has expired, was used or taken back: ask for a new one');

export function invitationRoutes(parts: ServerParts): InvitationHandlers {
  const { db, now, random, signIn, config } = parts;

  /** Guessing is hopeless, and still limited. */
  const look = (secret: string, address: string) => {
    const waitMs = signIn.setupAttempt(address);
    if (waitMs > 0) return waitRefusal(waitMs);
    const found = findInvitation(db, secret, now());
    if (found === undefined) return worthless();
    signIn.setupSucceeded(address);
    return found;
  };

  return {
    listInvitations: ({ principal }) => ({ invitations: listInvitations(db, principal.workspace, now()) }),

    createInvitation({ body, principal, address }) {
      const { workspace, user, role } = principal;
      if (config.auth === 'off')
        return new Refusal('forbidden', 'the server runs with --auth off: there is nobody to invite');
      if (!mayGive(role, body.role)) return new Refusal('forbidden', 'only owners invite owners');
      return db.transaction(() => {
        const made = createInvitation(db, random, now(), {
          workspace,
          role: body.role,
          note: body.note,
          createdBy: user.login,
          expiresAtMs: now() + body.expiresInHours * HOUR_MS,
        });
        audit(db, {
          atMs: now(),
          workspace,
          actor: user.login,
          action: 'invitation.create',
          object: made.invitation.id,
          address,
          details: `${body.role} ${body.note}`.trim(),
        });
        return { ...made, path: `/invite#${made.secret}` };
      });
    },

    deleteInvitation({ params, principal, address }) {
      const { workspace, user } = principal;
      if (!deleteInvitation(db, workspace, params.id))
        return new Refusal('not_found', 'there is no such invitation, or it was accepted');
      const action = 'invitation.delete';
      audit(db, { atMs: now(), workspace, actor: user.login, action, object: params.id, address });
      return undefined;
    },

    lookAtInvitation({ body, address }) {
      const found = look(body.secret, address);
      if (found instanceof Refusal) return found;
      const { role, expiresAtMs, createdBy } = found.invitation;
      return { workspace: workspaceName(db, found.workspace), role, expiresAtMs, invitedBy: createdBy };
    },

    async acceptInvitation({ body, principal, address, userAgent, cookie, setCookie }) {
      const found = look(body.secret, address);
      if (found instanceof Refusal) return found;
      const { workspace, invitation } = found;
      const note = (login: string, userId: string): void =>
        audit(db, {
          atMs: now(),
          workspace,
          actor: login,
          action: 'invitation.accept',
          object: userId,
          address,
          details: `${invitation.role}, invited by ${invitation.createdBy}`,
        });
      if (body.user === undefined) {
        if (principal.kind !== 'session' || principal.secret === undefined)
          return new Refusal('unauthenticated', 'choose a login and a password, or sign in first');
        return acceptAs(principal);
      }
      const { login, name, password } = body.user;
      if (findByLogin(db, login) !== undefined) return loginTaken(login);
      const passwordHash = await hashPassword(password);
      // Somebody else may have been faster while the password was hashed.
      if (findByLogin(db, login) !== undefined) return loginTaken(login);
      const user = db.transaction(() => {
        if (!deleteInvitation(db, workspace, invitation.id)) return undefined;
        const made = createUser(db, random, now(), { login, name, passwordHash, role: invitation.role, workspace });
        note(made.login, made.id);
        return made;
      });
      if (user === undefined) return worthless();
      if (cookie !== undefined) deleteSession(db, cookie);
      setCookie(createSession(db, random, now(), { userId: user.id, workspace, address, userAgent }));
      return sessionBody(parts, { user, workspace, role: invitation.role }, now() + config.session.idleTimeoutMs);

      function acceptAs({ user, id, expiresAtMs }: SessionPrincipal) {
        if (roleIn(db, workspace, user.id) !== undefined)
          return new Refusal('conflict', 'you are a member of this workspace already');
        const isMember = db.transaction(() => {
          if (!deleteInvitation(db, workspace, invitation.id)) return false;
          addMember(db, now(), { workspace, userId: user.id, role: invitation.role });
          moveSession(db, id, workspace);
          note(user.login, user.id);
          return true;
        });
        return isMember ? sessionBody(parts, { user, workspace, role: invitation.role }, expiresAtMs) : worthless();
      }
    },
  };
}

const loginTaken = (login: string): Refusal =>
  new Refusal('conflict', `“${login}” is taken: choose another login, or sign in and open the link again`);
