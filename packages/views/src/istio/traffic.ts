/**
 * PromQL over Istio's standard metrics. `sel` is matchers, `by` the labels that tell results apart; `cluster` is always
 * one of them where `by` is not empty, so that equal names in two clusters stay apart.
 */

/** What callers see, failures that never reach a server included; waypoints report for ambient callers. */
export const CLIENT = 'reporter=~"source|waypoint"';
/** What servers see; their latency has no network in it. */
export const SERVER = 'reporter=~"destination|waypoint"';
export const CLUSTER = 'cluster=~"$cluster"';

/** Codes that are failures of HTTP; 0 is a request that never got an answer. */
const HTTP_ERROR = 'response_code=~"5..|0"';
/** Calls that failed although HTTP says 200: gRPC tells in a status of its own, 0 is success. */
const GRPC_ERROR = 'request_protocol="grpc",response_code!~"5..|0",grpc_response_status!~"0|"';

/** Sum of anything per-second, by labels. */
export function sumOf(metric: string, sel: string, by: readonly string[] = []): string {
  return `sum${clause(by)} (rate(${metric}{${sel}}[$w]))`;
}

/** Requests per second. */
export function requestRate(sel: string, by: readonly string[] = []): string {
  return sumOf('istio_requests_total', sel, by);
}

/**
 * Share of requests that fit `part`. No request of that kind is a share of 0, no request at all is no result: an idle
 * service is neither well nor ill.
 */
export function requestShare(part: string, sel: string, by: readonly string[] = []): string {
  const all = requestRate(sel, by);
  return `(${requestRate(`${sel},${part}`, by)} or 0 * ${all}) / (${all} > 0)`;
}

/** Failed requests per second, HTTP and gRPC; 0 where there are only good ones. */
export function errorRate(sel: string, by: readonly string[] = []): string {
  const none = `0 * ${requestRate(sel, by)}`;
  return (
    `((${requestRate(`${sel},${HTTP_ERROR}`, by)} or ${none})` +
    ` + (${requestRate(`${sel},${GRPC_ERROR}`, by)} or ${none}))`
  );
}

/** Failed share of requests, 0 to 1; no result without requests. */
export function errorShare(sel: string, by: readonly string[] = []): string {
  return `${errorRate(sel, by)} / (${requestRate(sel, by)} > 0)`;
}

/** Share of requests that did not fail; no result without requests. */
export function successShare(sel: string, by: readonly string[] = []): string {
  return `1 - ${errorShare(sel, by)}`;
}

/**
 * Quantile of a histogram, in its unit: from classic buckets where they are stored, else from native histograms. NaN,
 * where nothing was counted, is left out, so that a stat says so.
 */
export function quantileOf(q: number, metric: string, sel: string, by: readonly string[] = []): string {
  const classic = `histogram_quantile(${q}, sum${clause(['le', ...by])} (rate(${metric}_bucket{${sel}}[$w])))`;
  const native = `histogram_quantile(${q}, sum${clause(by)} (rate(${metric}{${sel}}[$w])))`;
  return `(${classic} or ${native}) >= 0`;
}

/** Quantile of how long requests take, in milliseconds. */
export function latency(q: number, sel: string, by: readonly string[] = []): string {
  return quantileOf(q, 'istio_request_duration_milliseconds', sel, by);
}

/** Share of requests that were encrypted and authenticated. Only servers know, so `sel` should be of their reports. */
export function mutualTlsShare(sel: string, by: readonly string[] = []): string {
  return requestShare('connection_security_policy="mutual_tls"', sel, by);
}

/** `by (cluster, …)`, or nothing for one result over all. A result by `le` alone is one over all. */
export function clause(by: readonly string[]): string {
  if (by.length === 0) return '';
  const labels = by.every((label) => label === 'le') ? by : ['cluster', ...by];
  return ` by (${[...new Set(labels)].join(',')})`;
}
