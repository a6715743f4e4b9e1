import { z } from 'zod';
import type { StaticGroup } from '../discovery-config.ts';

const groupsSchema = z.array(
  z.strictObject({
    targets: z.array(z.string('expected host:port in quotes'), 'expected a list of host:port'),
    labels: z.record(z.string(), z.string('expected a text'), 'expected labels with their values').default({}),
  }),
  'expected a list of groups, each with targets and labels',
);

export type TargetGroupsOutcome =
  | { readonly ok: true; readonly groups: readonly StaticGroup[] }
  | { readonly ok: false; readonly message: string };

/** Reads the list of groups that a file of `file_sd_configs` and an answer of `http_sd_configs` have. */
export function readTargetGroups(value: unknown): TargetGroupsOutcome {
  const parsed = groupsSchema.safeParse(value);
  if (parsed.success) return { ok: true, groups: parsed.data };
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? [])
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return { ok: false, message: `${path === '' ? '' : `${path.replace(/^\./, '')}: `}${issue?.message ?? ''}` };
}
