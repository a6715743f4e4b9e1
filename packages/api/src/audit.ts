import { z } from 'zod';
import { route } from './route.ts';
import { unixMs } from './session.ts';

export const auditEntry = z
  .object({
    id: z.number().int(),
    atMs: unixMs,
    actor: z.string().describe('Login, `token:<id>`, or `server`'),
    action: z.string().describe('Such as `session.create`, `token.delete`'),
    object: z.string().describe('Id of what was changed'),
    address: z.string(),
    details: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntry>;

export const AUDIT_PAGE = 100;

export const listAudit = route({
  id: 'listAudit',
  method: 'GET',
  path: '/api/audit',
  summary: `Who changed what in the workspace, newest first, ${AUDIT_PAGE} at a time`,
  access: 'session',
  role: 'administrator',
  query: z.object({
    /** Entries older than this one: the last `id` of the page before. */
    before: z.coerce.number().int().optional(),
    actor: z.string().max(200).default(''),
    /** `token` finds `token.create` and `token.delete`. */
    action: z.string().max(100).default(''),
  }),
  status: 200,
  response: z.object({ entries: z.array(auditEntry), hasMore: z.boolean() }),
  errors: [],
});
