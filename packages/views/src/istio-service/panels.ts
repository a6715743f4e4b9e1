import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import {
  connectionsByPeer,
  NO_HISTOGRAMS,
  quantilesByPeer,
  requestsByCode,
  requestsByPeer,
  successByPeer,
  tcpByPeer,
} from '../istio/lines-by-peer.ts';
import { bars, bilingual, HISTOGRAM, instant, NO_TRAFFIC, SUCCESS_THRESHOLDS } from '../istio/panels.ts';
import { CLUSTER, latency, requestRate, requestShare, sumOf } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { callers, CALLERS, REPORTED, SERVED, servers, serversElseCallers } from './expressions.ts';

const SUCCESS_CODES = 'response_code=~"2.."';
const success = { thresholds: SUCCESS_THRESHOLDS, axis: { max: 1 }, noValue: NO_TRAFFIC };
const idle = { noValue: NO_TRAFFIC };

/** The four charts that users of the view know: the service as clients and as servers see it. */
export const generalPanels: readonly PanelInput[] = [
  line(
    'client-volume',
    bilingual('Client Request Volume', '客户端请求量'),
    [0, 0, 6],
    'req/s',
    [query('A', requestRate(REPORTED, ['cluster']), { legend: '{{cluster}}' })],
    idle,
  ),
  line(
    'client-success',
    bilingual('Client Success Rate (2xx responses)', '客户端成功率（2xx 响应）'),
    [6, 0, 6],
    'ratio',
    [query('A', requestShare(SUCCESS_CODES, REPORTED, ['cluster']), { legend: '{{cluster}}' })],
    success,
  ),
  line(
    'server-volume',
    bilingual('Server Request Volume', '服务端请求量'),
    [12, 0, 6],
    'req/s',
    [query('A', requestRate(SERVED, ['cluster']), { legend: '{{cluster}}' })],
    idle,
  ),
  line(
    'server-success',
    bilingual('Server Success Rate (2xx responses)', '服务端成功率（2xx 响应）'),
    [18, 0, 6],
    'ratio',
    [query('A', requestShare(SUCCESS_CODES, SERVED, ['cluster']), { legend: '{{cluster}}' })],
    success,
  ),
];

/** V10 to V14: traffic, errors and latency; of the servers, or of callers where servers have no proxy. */
export const goldenPanels: readonly PanelInput[] = [
  line(
    'V10',
    bilingual('Requests by code', '各响应码请求速率'),
    [0, 0, 8],
    'req/s',
    [query('A', serversElseCallers(requestsByCode), { legend: '{{response_code}}' })],
    { draw: 'area', stack: 'value', ...idle },
  ),
  line(
    'V11',
    bilingual('Latency percentiles', '延迟分位数'),
    [8, 0, 8],
    'ms',
    [
      percentile('A', 0.99, 'p99'),
      percentile('B', 0.95, 'p95'),
      percentile('C', 0.9, 'p90'),
      percentile('D', 0.5, 'p50'),
      query('E', serversElseCallers(average), { legend: bilingual('average', '平均'), draw: 'dashed', ...HISTOGRAM }),
    ],
    { noValue: NO_HISTOGRAMS },
  ),
  {
    kind: 'heatmap',
    id: 'V12',
    title: bilingual('Latency, distribution', '延迟分布'),
    grid: { x: 16, y: 0, w: 8, h: 26 },
    unit: 'req/s',
    bucketUnit: 'ms',
    noValue: NO_HISTOGRAMS,
    queries: [
      query(
        'A',
        serversElseCallers((sel) => `sum by (le) (rate(istio_request_duration_milliseconds_bucket{${sel}}[$w]))`),
        { requires: ['istio_request_duration_milliseconds_bucket'] },
      ),
    ],
  },
  bars(
    'V13',
    bilingual('Error reasons', '错误原因'),
    [0, 1, 12],
    'req/s',
    [
      query(
        'A',
        `sum by (response_code,response_flags) (rate(istio_requests_total{${CALLERS},response_code=~"[45]..|0"}[$w])) > 0`,
        { ...instant, legend: '{{response_code}} {{response_flags}}' },
      ),
    ],
    { noValue: bilingual('No errors', '无错误') },
  ),
  line(
    'V14',
    bilingual('gRPC status', 'gRPC 状态'),
    [12, 1, 12],
    'req/s',
    [
      query(
        'A',
        serversElseCallers(
          (sel) =>
            `sum by (grpc_response_status) (rate(istio_requests_total{${sel},grpc_response_status!=""}[$w])) > 0`,
        ),
        { legend: bilingual('status {{grpc_response_status}}', '状态 {{grpc_response_status}}') },
      ),
    ],
    { draw: 'area', stack: 'value', noValue: bilingual('No gRPC', '无 gRPC 请求') },
  ),
];

