import { gaugeDraft, statDraft, text, tiles, type Draft } from '../built-in-panels.ts';
import type { PanelInput } from '../panel.ts';
import { C, N, objects, orZero, query } from './expressions.ts';

const linkTo = (en: string, zh: string, panel: string) => ({ links: [{ title: text(en, zh), to: { panel } }] });
const nodes = linkTo('Nodes', '节点', 'K30');
const pods = linkTo('Pods', 'Pod 列表', 'pods');
const ready = `sum(kube_node_status_condition{${C},condition="Ready",status="true"})`;
const all = `count(kube_node_info{${C}})`;
const apiRequests = `sum(rate(apiserver_request_total{${C}}[$w]))`;
const auxiliary = { auxiliary: true, mode: 'instant' } as const;
const fewerThan = (wanted: string, there: string) => orZero(`count(${wanted}{${N}} > ${there}{${N}})`);

const numbers: readonly Draft[] = [
  statDraft(
    'K1',
    text('Nodes ready', '就绪节点'),
    'count',
    [
      query('A', ready),
      query('B', all, auxiliary),
      query('S', `(${ready} < bool ${all}) + (max_over_time((${ready} - ${all})[15m:1m]) < bool 0)`, auxiliary),
    ],
    {
      total: 'B',
      severity: 'S',
      description: text('Critical when one has not been ready for 15 minutes.', '有节点持续 15 分钟未就绪时为严重。'),
      ...nodes,
    },
  ),
  statDraft(
    'K2',
    text('Nodes under pressure', '有压力的节点'),
    'count',
    [
      query(
        'A',
        orZero(
          `count(sum by (cluster,node) (kube_node_status_condition{${C},condition=~"MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable",status="true"} == 1))`,
        ),
      ),
    ],
    { thresholds: { warn: 1 }, ...nodes },
  ),
  statDraft(
    'K3',
    text('Pods not healthy', '不健康的 Pod'),
    'count',
    [
      query(
        'A',
        `sum(kube_pod_status_phase{${N},phase=~"Pending|Failed|Unknown"}) + ${orZero(
          `count((kube_pod_status_ready{${N},condition="false"} == 1) and on (cluster,namespace,pod) (kube_pod_status_phase{${N},phase="Running"} == 1))`,
        )}`,
      ),
    ],
    { thresholds: { warn: 1 }, ...pods },
  ),
  statDraft(
    'K4',
    text('Crash loops', '崩溃循环'),
    'count',
    [objects('A', orZero(`sum(kube_pod_container_status_waiting_reason{${N},reason="CrashLoopBackOff"})`))],
    { thresholds: { crit: 1 }, ...linkTo('Why containers wait', '容器等待原因', 'K15') },
  ),
  statDraft(
    'K5',
    text('Workloads short of replicas', '副本不足的工作负载'),
    'count',
    [
      objects(
        'A',
        [
          fewerThan('kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
          fewerThan('kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
          fewerThan('kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_available'),
        ].join(' + '),
      ),
    ],
    { thresholds: { warn: 1 }, ...linkTo('Workloads', '工作负载', 'K50') },
  ),
  statDraft(
    'K6',
    text('Restarts, last hour', '最近一小时重启'),
    'count',
    [query('A', `sum(increase(kube_pod_container_status_restarts_total{${N}}[1h]))`)],
    // Extrapolation makes 0.98 or 1.02 of one restart.
    {
      thresholds: { warn: 0.5, crit: 9.5 },
      ...linkTo('Restarts by namespace', '各命名空间重启', 'K20'),
    },
  ),
  statDraft(
    'K7',
    text('API server error share', 'API 服务器错误占比'),
    'ratio',
    [query('A', `${orZero(`sum(rate(apiserver_request_total{${C},code=~"5.."}[$w]))`, apiRequests)} / ${apiRequests}`)],
    {
      thresholds: { warn: 0.01, crit: 0.05 },
      noValue: text('No traffic', '无流量'),
      ...linkTo('API server', 'API 服务器', 'A2'),
    },
  ),
  gaugeDraft(
    'K8',
    text('CPU used / allocatable', 'CPU 使用 / 可分配'),
    [
      query(
        'A',
        `(sum(rate(node_cpu_seconds_total{${C},mode!~"idle|iowait|steal"}[$w])) or sum(rate(container_cpu_usage_seconds_total{${C},id="/"}[$w]))) / sum(kube_node_status_allocatable{${C},resource="cpu"})`,
        { requires: ['kube_node_status_allocatable'] },
      ),
    ],
    {
      thresholds: { warn: 0.7, crit: 0.9 },
      ...linkTo('CPU: used, requested, limited', 'CPU 使用与请求', 'K11'),
    },
  ),
  gaugeDraft(
    'K9',
    text('Memory used / allocatable', '内存使用 / 可分配'),
    [
      query(
        'A',
        `1 - sum(node_memory_MemAvailable_bytes{${C}}) / sum(node_memory_MemTotal_bytes{${C}}) or sum(container_memory_working_set_bytes{${C},id="/"}) / sum(machine_memory_bytes{${C}})`,
        { requires: ['kube_node_status_allocatable'] },
      ),
    ],
    {
      thresholds: { warn: 0.8, crit: 0.9 },
      ...linkTo('Memory: used, requested, limited', '内存使用与请求', 'K12'),
    },
  ),
  gaugeDraft(
    'K10',
    text('Pods / pod capacity', 'Pod / 容量'),
    [
      query(
        'A',
        `sum(kube_pod_status_phase{${C},phase="Running"}) / sum(kube_node_status_allocatable{${C},resource="pods"})`,
      ),
    ],
    { thresholds: { warn: 0.8, crit: 0.95 }, ...nodes },
  ),
];

/** The head row: one state for all, then the numbers it is made of (K1 to K10). */
export const headPanels: readonly PanelInput[] = tiles([
  {
    kind: 'health',
    id: 'health',
    title: text('Health', '健康状态'),
    description: text(
      'The worst of the numbers beside it. Those whose metrics are not collected do not count.',
      '取右侧各项中最差的状态；未采集的指标不计入。',
    ),
    of: numbers.map(({ id }) => id),
  },
  ...numbers,
]);
