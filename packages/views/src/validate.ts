import { crossChecks } from './cross-checks.ts';
import { dashboardDefinition, type DashboardDefinition } from './dashboard.ts';

/** One thing that is wrong, and where: `groups[0].panels[2].queries[0].expr`. */
export interface DashboardProblem {
  readonly path: string;
  readonly message: string;
}

export type DashboardValidation =
  | { readonly ok: true; readonly definition: DashboardDefinition }
  | { readonly ok: false; readonly problems: readonly DashboardProblem[] };

/**
 * Reads a dashboard from outside (a request, a file): checks its shape, fills in what is left out, and checks that the
 * names in it refer to something. All problems are given, not only the first.
 */
export function validateDashboard(input: unknown): DashboardValidation {
  const parsed = dashboardDefinition.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({ path: pathText(issue.path), message: issue.message }));
    return { ok: false, problems };
  }
  const problems = crossChecks(parsed.data);
  return problems.length === 0 ? { ok: true, definition: parsed.data } : { ok: false, problems };
}

/** `['groups', 0, 'title']` as `groups[0].title`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text;
}
