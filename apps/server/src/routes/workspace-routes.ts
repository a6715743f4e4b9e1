import { audit } from '../metadata/audit.ts';
import {
  createWorkspace,
  isNameTaken,
  listWorkspaces,
  newWorkspaceId,
  renameWorkspace,
} from '../metadata/workspaces.ts';
import type { SessionPrincipal } from '../auth/authenticate.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';
import { Refusal } from './refusal.ts';

type WorkspaceHandlers = Pick<Handlers, 'listWorkspaces' | 'createWorkspace' | 'putWorkspace'>;

export function workspaceRoutes({ db, now, random, config, engine }: ServerParts): WorkspaceHandlers {
  const find = ({ user }: SessionPrincipal, id: string) => listWorkspaces(db, user.id).find((it) => it.id === id)!;
  const taken = (name: string): Refusal => new Refusal('conflict', `a workspace is called “${name}” already`);
  return {
    listWorkspaces: ({ principal }) => ({
      workspaces:
        config.auth === 'off'
          ? [{ id: 'default', name: 'default', role: 'owner', memberCount: 0, createdAtMs: 0 }]
          : listWorkspaces(db, principal.user.id),
    }),

    async createWorkspace({ body, principal, address }) {
      if (config.auth === 'off')
        return new Refusal('forbidden', 'the server runs with --auth off: there is one workspace');
      if (isNameTaken(db, body.name)) return taken(body.name);
      const { user } = principal;
      const id = newWorkspaceId(random);
      // First: a workspace that nothing can be written to would be worse than an empty folder.
      await engine.openWorkspace(id);
      if (isNameTaken(db, body.name)) return taken(body.name);
      db.transaction(() => {
        createWorkspace(db, now(), { id, name: body.name, ownerId: user.id });
        const [action, details] = ['workspace.create', body.name];
        audit(db, { atMs: now(), workspace: id, actor: user.login, action, object: id, address, details });
      });
      return find(principal, id);
    },

    putWorkspace({ body, principal, address }) {
      const { user, workspace } = principal;
      if (config.auth === 'off')
        return new Refusal('forbidden', 'the server runs with --auth off: its workspace has no name of its own');
      if (isNameTaken(db, body.name, workspace)) return taken(body.name);
      renameWorkspace(db, workspace, body.name);
      const details = body.name;
      audit(db, {
        atMs: now(),
        workspace,
        actor: user.login,
        action: 'workspace.rename',
        object: workspace,
        address,
        details,
      });
      return find(principal, workspace);
    },
  };
}
