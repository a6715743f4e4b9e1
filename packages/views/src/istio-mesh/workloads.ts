import { query } from '../etcd/expressions.ts';
import { bilingual, HISTOGRAM, instant, NO_TRAFFIC, SUCCESS_THRESHOLDS } from '../istio/panels.ts';
import { clause, latency, mutualTlsShare, requestRate, requestShare, successShare, sumOf } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { MESH, MESH_SERVER, WORKLOAD } from './expressions.ts';

const names = [
  { title: bilingual('Service', '服务'), label: 'destination_service' },
  { title: bilingual('Workload', '工作负载'), label: 'destination_workload' },
  { title: bilingual('Namespace', '命名空间'), label: 'destination_workload_namespace' },
  { title: bilingual('Cluster', '集群'), label: 'cluster' },
];
const joinOn = ['cluster', ...WORKLOAD];
const links = [
  { title: bilingual('Istio Service', 'Istio 服务'), to: { view: 'istio-service' } },
  { title: bilingual('Istio Workload', 'Istio 工作负载'), to: { view: 'istio-workload' } },
];
const counter = (metric: string): string => `sum${clause(WORKLOAD)} (${metric}{${MESH}})`;

/** I12 and I13: who is called, worst first. A canary and what it replaces are two rows, with their shares of the service. */
export const workloadPanels: readonly PanelInput[] = [
  {
    kind: 'table',
    id: 'workloads',
    title: bilingual('HTTP/GRPC Workloads', 'HTTP/GRPC 工作负载'),
    description: bilingual(
      'Requests as callers saw them, errors first. Share: of the requests to the service.',
      '从调用方看到的请求，错误多者在前。占比为占该服务全部请求的比例。',
    ),
    grid: { x: 0, y: 0, w: 24, h: 24 },
    joinOn,
    links,
    noValue: NO_TRAFFIC,
    queries: [
      query('RATE', `${requestRate(MESH, WORKLOAD)} > 0`, instant),
      query(
        'PART',
        `(${requestRate(MESH, WORKLOAD)} > 0) / on (cluster,destination_service) group_left () ` +
          requestRate(MESH, ['destination_service']),
        instant,
      ),
      query('P50', latency(0.5, MESH, WORKLOAD), { ...instant, ...HISTOGRAM }),
      query('P90', latency(0.9, MESH, WORKLOAD), { ...instant, ...HISTOGRAM }),
      query('P99', latency(0.99, MESH, WORKLOAD), { ...instant, ...HISTOGRAM }),
      query('GOOD', successShare(MESH, WORKLOAD), instant),
      query('E4XX', requestShare('response_code=~"4.."', MESH, WORKLOAD), instant),
      query('E5XX', requestShare('response_code=~"5..|0"', MESH, WORKLOAD), instant),
      query('MTLS', mutualTlsShare(MESH_SERVER, WORKLOAD), instant),
      query('SUM', `${counter('istio_requests_total')} and ${requestRate(MESH, WORKLOAD)} > 0`, instant),
    ],
    columns: [
      ...names,
      { title: bilingual('Requests', '请求速率'), ref: 'RATE', unit: 'req/s' },
      { title: bilingual('Share', '占比'), ref: 'PART', unit: 'ratio' },
      { title: bilingual('p50', 'p50'), ref: 'P50', unit: 'ms' },
      { title: bilingual('p90', 'p90'), ref: 'P90', unit: 'ms' },
      { title: bilingual('p99', 'p99'), ref: 'P99', unit: 'ms' },
      { title: bilingual('Success', '成功率'), ref: 'GOOD', unit: 'ratio', thresholds: SUCCESS_THRESHOLDS },
      { title: bilingual('4xx', '4xx'), ref: 'E4XX', unit: 'ratio', thresholds: { warn: 0.1, crit: 0.2 } },
      {
        title: bilingual('5xx, none', '5xx 与无响应'),
        ref: 'E5XX',
        unit: 'ratio',
        thresholds: { compare: '>', warn: 0, crit: 0.1 },
      },
      { title: bilingual('mTLS', 'mTLS'), ref: 'MTLS', unit: 'ratio', thresholds: { compare: '<', warn: 1 } },
      { title: bilingual('Total', '累计'), ref: 'SUM', unit: 'count', decimals: 0 },
    ],
    sort: { column: 11, descending: true },
  },
  {
    kind: 'table',
    id: 'tcp-workloads',
    title: bilingual('TCP Workloads', 'TCP 工作负载'),
    grid: { x: 0, y: 24, w: 24, h: 18 },
    joinOn,
    links,
    noValue: NO_TRAFFIC,
    queries: [
      query('REC', sumOf('istio_tcp_received_bytes_total', MESH, WORKLOAD), instant),
      query('SENT', sumOf('istio_tcp_sent_bytes_total', MESH, WORKLOAD), instant),
      query('OPEN', sumOf('istio_tcp_connections_opened_total', MESH, WORKLOAD), instant),
      query('CLOS', sumOf('istio_tcp_connections_closed_total', MESH, WORKLOAD), instant),
      query(
        'NOW',
        `${counter('istio_tcp_connections_opened_total')} - (${counter('istio_tcp_connections_closed_total')}` +
          ` or 0 * ${counter('istio_tcp_connections_opened_total')})`,
        { ...instant, requires: ['istio_tcp_connections_opened_total'] },
      ),
    ],
    columns: [
      ...names,
      { title: bilingual('Received', '接收'), ref: 'REC', unit: 'B/s' },
      { title: bilingual('Sent', '发送'), ref: 'SENT', unit: 'B/s' },
      { title: bilingual('Opened', '新建连接'), ref: 'OPEN', unit: 'per-second' },
      { title: bilingual('Closed', '关闭连接'), ref: 'CLOS', unit: 'per-second' },
      { title: bilingual('Open now', '当前连接'), ref: 'NOW', unit: 'count', decimals: 0 },
    ],
    sort: { column: 4, descending: true },
  },
];
