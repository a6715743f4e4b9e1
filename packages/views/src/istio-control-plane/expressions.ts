import { clause, CLUSTER } from '../istio/traffic.ts';

/**
 * Matchers of the chosen istiods. They are found by the metrics only istiod has, as `go_…` and `process_…` are
 * everybody's, and sidecars expose some of the rest.
 */
export const P = `${CLUSTER},namespace=~"$namespace",instance=~"$istiod"`;
/** The container of istiod, as the kubelet sees it. */
export const DISCOVERY = `${CLUSTER},namespace=~"$namespace",container="discovery"`;
/** The connection of each proxy to istiod, as the proxy sees it. */
export const XDS = `${CLUSTER},cluster_name="xds-grpc"`;

/** Per-second rate of a counter of istiod, summed. */
export function rate(metric: string, by: readonly string[] = [], matchers = P): string {
  return `sum${clause(by)} (rate(${metric}{${matchers}}[$w]))`;
}

/**
 * What a counter grew by in the time range. Many counters of istiod begin with the first event: where istiod is there and
 * the counter is not, that is 0.
 */
export function happened(metric: string): string {
  return `(sum(increase(${metric}{${P}}[$__range])) or 0 * sum(pilot_services{${P}}))`;
}
