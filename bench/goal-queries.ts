import type { QueryCase } from './measure.ts';

const hour = { lengthMs: 3_600_000, stepMs: 15_000 };
const ONE_SERVICE = 'destination_service="svc-7.prod.svc.cluster.local"';
const BUCKETS = 'istio_request_duration_milliseconds_bucket';

/**
 * The queries of the goals, of 10,000 series: "heavy" are those over thousands of series (5,832 buckets, 1,672 counters) and hundreds of steps,
 * "small" what a panel of one service and a table ask. Those between the two, over 208 series, have no goal.
 */
export const queries: readonly QueryCase[] = [
  {
    name: 'heavy: p99 by service over all buckets, 1 h at 15 s',
    promql: `histogram_quantile(0.99, sum by (le, destination_service) (rate(${BUCKETS}[5m])))`,
    range: hour,
  },
  {
    name: 'heavy: rate of all buckets by service, 1 h at 15 s',
    promql: `sum by (destination_service) (rate(${BUCKETS}[5m]))`,
    range: hour,
  },
  {
    name: 'heavy: request rate by service, 1 h at 15 s',
    promql: 'sum by (destination_service) (rate(istio_requests_total[5m]))',
    range: hour,
  },
  {
    name: 'average over time of 208 gauges, whole, 1 h at 15 s',
    promql: 'sum by (namespace) (avg_over_time(container_memory_working_set_bytes[5m]))',
    range: hour,
  },
  {
    name: 'average over time of 208 gauges, with fractions, 1 h at 15 s',
    promql: 'sum by (namespace) (avg_over_time(node_load1[5m]))',
    range: hour,
  },
  {
    name: 'maximum over time of 208 gauges, 1 h at 15 s',
    promql: 'max by (namespace) (max_over_time(container_memory_working_set_bytes[5m]))',
    range: hour,
  },
  {
    name: 'small: p99 of one service, 1 h at 15 s',
    promql: `histogram_quantile(0.99, sum by (le) (rate(${BUCKETS}{${ONE_SERVICE}}[5m])))`,
    range: hour,
  },
  {
    name: 'small: request rate of one service, 1 h at 15 s',
    promql: `sum by (response_code) (rate(istio_requests_total{${ONE_SERVICE}}[5m]))`,
    range: hour,
  },
  { name: 'small: memory of 21 pods, instant', promql: 'container_memory_working_set_bytes{namespace="ns-3"}' },
  { name: 'small: top of all counters, instant', promql: 'topk(10, istio_requests_total)' },
];
