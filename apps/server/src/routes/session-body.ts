import type { Session } from '@binnacle/api';
import type { SessionPrincipal } from '../auth/authenticate.ts';
import { hasPassword } from '../metadata/users.ts';
import { workspaceName } from '../metadata/workspaces.ts';
import type { ServerParts } from '../parts.ts';

/** A session as the console sees it. `expiresAtMs` is undefined without authentication. */
export const sessionBody = (
  { db, config }: Pick<ServerParts, 'db' | 'config'>,
  it: Pick<SessionPrincipal, 'user' | 'workspace' | 'role'>,
  expiresAtMs: number | undefined,
): Session => ({
  user: it.user,
  workspace: { id: it.workspace, name: workspaceName(db, it.workspace) },
  role: it.role,
  auth: config.auth,
  hasPassword: hasPassword(db, it.user.id),
  expiresAtMs: expiresAtMs ?? null,
});
