import { listAudit } from '../metadata/audit.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';

export const auditRoutes = ({ db }: ServerParts): Pick<Handlers, 'listAudit'> => ({
  listAudit: ({ body, principal }) =>
    listAudit(db, principal.workspace, { before: body.before, actor: body.actor, action: body.action }),
});
