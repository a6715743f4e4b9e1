import { CLIENT, CLUSTER, errorShare, requestRate, requestShare, SERVER } from '../istio/traffic.ts';

/** What callers in the mesh report. */
export const MESH = `${CLUSTER},${CLIENT}`;
/** What servers in the mesh report. */
export const MESH_SERVER = `${CLUSTER},${SERVER}`;
/** Who is called, as rows of tables have it. */
export const WORKLOAD = ['destination_service', 'destination_workload', 'destination_workload_namespace'] as const;

const SERVICE = ['destination_service'] as const;
const errors = errorShare(MESH, SERVICE);
const refused = requestShare('response_code=~"4.."', MESH, SERVICE);

/** Requests per second of each service that has any. */
export const services = `${requestRate(MESH, SERVICE)} > 0`;
/** Services that fail: 10 % of errors, or 20 % of refusals. */
export const failing = `(${errors} >= 0.1) or (${refused} >= 0.2)`;
/** Services with any error, or 10 % of refusals; the failing ones are among them. */
export const troubled = `(${errors} > 0) or (${refused} >= 0.1)`;
/** Services that were called before, and are not now. */
export const idle = `${requestRate(MESH, SERVICE)} == 0`;

/** Sidecars that run, in either form, and gateways, whose container has the same name. */
export const runningProxies =
  `sum(kube_pod_container_status_running{${CLUSTER},container="istio-proxy"})` +
  ` + (sum(kube_pod_init_container_status_running{${CLUSTER},container="istio-proxy"}) or vector(0))`;
