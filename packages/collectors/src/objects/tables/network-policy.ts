import type { KubeObject } from '@binnacle/kube';
import { created, namespaced, number, table } from '../metric-table.ts';

interface Policy extends KubeObject {
  readonly spec?: { readonly ingress?: readonly unknown[]; readonly egress?: readonly unknown[] };
}

export const networkPolicyTable = table<Policy>({
  kind: 'NetworkPolicy',
  prefix: 'kube_networkpolicy',
  promoted: 'both',
  identity: namespaced('networkpolicy'),
  rows: [
    created('kube_networkpolicy'),
    number(
      'kube_networkpolicy_spec_ingress_rules',
      'Rules for traffic that comes in.',
      ({ spec }) => spec?.ingress?.length ?? 0,
    ),
    number(
      'kube_networkpolicy_spec_egress_rules',
      'Rules for traffic that goes out.',
      ({ spec }) => spec?.egress?.length ?? 0,
    ),
  ],
});
