import { hasRole, type Role } from '@binnacle/api';
import { audit } from '../metadata/audit.ts';
import { listMembers, memberOf, ownerCount, removeMember, setRole } from '../metadata/members.ts';
import { endSessionsIn } from '../metadata/sessions.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { Refusal } from './refusal.ts';

const missing = (): Refusal => new Refusal('not_found', 'the workspace has no such member');
const lastOwner = (): Refusal =>
  new Refusal('last_owner', 'this is the only owner of the workspace: make somebody else an owner first');

/** Only owners decide about owners: else an administrator could make themselves one. */
export const mayGive = (role: Role, given: Role): boolean => given !== 'owner' || role === 'owner';

export function memberRoutes({ db, now }: ServerParts): Pick<Handlers, 'listMembers' | 'putMember' | 'deleteMember'> {
  return {
    listMembers: ({ principal }) => ({ members: listMembers(db, principal.workspace) }),

    putMember({ params, body, principal, address }) {
      const { workspace, user, role } = principal;
      const before = memberOf(db, workspace, params.userId);
      if (before === undefined) return missing();
      if (!mayGive(role, body.role) || !mayGive(role, before.role))
        return new Refusal('forbidden', 'only owners decide who is an owner');
      if (before.role === 'owner' && body.role !== 'owner' && ownerCount(db, workspace) === 1) return lastOwner();
      db.transaction(() => {
        setRole(db, { workspace, userId: params.userId, role: body.role });
        audit(db, {
          atMs: now(),
          workspace,
          actor: user.login,
          action: 'member.role',
          object: params.userId,
          address,
          details: `${before.login}: ${before.role} → ${body.role}`,
        });
      });
      return { ...before, role: body.role };
    },

    deleteMember({ params, principal, address }) {
      const { workspace, user, role } = principal;
      const before = memberOf(db, workspace, params.userId);
      if (before === undefined) return missing();
      const isSelf = params.userId === user.id;
      if (!isSelf && (!hasRole(role, 'administrator') || !mayGive(role, before.role))) {
        const message =
          before.role === 'owner' && role === 'administrator'
            ? 'only owners take owners out of a workspace'
            : 'members are taken out by owners and administrators';
        return new Refusal('forbidden', message);
      }
      if (before.role === 'owner' && ownerCount(db, workspace) === 1) return lastOwner();
      db.transaction(() => {
        removeMember(db, workspace, params.userId);
        endSessionsIn(db, params.userId, workspace);
        audit(db, {
          atMs: now(),
          workspace,
          actor: user.login,
          action: isSelf ? 'member.leave' : 'member.remove',
          object: params.userId,
          address,
          details: before.login,
        });
      });
      return undefined;
    },
  };
}
