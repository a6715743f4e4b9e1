import { audit } from '../metadata/audit.ts';
import { createToken, deleteToken, listTokens, rotateToken } from '../metadata/tokens.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { Refusal } from './refusal.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const missing = (): Refusal => new Refusal('not_found', 'there is no such token');

type TokenHandlers = Pick<Handlers, 'listTokens' | 'createToken' | 'rotateToken' | 'deleteToken'>;

export function tokenRoutes({ db, now, random }: ServerParts): TokenHandlers {
  return {
    listTokens: ({ principal }) => ({ tokens: listTokens(db, principal.workspace) }),

    createToken({ body, principal, address }) {
      const { workspace, user } = principal;
      return db.transaction(() => {
        const made = createToken(db, random, now(), {
          workspace,
          name: body.name,
          kind: body.kind,
          scopes: body.scopes,
          createdBy: user.login,
          expiresAtMs: body.expiresInDays === null ? null : now() + body.expiresInDays * DAY_MS,
        });
        const details = `${body.kind} ${body.name}: ${made.token.scopes.join(' ')}`;
        const [action, object] = ['token.create', made.token.id];
        audit(db, { atMs: now(), workspace, actor: user.login, action, object, address, details });
        return made;
      });
    },

    rotateToken({ params, body, principal, address }) {
      const { workspace, user } = principal;
      return db.transaction(() => {
        const graceUntilMs = body.graceHours === 0 ? 0 : now() + Math.round(body.graceHours * HOUR_MS);
        const made = rotateToken(db, random, now(), { workspace, id: params.id, graceUntilMs });
        if (made === undefined) return missing();
        const [action, details] = ['token.rotate', `${made.token.name}, old secret for ${body.graceHours} h more`];
        audit(db, { atMs: now(), workspace, actor: user.login, action, object: params.id, address, details });
        return made;
      });
    },

    deleteToken({ params, principal, address }) {
      const { workspace, user } = principal;
      if (!deleteToken(db, workspace, params.id)) return missing();
      audit(db, { atMs: now(), workspace, actor: user.login, action: 'token.delete', object: params.id, address });
      return undefined;
    },
  };
}
