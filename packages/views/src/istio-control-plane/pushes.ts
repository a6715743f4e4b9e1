import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual, ISTIOD_HISTOGRAM } from '../istio/panels.ts';
import { quantileOf } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { P, rate } from './expressions.ts';

const NO_PUSHES = bilingual('No pushes', '无推送');

/** X10 to X15: how configuration reaches the proxies. */
export const pushPanels: readonly PanelInput[] = [
  line(
    'pilot-pushes',
    bilingual('Pilot Pushes', 'Pilot 推送'),
    [0, 0, 8],
    'ops/s',
    [query('A', rate('pilot_xds_pushes', ['type']), { legend: '{{type}}' })],
    { draw: 'bars', stack: 'value' },
  ),
  line(
    'conflicts',
    bilingual('Conflicts', '冲突'),
    [8, 0, 8],
    'count',
    [
      conflict('A', 'pilot_conflict_inbound_listener', bilingual('inbound listeners', '入站监听器')),
      conflict(
        'B',
        'pilot_conflict_outbound_listener_http_over_current_tcp',
        bilingual('outbound http over tcp', '出站 http 覆盖 tcp'),
      ),
      conflict(
        'C',
        'pilot_conflict_outbound_listener_tcp_over_current_tcp',
        bilingual('outbound tcp over tcp', '出站 tcp 覆盖 tcp'),
      ),
      conflict(
        'D',
        'pilot_conflict_outbound_listener_tcp_over_current_http',
        bilingual('outbound tcp over http', '出站 tcp 覆盖 http'),
      ),
    ],
    { thresholds: { warn: 1 } },
  ),
  line('ads', bilingual('ADS Monitoring', 'ADS 监控'), [16, 0, 8], 'count', [
    // Every istiod knows all services, and only its own connections.
    query('A', `avg by (cluster) (pilot_virt_services{${P}})`, {
      legend: bilingual('virtual services', '虚拟服务'),
    }),
    query('B', `avg by (cluster) (pilot_services{${P}})`, { legend: bilingual('services', '服务') }),
    query('C', `sum by (cluster,instance,pod) (pilot_xds{${P}})`, {
      legend: bilingual('connected proxies {{pod}}', '已连接代理 {{pod}}'),
    }),
  ]),
  line(
    'X11',
    bilingual('What triggers pushes', '推送触发原因'),
    [0, 1, 8],
    'ops/s',
    [query('A', rate('pilot_push_triggers', ['type']), { legend: '{{type}}' })],
    { draw: 'area', stack: 'value' },
  ),
  line('X12', bilingual('Incoming changes', '收到的变更'), [8, 1, 8], 'ops/s', [
    query('A', rate('pilot_inbound_updates', ['type']), { legend: bilingual('update {{type}}', '更新 {{type}}') }),
    query('B', `${rate('pilot_k8s_reg_events', ['type', 'event'])} > 0`, {
      legend: bilingual('registry {{type}} {{event}}', '注册中心 {{type}} {{event}}'),
    }),
    query('C', `${rate('pilot_k8s_cfg_events', ['type', 'event'])} > 0`, {
      legend: bilingual('configuration {{type}} {{event}}', '配置 {{type}} {{event}}'),
    }),
  ]),
  line(
    'X13-convergence',
    bilingual('Convergence time', '配置收敛耗时'),
    [16, 1, 8],
    's',
    quantiles('pilot_proxy_convergence_time'),
    {
      description: bilingual('From a change until a proxy has it.', '从配置变更到代理收到配置的时间。'),
      thresholds: { warn: 1, crit: 10 },
      noValue: NO_PUSHES,
    },
  ),
  {
    kind: 'heatmap',
    id: 'X13-heat',
    title: bilingual('Convergence time, distribution', '配置收敛耗时分布'),
    grid: { x: 0, y: 52, w: 8, h: 26 },
    unit: 'ops/s',
    bucketUnit: 's',
    queries: [query('A', `sum by (le) (rate(pilot_proxy_convergence_time_bucket{${P}}[$w]))`)],
    noValue: NO_PUSHES,
  },
  line(
    'X13-steps',
    bilingual('Queue, push and send time p99', '排队、推送与发送耗时 p99'),
    [8, 2, 8],
    's',
    [
      step('A', 'pilot_debounce_time', bilingual('debounce', '合并等待')),
      step('B', 'pilot_pushcontext_init_seconds', bilingual('context', '上下文构建')),
      step('C', 'pilot_proxy_queue_time', bilingual('queue', '排队')),
      step('D', 'pilot_xds_push_time', bilingual('push {{type}}', '推送 {{type}}'), ['type']),
      step('E', 'pilot_xds_send_time', bilingual('send', '发送')),
    ],
    { noValue: NO_PUSHES },
  ),
  {
    kind: 'heatmap',
    id: 'X14',
    title: bilingual('Configuration size pushed', '推送配置大小分布'),
    description: bilingual(
      'Above 1 MB pushes are slow; 4 MB is the usual limit of gRPC.',
      '超过 1 MB 推送变慢；4 MB 为 gRPC 的常见上限。',
    ),
    grid: { x: 16, y: 52, w: 8, h: 26 },
    unit: 'ops/s',
    bucketUnit: 'bytes',
    queries: [query('A', `sum by (le) (rate(pilot_xds_config_size_bytes_bucket{${P}}[$w]))`)],
    noValue: NO_PUSHES,
  },
];

function conflict(ref: string, metric: string, legend: ReturnType<typeof bilingual>) {
  // Every istiod finds the same conflicts: an average over them counts each once.
  return query(ref, `avg by (cluster) (${metric}{${P}})`, { legend });
}

function quantiles(metric: string) {
  return (
    [
      ['A', 0.99, 'p99'],
      ['B', 0.9, 'p90'],
      ['C', 0.5, 'p50'],
    ] as const
  ).map(([ref, q, legend]) => query(ref, quantileOf(q, metric, P), { legend, ...ISTIOD_HISTOGRAM }));
}

function step(ref: string, metric: string, legend: ReturnType<typeof bilingual>, by: readonly string[] = []) {
  return query(ref, quantileOf(0.99, metric, P, by), { legend, ...ISTIOD_HISTOGRAM });
}
