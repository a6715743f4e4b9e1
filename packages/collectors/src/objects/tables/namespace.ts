import type { KubeObject } from '@binnacle/kube';
import { clusterScoped, conditions, created, states, table, type Condition } from '../metric-table.ts';

interface Namespace extends KubeObject {
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

export const namespaceTable = table<Namespace>({
  kind: 'Namespace',
  prefix: 'kube_namespace',
  promoted: 'both',
  identity: clusterScoped('namespace'),
  rows: [
    created('kube_namespace'),
    states(
      'kube_namespace_status_phase',
      'Phase of a namespace.',
      'phase',
      ['Active', 'Terminating'],
      ({ status }) => status?.phase,
    ),
    conditions('kube_namespace_status_condition', 'Conditions of a namespace.', ({ status }) => status?.conditions),
  ],
});
