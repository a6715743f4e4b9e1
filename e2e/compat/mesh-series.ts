import { labelsFromRecord } from '@binnacle/model';
import { randomFrom, scraped, type TestSeries } from './test-series.ts';

const LE = ['1', '5', '10', '50', '100', '1000', '+Inf'];

/** A little of what Istio's proxies, the kubelet and kube-state-metrics expose for two workloads of one namespace. */
export function meshSeries(): TestSeries[] {
  const random = randomFrom(7);
  const all: TestSeries[] = [];
  const add = (name: string, labels: Record<string, string>, value: (n: number) => number): void => {
    all.push({ labels: labelsFromRecord({ __name__: name, ...labels }), samples: scraped(0, value) });
  };
  const counter = (most: number): (() => number) => {
    let total = 0;
    return () => (total += Math.floor(random() * most));
  };
  for (const [source, destination] of [
    ['productpage', 'reviews'],
    ['reviews', 'ratings'],
  ] as const) {
    for (const reporter of ['source', 'destination']) {
      const edge = {
        reporter,
        source_workload: `${source}-v1`,
        source_workload_namespace: 'bookinfo',
        source_canonical_service: source,
        source_canonical_revision: 'v1',
        source_cluster: 'Kubernetes',
        source_app: source,
        destination_workload: `${destination}-v1`,
        destination_workload_namespace: 'bookinfo',
        destination_service: `${destination}.bookinfo.svc.cluster.local`,
        destination_service_name: destination,
        destination_service_namespace: 'bookinfo',
        destination_canonical_service: destination,
        destination_canonical_revision: 'v1',
        destination_cluster: 'Kubernetes',
        connection_security_policy: reporter === 'source' ? 'unknown' : 'mutual_tls',
        response_flags: '-',
      };
      for (const response_code of ['200', '503']) {
        const requests = { ...edge, request_protocol: 'http', response_code, grpc_response_status: '' };
        add('istio_requests_total', requests, counter(response_code === '200' ? 40 : 2));
      }
      add('istio_tcp_sent_bytes_total', edge, counter(1e5));
      add('istio_tcp_received_bytes_total', edge, counter(1e4));
      const totals = LE.map(() => 0);
      LE.forEach((le, b) =>
        add('istio_request_duration_milliseconds_bucket', { ...edge, response_code: '200', le }, () => {
          totals[b]! += (b + 1) * 3;
          return totals[b]!;
        }),
      );
      add('istio_request_duration_milliseconds_sum', { ...edge, response_code: '200' }, counter(900));
      add('istio_request_duration_milliseconds_count', { ...edge, response_code: '200' }, (n) => (n + 1) * 21);
    }
  }
  for (const workload of ['reviews', 'ratings']) {
    const pod = `${workload}-v1-abc12`;
    const container = { namespace: 'bookinfo', pod, container: workload, image: `example/${workload}:1`, node: 'n1' };
    add('container_cpu_usage_seconds_total', container, counter(3));
    add('container_memory_working_set_bytes', container, () => 1e8 + Math.floor(random() * 1e6));
    add('kube_pod_info', { namespace: 'bookinfo', pod, node: 'n1', host_ip: '10.0.0.1' }, () => 1);
  }
  add('kube_node_labels', { node: 'n1', label_role: 'worker' }, () => 1);
  add('up', { job: 'istio', instance: '10.0.0.1:15020' }, () => 1);
  return all;
}