/** V20 to V24: who calls. */
export const callerPanels: readonly PanelInput[] = [
  requestsByPeer(
    callers,
    bilingual('Incoming Requests By Source And Response Code', '按来源与响应码的入站请求'),
    [0, 0, 12],
  ),
  successByPeer(
    callers,
    bilingual('Incoming Success Rate (2xx responses) By Source', '按来源的入站成功率（2xx 响应）'),
    [12, 0, 12],
    SUCCESS_CODES,
  ),
  quantilesByPeer(callers, 'duration', bilingual('Incoming Request Duration By Source', '按来源的请求耗时'), [0, 1, 8]),
  quantilesByPeer(callers, 'request-size', bilingual('Incoming Request Size By Source', '按来源的请求大小'), [8, 1, 8]),
  quantilesByPeer(callers, 'response-size', bilingual('Response Size By Source', '按来源的响应大小'), [16, 1, 8]),
  tcpByPeer(callers, bilingual('TCP Bytes By Source', '按来源的 TCP 流量'), [0, 2, 12]),
  connectionsByPeer(callers, bilingual('TCP Connections By Source', '按来源的 TCP 连接'), [12, 2, 12]),
];

/** V30 and V32: which workloads serve. */
export const serverPanels: readonly PanelInput[] = [
  requestsByPeer(
    servers,
    bilingual('Incoming Requests By Destination Workload And Response Code', '按目标工作负载与响应码的入站请求'),
    [0, 0, 12],
  ),
  successByPeer(
    servers,
    bilingual(
      'Incoming Success Rate (2xx responses) By Destination Workload',
      '按目标工作负载的入站成功率（2xx 响应）',
    ),
    [12, 0, 12],
    SUCCESS_CODES,
  ),
  quantilesByPeer(
    servers,
    'duration',
    bilingual('Request Duration By Destination Workload', '按目标工作负载的请求耗时'),
    [0, 1, 8],
  ),
  quantilesByPeer(
    servers,
    'request-size',
    bilingual('Request Size By Destination Workload', '按目标工作负载的请求大小'),
    [8, 1, 8],
  ),
  quantilesByPeer(
    servers,
    'response-size',
    bilingual('Response Size By Destination Workload', '按目标工作负载的响应大小'),
    [16, 1, 8],
  ),
  tcpByPeer(servers, bilingual('TCP Bytes By Destination Workload', '按目标工作负载的 TCP 流量'), [0, 2, 12]),
  line(
    'V32',
    bilingual('Connection limits and ejections', '连接限制与剔除'),
    [12, 2, 12],
    'count',
    [
      envoy('A', 'envoy_cluster_upstream_rq_pending_active', bilingual('waiting', '等待')),
      envoy('B', 'envoy_cluster_upstream_cx_active', bilingual('connections', '连接')),
      envoy('C', 'envoy_cluster_circuit_breakers_default_rq_open', bilingual('request limit reached', '达到请求上限')),
      envoy(
        'D',
        'envoy_cluster_circuit_breakers_default_cx_open',
        bilingual('connection limit reached', '达到连接上限'),
      ),
      envoy('E', 'envoy_cluster_outlier_detection_ejections_active', bilingual('endpoints ejected', '被剔除端点')),
    ],
    {
      description: bilingual(
        'Of the proxies of all callers. Istio exposes these only where proxy stats are asked for.',
        '来自所有调用方的代理；仅在启用相应代理统计时可用。',
      ),
      noValue: bilingual('No proxy exposes these for the service', '没有代理为该服务输出这些统计'),
    },
  ),
];

function percentile(ref: string, q: number, legend: string) {
  return query(
    ref,
    serversElseCallers((sel) => latency(q, sel)),
    { legend, ...HISTOGRAM },
  );
}

function average(sel: string): string {
  const metric = 'istio_request_duration_milliseconds';
  return `${sumOf(`${metric}_sum`, sel)} / (${sumOf(`${metric}_count`, sel)} > 0)`;
}

function envoy(ref: string, metric: string, legend: ReturnType<typeof bilingual>) {
  return query(ref, `sum(${metric}{${CLUSTER},cluster_name=~"outbound[|].*[|][|]$service"})`, { legend });
}
