import { areaDraft, barDraft, lineDraft, row, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import {
  C,
  CONTAINERS,
  held,
  largestRates,
  largestValues,
  N,
  NAMESPACE,
  objects,
  PODS,
  query,
  rateBy,
} from './expressions.ts';

const cpu = 'container_cpu_usage_seconds_total';
const memory = 'container_memory_working_set_bytes';
const namespaceLegend = { legend: '{{namespace}}' };
const used = { legend: text('used', '使用') };
const requested = { legend: text('requested', '请求'), draw: 'dashed' } as const;
const limited = { legend: text('limited', '限制'), draw: 'dashed' } as const;
const allocatable = { legend: text('allocatable', '可分配') };
const QUOTA = 'cluster,namespace,resourcequota,resource';
const quota = (type: 'used' | 'hard', matchers = '') =>
  `max by (${QUOTA}) (kube_resourcequota{${N},type="${type}"${matchers}})`;
const OF_BYTES = '.*(memory|storage)';
/** One column has quotas of all kinds: memory stands in it in GiB, as its resource then says. */
const readableQuota = (type: 'used' | 'hard'): string =>
  `${quota(type, `,resource!~"${OF_BYTES}"`)} or label_replace(${quota(type, `,resource=~"${OF_BYTES}"`)} / 2^30, "resource", "$1 (GiB)", "resource", "(.*)")`;
/** Shares of a limit are those of the containers that have one: others would be counted above, and not below. */
const limitedTo = (resource: 'cpu' | 'memory'): string =>
  `and on (cluster,namespace,pod,container) (kube_pod_container_resource_limits{${N},resource="${resource}"} > 0)`;

/** K11 to K27 but the tables of objects. */
export const overviewRows: readonly GridRow[] = [
  row(
    26,
    [
      12,
      lineDraft('K11', text('CPU: used, requested, limited, allocatable', 'CPU：使用、请求、限制、可分配'), 'cores', [
        query('A', `sum(rate(${cpu}{${CONTAINERS}}[$w]))`, used),
        objects('B', `sum(${held('requests', 'cpu', NAMESPACE)})`, requested),
        objects('C', `sum(${held('limits', 'cpu', NAMESPACE)})`, limited),
        query('D', `sum(kube_node_status_allocatable{${C},resource="cpu"})`, allocatable),
      ]),
    ],
    [
      12,
      lineDraft(
        'K12',
        text('Memory: used, requested, limited, allocatable', '内存：使用、请求、限制、可分配'),
        'bytes',
        [
          query('A', `sum(${memory}{${CONTAINERS}})`, used),
          objects('B', `sum(${held('requests', 'memory', NAMESPACE)})`, requested),
          objects('C', `sum(${held('limits', 'memory', NAMESPACE)})`, limited),
          query('D', `sum(kube_node_status_allocatable{${C},resource="memory"})`, allocatable),
        ],
      ),
    ],
  ),
  row(
    22,
    [
      8,
      areaDraft(
        'K14',
        text('Pods by phase', '各阶段 Pod'),
        'count',
        [objects('A', `sum by (phase) (kube_pod_status_phase{${N}}) > 0`, { legend: '{{phase}}' })],
        { stepped: true },
      ),
    ],
    [
      8,
      barDraft(
        'K15',
        text('Why containers wait', '容器等待原因'),
        'count',
        [
          objects('A', `sum by (reason) (kube_pod_container_status_waiting_reason{${N}}) > 0`, {
            legend: '{{reason}}',
          }),
        ],
        { thresholds: { warn: 1 }, noValue: text('No container waits', '没有等待中的容器') },
      ),
    ],
    [
      8,
      barDraft(
        'K16',
        text('Why containers ended', '容器终止原因'),
        'count',
        [
          objects('A', `sum by (reason) (kube_pod_container_status_last_terminated_reason{${N}}) > 0`, {
            legend: '{{reason}}',
          }),
        ],
        { noValue: text('No container has ended', '没有终止过的容器') },
      ),
    ],
  ),
  row(24, [
    24,
    tableDraft(
      'K17',
      text('Namespaces', '命名空间'),
      ['cluster', 'namespace'],
      [
        objects('PODS', `count by (${NAMESPACE}) (kube_pod_info{${N}})`),
        query('CPU', rateBy(NAMESPACE, cpu, CONTAINERS)),
        objects('CPUR', held('requests', 'cpu', NAMESPACE)),
        query('CPUX', `${rateBy(NAMESPACE, cpu, CONTAINERS)} / ${held('requests', 'cpu', NAMESPACE)}`),
        query(
          'CPUL',
          `sum by (${NAMESPACE}) (rate(${cpu}{${CONTAINERS}}[$w]) ${limitedTo('cpu')}) / ${held('limits', 'cpu', NAMESPACE)}`,
        ),
        query('MEM', `sum by (${NAMESPACE}) (${memory}{${CONTAINERS}})`),
        objects('MEMR', held('requests', 'memory', NAMESPACE)),
        query('MEMX', `sum by (${NAMESPACE}) (${memory}{${CONTAINERS}}) / ${held('requests', 'memory', NAMESPACE)}`),
        query(
          'MEML',
          `sum by (${NAMESPACE}) (${memory}{${CONTAINERS}} ${limitedTo('memory')}) / ${held('limits', 'memory', NAMESPACE)}`,
        ),
        query('RX', `8 * ${rateBy(NAMESPACE, 'container_network_receive_bytes_total', PODS)}`),
        query('TX', `8 * ${rateBy(NAMESPACE, 'container_network_transmit_bytes_total', PODS)}`),
        query('RST', `sum by (${NAMESPACE}) (increase(kube_pod_container_status_restarts_total{${N}}[24h]))`),
      ],
      [
        { title: text('Namespace', '命名空间'), label: 'namespace' },
        { title: text('Cluster', '集群'), label: 'cluster' },
        { title: text('Pods', 'Pod'), ref: 'PODS', unit: 'count' },
        { title: text('CPU', 'CPU'), ref: 'CPU', unit: 'cores' },
        { title: text('CPU requested', 'CPU 请求'), ref: 'CPUR', unit: 'cores' },
        {
          title: text('CPU / requested', 'CPU / 请求'),
          ref: 'CPUX',
          unit: 'ratio',
          thresholds: { compare: '>', warn: 1 },
        },
        {
          title: text('CPU / limit', 'CPU / 限制'),
          ref: 'CPUL',
          unit: 'ratio',
          thresholds: { compare: '>', warn: 0.9 },
        },
        { title: text('Memory', '内存'), ref: 'MEM', unit: 'bytes' },
        { title: text('Memory requested', '内存请求'), ref: 'MEMR', unit: 'bytes' },
        {
          title: text('Memory / requested', '内存 / 请求'),
          ref: 'MEMX',
          unit: 'ratio',
          thresholds: { compare: '>', warn: 1 },
        },
        {
          title: text('Memory / limit', '内存 / 限制'),
          ref: 'MEML',
          unit: 'ratio',
          thresholds: { compare: '>', warn: 0.9 },
        },
        { title: text('Received', '接收'), ref: 'RX', unit: 'bit/s' },
        { title: text('Sent', '发送'), ref: 'TX', unit: 'bit/s' },
        {
          title: text('Restarts, 24 h', '24 小时重启'),
          ref: 'RST',
          unit: 'count',
          decimals: 0,
          thresholds: { warn: 0.5, crit: 9.5 },
        },
      ],
    ),
  ]),
  row(
    26,
    [
      12,
      areaDraft('K18', text('CPU by namespace, ten largest', '各命名空间 CPU（前十）'), 'cores', [
        query('A', largestRates(10, NAMESPACE, cpu, CONTAINERS), namespaceLegend),
      ]),
    ],
    [
      12,
      areaDraft('K19', text('Memory by namespace, ten largest', '各命名空间内存（前十）'), 'bytes', [
        query('A', largestValues(10, NAMESPACE, memory, CONTAINERS), namespaceLegend),
      ]),
    ],
  ),
  row(
    20,
    [
      6,
      barDraft(
        'K20',
        text('Restarts by namespace', '各命名空间重启'),
        'count',
        [
          query(
            'A',
            `sum by (${NAMESPACE}) (increase(kube_pod_container_status_restarts_total{${N}}[$__range])) > 0.5`,
            namespaceLegend,
          ),
        ],
        { noValue: text('No restarts', '没有重启') },
      ),
    ],
    [
      6,
      barDraft(
        'K21',
        text('Memory kills by namespace', '各命名空间内存终止'),
        'count',
        [
          query(
            'A',
            `sum by (${NAMESPACE}) (increase(container_oom_events_total{${CONTAINERS}}[$__range])) > 0.5`,
            namespaceLegend,
          ),
        ],
        { thresholds: { crit: 0.5 }, noValue: text('None', '没有') },
      ),
    ],
    [
      6,
      barDraft('K22', text('QoS classes', 'QoS 等级'), 'count', [
        objects('A', `sum by (qos_class) (kube_pod_status_qos_class{${N}}) > 0`, { legend: '{{qos_class}}' }),
      ]),
    ],
    [
      6,
      barDraft('K27', text('Versions', '版本'), 'count', [
        query('A', `count by (kubelet_version) (kube_node_info{${C}})`, { legend: 'kubelet {{kubelet_version}}' }),
        query('B', `count by (job,git_version) (kubernetes_build_info{${C},job!="kubelet"})`, {
          legend: '{{job}} {{git_version}}',
        }),
      ]),
    ],
  ),
  row(
    22,
    [
      12,
      tableDraft(
        'K23',
        text('Quota use', '配额使用'),
        ['cluster', 'namespace', 'resourcequota', 'resource'],
        [
          query('SHR', `(${readableQuota('used')}) / ((${readableQuota('hard')}) > 0)`),
          query('USED', readableQuota('used')),
          query('HARD', readableQuota('hard')),
        ],
        [
          { title: text('Namespace', '命名空间'), label: 'namespace' },
          { title: text('Cluster', '集群'), label: 'cluster' },
          { title: text('Quota', '配额'), label: 'resourcequota' },
          { title: text('Resource', '资源'), label: 'resource' },
          { title: text('Used', '已用'), ref: 'USED', unit: 'count' },
          { title: text('Hard', '上限'), ref: 'HARD', unit: 'count' },
          { title: text('Share', '占比'), ref: 'SHR', unit: 'ratio', thresholds: { warn: 0.9, crit: 1 } },
        ],
        { sort: { column: 6, descending: true } },
      ),
    ],
    [
      12,
      tableDraft(
        'K24',
        text('Autoscalers', '自动伸缩'),
        ['cluster', 'namespace', 'horizontalpodautoscaler'],
        [
          query('INFO', `kube_horizontalpodautoscaler_info{${N}}`),
          query('CUR', `kube_horizontalpodautoscaler_status_current_replicas{${N}}`),
          query('WANT', `kube_horizontalpodautoscaler_status_desired_replicas{${N}}`),
          query('MIN', `kube_horizontalpodautoscaler_spec_min_replicas{${N}}`),
          query('MAX', `kube_horizontalpodautoscaler_spec_max_replicas{${N}}`),
          query(
            'FULL',
            `kube_horizontalpodautoscaler_status_current_replicas{${N}} / kube_horizontalpodautoscaler_spec_max_replicas{${N}}`,
          ),
        ],
        [
          { title: text('Autoscaler', '自动伸缩'), label: 'horizontalpodautoscaler' },
          { title: text('Namespace', '命名空间'), label: 'namespace' },
          { title: text('Cluster', '集群'), label: 'cluster' },
          { title: text('Scales', '对象'), ref: 'INFO', label: 'scaletargetref_name' },
          { title: text('Current', '当前'), ref: 'CUR', unit: 'count' },
          { title: text('Desired', '期望'), ref: 'WANT', unit: 'count' },
          { title: text('Min', '最少'), ref: 'MIN', unit: 'count' },
          { title: text('Max', '最多'), ref: 'MAX', unit: 'count' },
          { title: text('Of max', '占最多'), ref: 'FULL', unit: 'ratio', thresholds: { warn: 1 } },
        ],
      ),
    ],
  ),
  row(
    30,
    [
      12,
      {
        kind: 'objects',
        id: 'K26-pods',
        title: text('Pods that need a look', '需要关注的 Pod'),
        objectKind: ['Pod'],
        cluster: ['$cluster'],
        namespace: ['$namespace'],
        level: ['error', 'warning'],
        noValue: text('Every pod is well', '所有 Pod 正常'),
      },
    ],
    [
      12,
      {
        kind: 'events',
        id: 'K26',
        title: text('Recent warnings', '近期警告事件'),
        cluster: ['$cluster'],
        namespace: ['$namespace'],
        type: ['Warning'],
        noValue: text('No warnings in this time', '这段时间没有警告'),
      },
    ],
  ),
];
