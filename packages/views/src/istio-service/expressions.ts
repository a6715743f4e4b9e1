import { CLUSTER, SERVER } from '../istio/traffic.ts';

const SERVICE = `${CLUSTER},destination_service=~"$service"`;

/** The service as the chosen reporters see it, whoever calls. */
export const REPORTED = `${SERVICE},reporter=~"$qrep"`;
/** The same of the chosen callers. */
export const CALLERS = `${REPORTED},source_workload_namespace=~"$srcns",source_workload=~"$srcwl"`;
/** The service as its servers see it, whichever of them. */
export const SERVED = `${SERVICE},${SERVER}`;
/** The same of the chosen servers. */
export const SERVERS = `${SERVED},destination_workload_namespace=~"$dstns",destination_workload=~"$dstwl"`;

/**
 * What servers say, or callers where the servers of a cluster have no proxy to say anything. `of` gives the expression for
 * matchers.
 */
export function serversElseCallers(of: (sel: string) => string): string {
  return `(${of(SERVERS)}) or ((${of(CALLERS)}) unless on () sum(rate(istio_requests_total{${SERVERS}}[$w])))`;
}

/** Callers of the service. */
export const callers = {
  id: 'callers',
  sel: CALLERS,
  by: ['source_workload', 'source_workload_namespace'],
  name: '{{source_workload}}.{{source_workload_namespace}}',
} as const;

/** Workloads that serve it. */
export const servers = {
  id: 'servers',
  sel: SERVERS,
  by: ['destination_workload', 'destination_workload_namespace'],
  name: '{{destination_workload}}.{{destination_workload_namespace}}',
} as const;
