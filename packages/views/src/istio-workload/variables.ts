import { bilingual } from '../istio/panels.ts';
import { choice, clusterVariable, reporterVariable, TRAFFIC, type VariableInput } from '../istio/variables.ts';

const WORKLOAD = 'cluster=~"$cluster",destination_workload=~"$workload",destination_workload_namespace=~"$namespace"';
const values = (sel: string, label: string): string => `label_values({${TRAFFIC},${sel}}, ${label})`;

/** Cluster, namespace and workload, then reporter and callers of what comes in, and services of what goes out. */
export const variables: readonly VariableInput[] = [
  clusterVariable('istio_requests_total|istio_tcp_sent_bytes_total'),
  eitherEnd('namespace', bilingual('Namespace', '命名空间'), 'workload_namespace', () => 'cluster=~"$cluster"'),
  eitherEnd(
    'workload',
    bilingual('Workload', '工作负载'),
    'workload',
    (end) => `cluster=~"$cluster",${end}_workload_namespace=~"$namespace"`,
  ),
  reporterVariable(WORKLOAD, ['destination', 'waypoint']),
  choice(
    'srcns',
    bilingual('Inbound Workload Namespace', '入站工作负载命名空间'),
    values(`${WORKLOAD},reporter=~"$qrep"`, 'source_workload_namespace'),
  ),
  choice(
    'srcwl',
    bilingual('Inbound Workload', '入站工作负载'),
    values(`${WORKLOAD},reporter=~"$qrep",source_workload_namespace=~"$srcns"`, 'source_workload'),
  ),
  choice(
    'dstsvc',
    bilingual('Destination Service', '目标服务'),
    values(
      'cluster=~"$cluster",reporter=~"source|waypoint",source_workload=~"$workload",source_workload_namespace=~"$namespace"',
      'destination_service',
    ),
  ),
];

/** Values a label has at either end of traffic: a workload that only calls, such as a gateway, is one too. */
function eitherEnd(
  name: string,
  title: ReturnType<typeof bilingual>,
  label: string,
  sel: (end: 'source' | 'destination') => string,
): VariableInput {
  const found = (end: 'source' | 'destination'): string =>
    `label_replace(group by (${end}_${label}) (last_over_time({${TRAFFIC},${sel(end)}}[$__range])), ` +
    `"name", "$1", "${end}_${label}", "(.+)")`;
  const query = `query_result(group by (name) (${found('destination')} or ${found('source')}))`;
  return choice(name, title, query, 'name="([^"]+)"');
}
