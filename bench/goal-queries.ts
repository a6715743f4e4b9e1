import type { QueryCase } from './measure.ts';

const hour = { lengthMs: 3_600_000, stepMs: 15_000 };
/** The queries of the goals: over thousands of series and hundreds of steps, and what a panel of one service asks. */
export const queries: readonly QueryCase[] = [
  {
    name: 'heavy: p99 by service over all buckets, 1 h at 15 s',
    promql:
      'histogram_quantile(0.99, sum by (le, destination_service) (rate(istio_request_duration_milliseconds_bucket[5m])))',
    range: hour,
  },
  {
    name: 'heavy: request rate by service, 1 h at 15 s',
    promql: 'sum by (destination_service) (rate(istio_requests_total[5m]))',
    range: hour,
  },
  {
    name: 'heavy: average over time of all memory, 1 h at 15 s',
    promql: 'sum by (namespace) (avg_over_time(container_memory_working_set_bytes[5m]))',
    range: hour,
  },
  {
    name: 'average over time of all loads, with fractions, 1 h at 15 s',
    promql: 'sum by (namespace) (avg_over_time(node_load1[5m]))',
    range: hour,
  },
  {
    name: 'maximum over time of all memory, 1 h at 15 s',
    promql: 'max by (namespace) (max_over_time(container_memory_working_set_bytes[5m]))',
    range: hour,
  },
  {
    name: 'small: request rate of one service, 1 h at 15 s',
    promql:
      'sum by (response_code) (rate(istio_requests_total{destination_service="svc-7.prod.svc.cluster.local"}[5m]))',
    range: hour,
  },
  { name: 'small: one pod, instant', promql: 'container_memory_working_set_bytes{namespace="ns-3"}' },
  { name: 'small: top of all counters, instant', promql: 'topk(10, istio_requests_total)' },
];
