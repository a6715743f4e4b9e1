import { query } from '../etcd/expressions.ts';
import {
  auxiliary,
  bilingual,
  health,
  HISTOGRAM,
  instant,
  NO_TRAFFIC,
  severity,
  SUCCESS_THRESHOLDS,
  tile,
} from '../istio/panels.ts';
import {
  CLUSTER,
  latency,
  mutualTlsShare,
  quantileOf,
  requestRate,
  requestShare,
  successShare,
  sumOf,
} from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { failing, MESH, MESH_SERVER, runningProxies, services, troubled } from './expressions.ts';

const share4xx = requestShare('response_code=~"4.."', MESH);
const share5xx = requestShare('response_code=~"5..|0"', MESH);

/** The head row (I1 to I10): one state for all, then the numbers it is made of. */
export const headPanels: readonly PanelInput[] = [
  health(['I2', 'I3', 'I4', 'I7', 'I8', 'I9', 'I10']),
  tile('I1', bilingual('Request rate', '请求速率'), 'req/s', [query('A', requestRate(MESH))], 'request-volume', {
    noValue: NO_TRAFFIC,
  }),
  tile('I2', bilingual('Success rate', '成功率'), 'ratio', [query('A', successShare(MESH))], 'success-rate', {
    description: bilingual(
      'Requests that did not end with 5xx, without an answer, or with a gRPC error, as callers saw them.',
      '从调用方看，未以 5xx、无响应或 gRPC 错误结束的请求占比。',
    ),
    thresholds: SUCCESS_THRESHOLDS,
    noValue: NO_TRAFFIC,
  }),
  tile(
    'I3',
    bilingual('4xx', '4xx'),
    'req/s',
    [
      query('A', `${requestRate(`${MESH},response_code=~"4.."`)} or 0 * ${requestRate(MESH)}`),
      severity(share4xx, '>= 0.1', '>= 0.2'),
    ],
    '4xxs',
    { severity: 'S', noValue: NO_TRAFFIC },
  ),
  tile(
    'I4',
    bilingual('5xx and no response', '5xx 与无响应'),
    'req/s',
    [
      query('A', `${requestRate(`${MESH},response_code=~"5..|0"`)} or 0 * ${requestRate(MESH)}`),
      severity(share5xx, '> 0', '>= 0.05'),
    ],
    '5xxs',
    { severity: 'S', noValue: NO_TRAFFIC },
  ),
  latencyTile('I5-p50', 0.5),
  latencyTile('I5-p90', 0.9),
  latencyTile('I5-p99', 0.99),
  tile(
    'I6',
    bilingual('TCP throughput', 'TCP 吞吐'),
    'B/s',
    [query('A', `${sumOf('istio_tcp_sent_bytes_total', MESH)} + ${sumOf('istio_tcp_received_bytes_total', MESH)}`)],
    'tcp-workloads',
    { noValue: NO_TRAFFIC },
  ),
  tile('I7', bilingual('Encrypted', '加密占比'), 'ratio', [query('A', mutualTlsShare(MESH_SERVER))], 'workloads', {
    description: bilingual(
      'Requests that servers received over mutual TLS, of all that they received.',
      '服务端通过双向 TLS 收到的请求占其收到的全部请求的比例。',
    ),
    thresholds: { compare: '<', warn: 1 },
    noValue: bilingual('No server reports', '无服务端上报'),
  }),
  tile(
    'I8',
    bilingual('Proxies connected', '已连接代理'),
    'count',
    [
      query('A', `sum(pilot_xds{${CLUSTER}})`),
      query('B', runningProxies, { ...auxiliary, requires: ['kube_pod_container_status_running'] }),
      query('S', `abs(sum(pilot_xds{${CLUSTER}}) - (${runningProxies})) > bool 0`, {
        ...auxiliary,
        requires: ['pilot_xds', 'kube_pod_container_status_running'],
      }),
    ],
    'versions',
    {
      description: bilingual(
        'Proxies connected to istiod, of those that run. Gateways count on both sides.',
        '与 istiod 保持连接的代理数与正在运行的代理数；两者均包含网关。',
      ),
      total: 'B',
      severity: 'S',
    },
  ),
  {
    kind: 'stat',
    id: 'I9',
    title: bilingual('Control plane', '控制平面'),
    description: bilingual(
      'The worst of convergence time, rejected pushes, internal errors and failed injections.',
      '取配置收敛时间、被拒绝的推送、内部错误与注入失败中最差的状态。',
    ),
    grid: { x: 0, y: 0, w: 2, h: 11 },
    unit: 'none',
    sparkline: false,
    queries: [query('A', controlPlaneState(), { ...instant, requires: ['pilot_services'] })],
    mappings: [
      { value: 0, text: bilingual('Healthy', '正常'), severity: 'ok' },
      { value: 1, text: bilingual('Degraded', '降级'), severity: 'warn' },
      { value: 2, text: bilingual('Failing', '故障'), severity: 'crit' },
    ],
    links: [{ title: bilingual('Istio Control Plane', 'Istio 控制平面'), to: { view: 'istio-control-plane' } }],
  },
  tile(
    'I10',
    bilingual('Services in trouble', '异常服务'),
    'count',
    [
      query('A', `count(${troubled}) or 0 * count(${services})`),
      query('B', `count(${services})`, auxiliary),
      query('S', `(count(${troubled}) > bool 0 or vector(0)) + (count(${failing}) > bool 0 or vector(0))`, auxiliary),
    ],
    'service-health',
    {
      description: bilingual(
        'Services with failed requests, of all that were called. Critical from 10 % of 5xx or 20 % of 4xx.',
        '出现失败请求的服务数与被调用的服务数。5xx 达 10% 或 4xx 达 20% 时为严重。',
      ),
      total: 'B',
      severity: 'S',
      noValue: NO_TRAFFIC,
    },
  ),
];

function latencyTile(id: string, q: number): PanelInput {
  const name = `p${q * 100}`;
  return tile(
    id,
    bilingual(`Latency ${name}`, `延迟 ${name}`),
    'ms',
    [query('A', latency(q, MESH_SERVER), HISTOGRAM)],
    'slowest-services',
    { noValue: NO_TRAFFIC },
  );
}

function controlPlaneState(): string {
  const convergence = quantileOf(0.99, 'pilot_proxy_convergence_time', CLUSTER);
  const happened = (metric: string): string => `sum(increase(${metric}{${CLUSTER}}[$__range]))`;
  // Each part gets a label of its own, as `or` keeps only one of two results with the same labels.
  const parts = [
    `((${convergence}) >= bool 1) + ((${convergence}) >= bool 10)`,
    `${happened('pilot_total_xds_rejects')} >= bool 0.5`,
    `${happened('pilot_total_xds_internal_errors')} >= bool 0.5`,
    `2 * (${happened('sidecar_injection_failure_total')} >= bool 0.5)`,
    `0 * sum(pilot_services{${CLUSTER}})`,
  ];
  return `max(${parts.map((part, i) => `label_replace(${part}, "part", "${i}", "", "")`).join(' or ')})`;
}
