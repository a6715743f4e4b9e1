import { audit } from '../metadata/audit.ts';
import { createToken, deleteToken, listTokens } from '../metadata/tokens.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { Refusal } from './refusal.ts';

/** Viewing and changing tokens is for owners and administrators. */
const mayManage = (role: string): boolean => role === 'owner' || role === 'administrator';
const notAllowed = (): Refusal => new Refusal('forbidden', 'tokens are for owners and administrators of the workspace');

export function tokenRoutes({
  db,
  now,
  random,
}: ServerParts): Pick<Handlers, 'listTokens' | 'createToken' | 'deleteToken'> {
  return {
    listTokens: ({ principal }) =>
      mayManage(principal.role) ? { tokens: listTokens(db, principal.workspace) } : notAllowed(),

    createToken({ body, principal, address }) {
      if (!mayManage(principal.role)) return notAllowed();
      const { workspace, user } = principal;
      return db.transaction(() => {
        const made = createToken(db, random, now(), {
          workspace,
          name: body.name,
          kind: body.kind,
          createdBy: user.login,
        });
        const details = `${body.kind} ${body.name}`;
        audit(db, {
          atMs: now(),
          workspace,
          actor: user.login,
          action: 'token.create',
          object: made.token.id,
          address,
          details,
        });
        return made;
      });
    },

    deleteToken({ params, principal, address }) {
      if (!mayManage(principal.role)) return notAllowed();
      const { workspace, user } = principal;
      if (!deleteToken(db, workspace, params.id)) return new Refusal('not_found', 'there is no such token');
      audit(db, { atMs: now(), workspace, actor: user.login, action: 'token.delete', object: params.id, address });
      return undefined;
    },
  };
}
