import { CLIENT, CLUSTER } from '../istio/traffic.ts';

/** Requests to the workload, of the chosen callers. */
export const IN =
  `${CLUSTER},reporter=~"$qrep",destination_workload=~"$workload",destination_workload_namespace=~"$namespace",` +
  'source_workload_namespace=~"$srcns",source_workload=~"$srcwl"';
/** Requests of the workload to the chosen services, as it sees them itself. */
export const OUT =
  `${CLUSTER},${CLIENT},source_workload=~"$workload",source_workload_namespace=~"$namespace",` +
  'destination_service=~"$dstsvc"';
/** Pods of the workload: the names of its pods begin with its own. */
export const PODS = `${CLUSTER},namespace=~"$namespace",pod=~"$workload-.*"`;
/** The containers of the application, and not the proxy beside them. */
export const APP = `${PODS},container!="",container!="POD",container!="istio-proxy"`;
export const PROXY = `${PODS},container="istio-proxy"`;

/** Callers of the workload. */
export const incoming = {
  id: 'in',
  sel: IN,
  by: ['source_workload', 'source_workload_namespace'],
  name: '{{source_workload}}.{{source_workload_namespace}}',
} as const;

/** Services the workload calls. */
export const outgoing = { id: 'out', sel: OUT, by: ['destination_service'], name: '{{destination_service}}' } as const;
