import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import {
  connectionsByPeer,
  quantilesByPeer,
  requestsByCode,
  requestsByPeer,
  successByPeer,
  tcpByPeer,
} from '../istio/lines-by-peer.ts';
import { bars, bilingual, instant, NO_TRAFFIC, SUCCESS_THRESHOLDS } from '../istio/panels.ts';
import { requestShare } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { IN, incoming, OUT, outgoing } from './expressions.ts';

const NOT_5XX = 'response_code!~"5.."';
const CAPTION_ROWS = 7;

/** The two panels at the top that users of the view know. */
export const generalPanels: readonly PanelInput[] = [
  line(
    'incoming-volume',
    bilingual('Incoming Request Volume', '入站请求量'),
    [0, 0, 12],
    'req/s',
    [query('A', requestsByCode(IN), { legend: '{{response_code}}' })],
    { draw: 'area', stack: 'value', noValue: NO_TRAFFIC },
  ),
  {
    kind: 'stat',
    id: 'incoming-success',
    title: bilingual('Incoming Success Rate (non-5xx responses)', '入站成功率（非 5xx 响应）'),
    grid: { x: 12, y: 0, w: 12, h: 26 },
    unit: 'ratio',
    decimals: 2,
    thresholds: SUCCESS_THRESHOLDS,
    noValue: NO_TRAFFIC,
    queries: [query('A', `1 - ${requestShare('response_code=~"5.."', IN)}`)],
  },
];

/** W20: who calls the workload. */
export const inboundPanels: readonly PanelInput[] = [
  caption(
    'inbound',
    bilingual('INBOUND WORKLOADS', '入站工作负载'),
    bilingual('Workloads that call this one.', '调用此工作负载的工作负载。'),
  ),
  ...below([
    requestsByPeer(
      incoming,
      bilingual('Incoming Requests By Source And Response Code', '按来源与响应码的入站请求'),
      [0, 0, 12],
    ),
    successByPeer(
      incoming,
      bilingual('Incoming Success Rate (non-5xx responses) By Source', '按来源的入站成功率（非 5xx 响应）'),
      [12, 0, 12],
      NOT_5XX,
    ),
    quantilesByPeer(
      incoming,
      'duration',
      bilingual('Incoming Request Duration By Source', '按来源的入站请求耗时'),
      [0, 1, 8],
    ),
    quantilesByPeer(
      incoming,
      'request-size',
      bilingual('Incoming Request Size By Source', '按来源的入站请求大小'),
      [8, 1, 8],
    ),
    quantilesByPeer(incoming, 'response-size', bilingual('Response Size By Source', '按来源的响应大小'), [16, 1, 8]),
    tcpByPeer(incoming, bilingual('TCP Bytes By Source', '按来源的 TCP 流量'), [0, 2, 12]),
    connectionsByPeer(incoming, bilingual('TCP Connections By Source', '按来源的 TCP 连接'), [12, 2, 12]),
  ]),
];

/** W30 to W35: what the workload calls. */
export const outboundPanels: readonly PanelInput[] = [
  caption(
    'outbound',
    bilingual('OUTBOUND SERVICES', '出站服务'),
    bilingual(
      'Services that this workload calls, as it sees them itself.',
      '此工作负载调用的服务（以其自身上报为准）。',
    ),
  ),
  ...below([
    requestsByPeer(
      outgoing,
      bilingual('Outgoing Requests By Destination And Response Code', '按目标与响应码的出站请求'),
      [0, 0, 12],
    ),
    successByPeer(
      outgoing,
      bilingual('Outgoing Success Rate (non-5xx responses) By Destination', '按目标的出站成功率（非 5xx 响应）'),
      [12, 0, 12],
      NOT_5XX,
    ),
    quantilesByPeer(
      outgoing,
      'duration',
      bilingual('Outgoing Request Duration By Destination', '按目标的出站请求耗时'),
      [0, 1, 8],
    ),
    quantilesByPeer(
      outgoing,
      'request-size',
      bilingual('Outgoing Request Size By Destination', '按目标的出站请求大小'),
      [8, 1, 8],
    ),
    quantilesByPeer(
      outgoing,
      'response-size',
      bilingual('Response Size By Destination', '按目标的响应大小'),
      [16, 1, 8],
    ),
    tcpByPeer(outgoing, bilingual('TCP Bytes By Destination', '按目标的 TCP 流量'), [0, 2, 12]),
    bars(
      'W35',
      bilingual('Failures By Destination', '按目标的失败原因'),
      [12, 2, 12],
      'req/s',
      [
        query(
          'A',
          `sum by (destination_service,response_flags) (rate(istio_requests_total{${OUT},response_flags!~"-|"}[$w])) > 0`,
          { ...instant, legend: '{{destination_service}} {{response_flags}}' },
        ),
      ],
      { noValue: bilingual('No errors', '无错误') },
    ),
  ]),
];

function caption(id: string, title: ReturnType<typeof bilingual>, content: ReturnType<typeof bilingual>): PanelInput {
  return { kind: 'text', id, title, content, grid: { x: 0, y: 0, w: 24, h: CAPTION_ROWS } };
}

/** Panels moved down, so that the caption is above them. */
function below(panels: readonly PanelInput[]): PanelInput[] {
  return panels.map((panel) => ({ ...panel, grid: { ...panel.grid, y: panel.grid.y + CAPTION_ROWS } }));
}
