/** One request of a client, as it is sent. */
export interface ClientRequest {
  readonly client: string;
  readonly method: 'GET' | 'POST';
  /** Below `/api/v1/`. */
  readonly path: string;
  /** In the URL of a GET, in the body of a POST. */
  readonly params?: Readonly<Record<string, string>>;
}

const edgeLabels =
  'source_cluster,source_workload_namespace,source_workload,source_canonical_service,source_canonical_revision,' +
  'destination_cluster,destination_service_namespace,destination_service,destination_service_name,' +
  'destination_workload_namespace,destination_workload,destination_canonical_service,destination_canonical_revision,' +
  'request_protocol,response_code,grpc_response_status,response_flags';

/**
 * What the well-known clients of a Prometheus ask for, read from their sources: methods, forms and parameters are theirs.
 *
 * @param end  Unix seconds near the end of the data
 */
export function clientRequests(end: number): ClientRequest[] {
  const list: ClientRequest[] = [];
  const add = (
    client: string,
    method: ClientRequest['method'],
    path: string,
    params: Readonly<Record<string, string | number>> = {},
  ): void => {
    const texts = Object.entries(params).map(([name, value]) => [name, String(value)] as const);
    list.push({ client, method, path, params: Object.fromEntries(texts) });
  };
  const span = { start: end - 600, end };

  const grafana = add.bind(undefined, 'Grafana');
  grafana('POST', 'query', { query: '1+1', time: 4 });
  const panel = { query: 'sum(rate(istio_requests_total[1m]))', ...span, step: 15 };
  grafana('POST', 'query_range', panel);
  grafana('POST', 'query_range', { ...panel, start: `${end - 600}.000`, end: `${end}.000`, timeout: '60s' });
  grafana('GET', 'query_range', {
    ...panel,
    query:
      'histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter="source"}[1m0s])))',
  });
  grafana('POST', 'query', { query: 'topk(1, istio_requests_total)', time: `${end}.123` });
  grafana('POST', 'query_exemplars', { query: 'test', start: end * 1000, end: (end + 1) * 1000 });
  grafana('GET', 'query_exemplars', { query: 'sum(rate(istio_requests_total[1m]))', ...span });
  grafana('GET', 'label/__name__/values', { ...span, limit: 40_000 });
  grafana('GET', 'label/__name__/values', { 'match[]': '{__name__=~".*istio.*"}', ...span, limit: 1000 });
  grafana('GET', 'label/response_code/values', { 'match[]': 'istio_requests_total{reporter="source"}', ...span });
  grafana('GET', 'label/U__response_5f_code/values', span);
  grafana('POST', 'labels', { 'match[]': 'istio_requests_total', ...span, limit: 40_000 });
  grafana('GET', 'labels', { 'match[]': 'istio_requests_total', ...span });
  grafana('POST', 'series', { 'match[]': 'up', ...span, limit: 40_000 });
  grafana('GET', 'series', { 'match[]': '{"up"}', ...span });
  grafana('GET', 'rules');
  grafana('GET', 'alerts');
  grafana('GET', 'rules/test/test');
  grafana('POST', 'query_range', { ...panel, query: 'sum(rate(' });

  const kiali = add.bind(undefined, 'Kiali');
  const inbound = 'reporter=~"destination|waypoint",destination_workload_namespace="bookinfo"';
  const outbound = 'reporter=~"source|waypoint",source_workload_namespace="bookinfo"';
  for (const where of [inbound, outbound, `${inbound},source_workload_namespace!="bookinfo"`]) {
    kiali('POST', 'query', {
      query: `sum(rate(istio_requests_total{${where}}[60s])) by (${edgeLabels}) > 0`,
      time: end,
    });
    kiali('POST', 'query', {
      query: `sum(rate(istio_tcp_sent_bytes_total{${where}}[60s])) by (${edgeLabels}) > 0`,
      time: end,
    });
  }
  kiali('POST', 'query', {
    query: `sum(rate(istio_request_messages_total{${inbound}}[60s])) by (${edgeLabels}) > 0`,
    time: end,
  });
  kiali('POST', 'query', { query: 'count({job="istio"}) by (__name__)', time: end });
  kiali('POST', 'query', { query: `rate(istio_requests_total{${outbound}}[60s]) > 0`, time: end });
  const duration = `istio_request_duration_milliseconds`;
  for (const quantile of ['0.5', '0.95', '0.99', '0.999'])
    kiali('POST', 'query_range', {
      query: `round(histogram_quantile(${quantile}, sum(rate(${duration}_bucket{${inbound}}[1m])) by (le)), 0.001) > 0 or vector(0)`,
      ...span,
      step: 15,
    });
  kiali('POST', 'query_range', {
    query: `sum(rate(${duration}_sum{${inbound}}[1m])) / sum(rate(${duration}_count{${inbound}}[1m]))`,
    ...span,
    step: 15,
  });
  kiali('GET', 'label/__name__/values', { start: 0 });

  const flagger = add.bind(undefined, 'Flagger');
  flagger('GET', 'query', { query: 'vector(1)', time: end });
  const ofReviews =
    'reporter="destination",destination_workload_namespace="bookinfo",destination_workload=~"reviews-v1"';
  flagger('GET', 'query', {
    query: `sum(rate(istio_requests_total{${ofReviews},response_code!~"5.*"}[1m])) / sum(rate(istio_requests_total{${ofReviews}}[1m])) * 100`,
    time: end,
  });
  flagger('GET', 'query', { query: 'sum(rate(nothing_total[1m])) / sum(rate(nothing_total[1m]))', time: end });
  flagger('GET', 'query', { query: 'vector(0) / vector(0)', time: end });

  const argo = add.bind(undefined, 'Argo Rollouts');
  const success =
    'sum(irate(istio_requests_total{destination_service=~"reviews.bookinfo.svc.cluster.local",response_code!~"5.*"}[5m]))';
  argo('POST', 'query', { query: success, time: `${end}.5` });
  argo('POST', 'query_range', { query: success, ...span, step: 60 });

  const lens = add.bind(undefined, 'Lens');
  for (const query of [
    'sum(rate(container_cpu_usage_seconds_total{container!="",image!=""}[1m])) by (pod, namespace)',
    'sum(container_memory_working_set_bytes{container!="",image!=""} * on(pod,namespace) group_left(node) kube_pod_info) by (node)',
    'container_memory_working_set_bytes * on(node) group_left(label_role) kube_node_labels{label_role="worker"}',
  ])
    lens('POST', 'query_range', { query, ...span, step: '60', timeout: '30s' });

  const others = add.bind(undefined, 'KEDA, prometheus-adapter, Coroot, Perses');
  others('GET', 'query', { query: 'sum(istio_requests_total)', time: new Date(end * 1000).toISOString() });
  others('GET', 'series', {
    'match[]': '{__name__=~"^container_.*",container!="POD",namespace!="",pod!=""}',
    start: `${end - 60}.000`,
    end,
  });
  others('GET', 'query_range', { query: 'up', start: `${end - 600}`, end: `${end}`, step: '15s' });
  others('GET', 'label/job/values', { 'match[]': 'up', ...span });
  others('GET', 'metadata', { metric: 'not_there' });
  others('GET', 'format_query', { query: 'sum(rate(foo{a="b"}[5m]))by(c)' });
  return list;
}
