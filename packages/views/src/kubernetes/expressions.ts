import { metricQuery, type QueryInput, type QueryMore } from '../built-in-panels.ts';

/** Matchers of the chosen clusters; "All" leaves a matcher out. */
export const C = 'cluster=~"$cluster"';
/** The same for what lives in a namespace. */
export const N = `${C},namespace=~"$namespace"`;
/** cAdvisor's containers: without pods, sandboxes and slices, which would count everything again. */
export const CONTAINERS = `${N},container!="",container!="POD"`;
/** cAdvisor gives network series for a pod, and one for the node, which has no pod. */
export const PODS = `${N},pod!=""`;

export const POD = 'cluster,namespace,pod';
export const NAMESPACE = 'cluster,namespace';
export const NODE = 'cluster,node';
/** Labels of a host: `node` is there when the agent knows it, `instance` always. */
export const HOST = 'cluster,instance,node';

export const query = metricQuery;

/**
 * A query about Kubernetes objects that is 0 where there are none: kube-state-metrics has no series of what does not
 * exist, so only a metric that is always there says whether it is collected.
 */
export function objects(ref: string, expr: string, more: QueryMore = {}): QueryInput {
  return metricQuery(ref, expr, { requires: ['kube_pod_info'], ...more });
}

/**
 * The sum or count, or 0 while `alive` has a value: without series of what is counted there is nothing of it, without
 * any at all nobody has looked.
 */
export const orZero = (expr: string, alive = `count(kube_pod_info{${C}})`): string => `(${expr} or 0 * ${alive})`;

/** Rate of a counter, added up. */
export function rateBy(labels: string, metric: string, matchers: string): string {
  return `sum by (${labels}) (rate(${metric}{${matchers}}[$w]))`;
}

/**
 * Keeps the series of the `count` largest over the whole time range. `topk` alone would choose anew at each step, and
 * lines would come and go; at the end of the range it chooses once.
 */
export function largest(count: number, labels: string, expr: string, ranking: string): string {
  return `(${expr}) and on (${labels}) topk(${count}, ${ranking})`;
}

/** {@link largest} of a counter's rate. */
export function largestRates(
  count: number,
  labels: string,
  metric: string,
  matchers: string,
  expr = rateBy(labels, metric, matchers),
): string {
  return largest(count, labels, expr, `sum by (${labels}) (rate(${metric}{${matchers}}[$__range] @ end()))`);
}

/** {@link largest} of a gauge. */
export function largestValues(
  count: number,
  labels: string,
  metric: string,
  matchers: string,
  expr = `sum by (${labels}) (${metric}{${matchers}})`,
): string {
  return largest(count, labels, expr, `sum by (${labels}) (avg_over_time(${metric}{${matchers}}[$__range] @ end()))`);
}

/** Requests or limits of pods that hold them: what has ended holds nothing. */
export function held(what: 'requests' | 'limits', resource: 'cpu' | 'memory', labels: string): string {
  const asked = `sum by (${POD}) (kube_pod_container_resource_${what}{${N},resource="${resource}"})`;
  const alive = `max by (${POD}) (kube_pod_status_phase{${N},phase=~"Pending|Running"} == 1)`;
  return `sum by (${labels}) (${asked} * on (${POD}) ${alive})`;
}
