import { listAudit } from '../metadata/audit.ts';
import type { ServerParts } from '../parts.ts';
import type { Handlers } from './call.ts';

export const auditRoutes = ({ db }: ServerParts): Pick<Handlers, 'listAudit'> => ({
  listAudit: ({ query, principal }) =>
    listAudit(db, principal.workspace, { before: query.before, actor: query.actor, action: query.action }),
});
