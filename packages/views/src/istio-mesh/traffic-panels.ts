import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bars, bilingual, HISTOGRAM, instant, NO_TRAFFIC, SUCCESS_THRESHOLDS } from '../istio/panels.ts';
import { CLUSTER, latency, requestRate, successShare } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { failing, idle, MESH, MESH_SERVER, services, troubled } from './expressions.ts';

const SERVICE = ['destination_service'] as const;
const nobody = `0 * count(istio_requests_total{${MESH}})`;

/** What the flags mean that are seen most; Envoy documents all of them. */
const FLAGS = bilingual(
  'UH no healthy upstream · UF connect failure · UO circuit breaker · NR no route · URX retries used up · NC no such cluster · UT timeout · UC, UR closed or reset by the server · DC closed by the caller · DI, FI injected fault · RL rate limit · UAEX not authorized',
  'UH 无健康上游 · UF 连接失败 · UO 熔断 · NR 无路由 · URX 重试耗尽 · NC 集群不存在 · UT 超时 · UC、UR 上游关闭或重置 · DC 调用方断开 · DI、FI 注入故障 · RL 限流 · UAEX 未获授权',
);

/** I10 and I14 to I19: how the traffic of the mesh is made up, and where it goes wrong. */
export const trafficPanels: readonly PanelInput[] = [
  bars(
    'service-health',
    bilingual('Services by health', '服务健康分布'),
    [0, 0, 8],
    'count',
    [
      query('A', `count(${failing}) or ${nobody}`, { ...instant, legend: bilingual('failing', '故障') }),
      query('B', `count((${troubled}) unless (${failing})) or ${nobody}`, {
        ...instant,
        legend: bilingual('degraded', '降级'),
      }),
      query('C', `count((${services}) unless (${troubled})) or ${nobody}`, {
        ...instant,
        legend: bilingual('healthy', '正常'),
      }),
      query('D', `count(${idle}) or ${nobody}`, { ...instant, legend: bilingual('idle', '空闲') }),
    ],
    { decimals: 0 },
  ),
  line(
    'I14',
    bilingual('Requests by code class', '各类响应码请求速率'),
    [8, 0, 16],
    'req/s',
    [
      query(
        'A',
        `sum by (code) (label_replace(label_replace(rate(istio_requests_total{${MESH}}[$w]), ` +
          `"code", "\${1}xx", "response_code", "([1-5]).."), "code", "no response", "response_code", "0")) > 0`,
        { legend: '{{code}}' },
      ),
    ],
    { draw: 'area', stack: 'value' },
  ),
  bars(
    'I15',
    bilingual('Error reasons', '错误原因'),
    [0, 1, 8],
    'req/s',
    [
      query('A', `sum by (response_flags) (rate(istio_requests_total{${MESH},response_flags!~"-|"}[$w])) > 0`, {
        ...instant,
        legend: '{{response_flags}}',
      }),
    ],
    {
      description: FLAGS,
      noValue: bilingual('No errors', '无错误'),
    },
  ),
  bars(
    'slowest-services',
    bilingual('Slowest services, p99', '最慢的服务（p99）'),
    [8, 1, 8],
    'ms',
    [
      query('A', `topk(10, ${latency(0.99, MESH_SERVER, SERVICE)})`, {
        ...instant,
        ...HISTOGRAM,
        legend: '{{destination_service}}',
      }),
    ],
    { noValue: NO_TRAFFIC },
  ),
  bars(
    'I17',
    bilingual('Worst success rate', '成功率最低的服务'),
    [16, 1, 8],
    'ratio',
    [
      query('A', `bottomk(10, (${successShare(MESH, SERVICE)}) and (${requestRate(MESH, SERVICE)} >= 0.1))`, {
        ...instant,
        legend: '{{destination_service}}',
      }),
    ],
    {
      description: bilingual('Services with at least one request in ten seconds.', '每十秒至少一个请求的服务。'),
      order: 'ascending',
      thresholds: SUCCESS_THRESHOLDS,
      noValue: NO_TRAFFIC,
    },
  ),
  line('I18', bilingual('Ingress', '入口流量'), [0, 2, 12], 'req/s', [
    query(
      'A',
      `sum by (cluster,source_workload) (rate(istio_requests_total{${CLUSTER},reporter="source",source_workload=~".*gateway.*"}[$w])) ` +
        `or sum by (cluster,source_workload) (rate(istio_requests_total{${CLUSTER},reporter="destination",source_workload=~".*gateway.*"}[$w]))`,
      { legend: '{{source_workload}}' },
    ),
  ]),
  line(
    'I19',
    bilingual('Egress and unknown destinations', '出口流量与未知目标'),
    [12, 2, 12],
    'req/s',
    [
      query(
        'A',
        requestRate(`${MESH},destination_service_name=~"PassthroughCluster|BlackHoleCluster"`, [
          'destination_service_name',
        ]),
        { legend: '{{destination_service_name}}' },
      ),
      query(
        'B',
        requestRate(
          `${MESH},destination_workload="unknown",destination_service_name!~"PassthroughCluster|BlackHoleCluster|"`,
          ['destination_service'],
        ),
        {
          legend: '{{destination_service}}',
        },
      ),
    ],
    {
      description: bilingual(
        'PassthroughCluster: allowed, to hosts nobody registered. BlackHoleCluster: blocked. The rest: hosts outside the mesh.',
        'PassthroughCluster：放行到未注册主机；BlackHoleCluster：已拦截；其余为网格外主机。',
      ),
      noValue: bilingual('Nothing leaves the mesh', '没有离开网格的流量'),
    },
  ),
];
