import type { DashboardInput } from '../dashboard.ts';
import { bilingual } from '../istio/panels.ts';
import { choice, clusterVariable, reporterVariable, TRAFFIC } from '../istio/variables.ts';

const SERVICE = 'cluster=~"$cluster",destination_service=~"$service"';
const values = (sel: string, label: string): string => `label_values({${TRAFFIC},${sel}}, ${label})`;

/** Cluster, then service and reporter, then callers on one side and servers on the other. */
export const variables: NonNullable<DashboardInput['variables']> = [
  clusterVariable('istio_requests_total|istio_tcp_sent_bytes_total'),
  choice('service', bilingual('Service', '服务'), values('cluster=~"$cluster"', 'destination_service')),
  reporterVariable(SERVICE, ['source', 'waypoint']),
  choice(
    'srcns',
    bilingual('Client Workload Namespace', '客户端工作负载命名空间'),
    values(`${SERVICE},reporter=~"$qrep"`, 'source_workload_namespace'),
  ),
  choice(
    'srcwl',
    bilingual('Client Workload', '客户端工作负载'),
    values(`${SERVICE},reporter=~"$qrep",source_workload_namespace=~"$srcns"`, 'source_workload'),
  ),
  choice(
    'dstns',
    bilingual('Service Workload Namespace', '服务端工作负载命名空间'),
    values(`${SERVICE},reporter=~"destination|waypoint"`, 'destination_workload_namespace'),
  ),
  choice(
    'dstwl',
    bilingual('Service Workload', '服务端工作负载'),
    values(
      `${SERVICE},reporter=~"destination|waypoint",destination_workload_namespace=~"$dstns"`,
      'destination_workload',
    ),
  ),
];
