import type { KubeObject } from '@binnacle/kube';
import { created, generation, namespaced, number, table } from '../metric-table.ts';

interface DaemonSet extends KubeObject {
  readonly status?: Readonly<Record<string, number | undefined>>;
}

const count = (name: string, help: string, field: string) =>
  number<DaemonSet>(`kube_daemonset_status_${name}`, help, ({ status }) => status?.[field] ?? 0);

export const daemonSetTable = table<DaemonSet>({
  kind: 'DaemonSet',
  prefix: 'kube_daemonset',
  promoted: 'both',
  identity: namespaced('daemonset'),
  rows: [
    created('kube_daemonset'),
    generation('kube_daemonset'),
    count('current_number_scheduled', 'Nodes that run it and should.', 'currentNumberScheduled'),
    count('desired_number_scheduled', 'Nodes that should run it.', 'desiredNumberScheduled'),
    count('number_available', 'Nodes on which it has been ready for long enough.', 'numberAvailable'),
    count('number_misscheduled', 'Nodes that run it and should not.', 'numberMisscheduled'),
    count('number_ready', 'Nodes on which it is ready.', 'numberReady'),
    count('number_unavailable', 'Nodes on which it is missing.', 'numberUnavailable'),
    count('observed_generation', 'Generation that the controller has seen.', 'observedGeneration'),
    count('updated_number_scheduled', 'Nodes that run the newest template.', 'updatedNumberScheduled'),
  ],
});
