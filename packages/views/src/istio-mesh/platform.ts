import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual, HISTOGRAM, instant, NO_TRAFFIC, SUCCESS_THRESHOLDS } from '../istio/panels.ts';
import { CLUSTER, latency, requestRate, successShare } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { MESH } from './expressions.ts';

const PROXY = `${CLUSTER},container="istio-proxy"`;
/** Gateways and ztunnel are shared by all: what they cost is shown apart from sidecars. */
const KINDS = [
  ['A', 'pod!~".*gateway.*|ztunnel-.*"', bilingual('sidecars', '边车')],
  ['B', 'pod=~".*gateway.*"', bilingual('gateways', '网关')],
  ['C', 'pod=~"ztunnel-.*"', bilingual('ztunnel', 'ztunnel')],
] as const;
const FROM_GATEWAY = `${CLUSTER},reporter="source",source_workload=~".*gateway.*"`;
const gateway = ['source_workload', 'source_workload_namespace'] as const;
const thousand = `(${requestRate(MESH)} > 0) / 1000`;

/** I20 to I22: what runs, what it costs, and the gateways. */
export const platformPanels: readonly PanelInput[] = [
  line(
    'versions',
    bilingual('Versions', '组件版本'),
    [0, 0, 8],
    'count',
    [query('A', `sum by (cluster,component,tag) (istio_build{${CLUSTER}})`, { legend: '{{component}} {{tag}}' })],
    { stepped: true },
  ),
  line(
    'I21-cpu',
    bilingual('Proxy CPU', '代理 CPU'),
    [8, 0, 8],
    'cores',
    KINDS.map(([ref, pods, legend]) =>
      query(ref, `sum(rate(container_cpu_usage_seconds_total{${PROXY},${pods}}[$w]))`, { legend }),
    ),
  ),
  line(
    'I21-memory',
    bilingual('Proxy memory', '代理内存'),
    [16, 0, 8],
    'bytes',
    KINDS.map(([ref, pods, legend]) =>
      query(ref, `sum(container_memory_working_set_bytes{${PROXY},${pods}})`, { legend }),
    ),
  ),
  line('I21-per-request', bilingual('Proxy CPU per 1000 req/s', '每千次请求的代理 CPU'), [0, 1, 8], 'cores', [
    query('A', `sum(rate(container_cpu_usage_seconds_total{${PROXY}}[$w])) / (${thousand})`, {
      legend: bilingual('all proxies', '全部代理'),
    }),
  ]),
  {
    kind: 'table',
    id: 'I22',
    title: bilingual('Gateways', '网关流量'),
    description: bilingual('Requests that gateways send into the mesh.', '网关转发到网格内的请求。'),
    grid: { x: 8, y: 26, w: 16, h: 26 },
    joinOn: ['cluster', ...gateway],
    noValue: NO_TRAFFIC,
    queries: [
      query('RATE', requestRate(FROM_GATEWAY, gateway), instant),
      query('GOOD', successShare(FROM_GATEWAY, gateway), instant),
      query('P99', latency(0.99, FROM_GATEWAY, gateway), { ...instant, ...HISTOGRAM }),
    ],
    columns: [
      { title: bilingual('Gateway', '网关'), label: 'source_workload' },
      { title: bilingual('Namespace', '命名空间'), label: 'source_workload_namespace' },
      { title: bilingual('Cluster', '集群'), label: 'cluster' },
      { title: bilingual('Requests', '请求速率'), ref: 'RATE', unit: 'req/s' },
      { title: bilingual('Success', '成功率'), ref: 'GOOD', unit: 'ratio', thresholds: SUCCESS_THRESHOLDS },
      { title: bilingual('p99', 'p99'), ref: 'P99', unit: 'ms' },
    ],
    sort: { column: 3, descending: true },
  },
  onGateways(
    'I22-connections',
    bilingual('Gateway connections', '网关连接数'),
    0,
    'count',
    (pods) => `envoy_server_total_connections{${pods}}`,
  ),
  onGateways(
    'I22-cpu',
    bilingual('Gateway CPU', '网关 CPU'),
    8,
    'cores',
    (pods) => `rate(container_cpu_usage_seconds_total{${pods},container!=""}[$w])`,
  ),
  onGateways(
    'I22-memory',
    bilingual('Gateway memory', '网关内存'),
    16,
    'bytes',
    (pods) => `container_memory_working_set_bytes{${pods},container!=""}`,
  ),
];

function onGateways(
  id: string,
  title: ReturnType<typeof bilingual>,
  x: number,
  unit: 'count' | 'cores' | 'bytes',
  of: (pods: string) => string,
): PanelInput {
  const expr = `sum by (cluster,pod) (${of(`${CLUSTER},pod=~".*gateway.*"`)})`;
  return line(id, title, [x, 2, 8], unit, [query('A', expr, { legend: '{{pod}}' })], {
    noValue: bilingual('No gateway among what is collected', '采集范围内没有网关'),
  });
}
