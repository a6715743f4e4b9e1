import type { KubeObject } from '@binnacle/kube';
import { created, namespaced, number, table } from '../metric-table.ts';

interface Budget extends KubeObject {
  readonly status?: Readonly<Record<string, number | undefined>>;
}

const count = (name: string, help: string, field: string) =>
  number<Budget>(`kube_poddisruptionbudget_status_${name}`, help, ({ status }) => status?.[field] ?? 0);

export const podDisruptionBudgetTable = table<Budget>({
  kind: 'PodDisruptionBudget',
  prefix: 'kube_poddisruptionbudget',
  promoted: 'both',
  identity: namespaced('poddisruptionbudget'),
  rows: [
    created('kube_poddisruptionbudget'),
    count('current_healthy', 'Pods that are healthy.', 'currentHealthy'),
    count('desired_healthy', 'Pods that have to be healthy.', 'desiredHealthy'),
    count('pod_disruptions_allowed', 'Pods that may be disrupted now.', 'disruptionsAllowed'),
    count('expected_pods', 'Pods that the budget is about.', 'expectedPods'),
    count('observed_generation', 'Generation that the controller has seen.', 'observedGeneration'),
  ],
});
