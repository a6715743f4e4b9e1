import { z } from 'zod';

/** The first parts of the actions that the log can be narrowed to. */
export const AUDIT_GROUPS = [
  'session',
  'account',
  'member',
  'invitation',
  'token',
  'dashboard',
  'share',
  'workspace',
  'admin',
] as const;

/** What the address of the audit log says: `/audit?actor=ada&action=token`. */
export const auditSearch = z.object({
  actor: z.string().max(200).default('').catch(''),
  action: z
    .enum(['', ...AUDIT_GROUPS])
    .default('')
    .catch(''),
});
export type AuditSearch = z.infer<typeof auditSearch>;

export const auditSearchDefaults = { actor: '', action: '' } as const satisfies AuditSearch;
