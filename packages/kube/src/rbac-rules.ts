import { KINDS, type KindSpec } from './kinds.ts';

/** A rule of a ClusterRole. Source: k8s.io/api/rbac/v1 PolicyRule. */
export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** For the comment beside the rule: one line for each resource. */
  readonly why: readonly string[];
}

/**
 * The least rights for reading the kinds of the table: `list` and `watch`, one rule for each API group. RBAC knows no right to
 * metadata alone: whoever may list secrets could read them, so that a chart should offer to leave those out.
 */
export function rbacRules(
  kinds: readonly KindSpec[] = KINDS.filter(({ tier }) => tier === 'standard'),
): readonly RbacRule[] {
  const groups = new Map<string, KindSpec[]>();
  for (const spec of kinds) {
    const found = groups.get(spec.group);
    if (found === undefined) groups.set(spec.group, [spec]);
    else found.push(spec);
  }
  return [...groups].map(([group, specs]) => ({
    apiGroups: [group],
    resources: specs.map(({ plural }) => plural),
    verbs: ['list', 'watch'],
    why: specs.map(({ plural, why }) => `${plural}: ${why}`),
  }));
}
