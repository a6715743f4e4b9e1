import { lineDraft, row, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import {
  CONTAINERS,
  held,
  largest,
  largestRates,
  largestValues,
  N,
  objects,
  POD,
  PODS,
  query,
  rateBy,
} from './expressions.ts';
import { replicaRows } from './replica-trends.ts';
import { byWorkload, replicas, WORKLOAD } from './workload-pods.ts';
import { jobTables, ownerTables } from './workload-tables.ts';

const cpu = 'container_cpu_usage_seconds_total';
const memory = 'container_memory_working_set_bytes';
const owners = { requires: ['kube_pod_owner'] };
const restarts = `sum by (${POD}) (increase(kube_pod_container_status_restarts_total{${N}}[24h]))`;
const podMemory = `sum by (${POD}) (${memory}{${CONTAINERS}})`;
const network = (direction: string) => rateBy(POD, `container_network_${direction}_bytes_total`, PODS);
const desired = replicas('spec_replicas', 'replicas', 'status_desired_number_scheduled');
const available = replicas('status_replicas_available', 'status_replicas_available', 'status_number_available');
const updated = replicas('status_replicas_updated', 'status_replicas_updated', 'status_updated_number_scheduled');

/** K50: a row for each workload. */
const workloadTable = tableDraft(
  'K50',
  text('Workload table', '工作负载列表'),
  WORKLOAD.split(','),
  [
    objects('WANT', desired),
    objects('HAVE', available),
    objects('MISS', `${desired} - ${available}`),
    objects('UPD', updated),
    query('RST', byWorkload(restarts), owners),
    query('CPU', byWorkload(rateBy(POD, cpu, CONTAINERS)), { requires: ['kube_pod_owner', cpu] }),
    query('CPUR', byWorkload(held('requests', 'cpu', POD)), owners),
    query('CPUL', byWorkload(held('limits', 'cpu', POD)), owners),
    query('MEM', byWorkload(podMemory), { requires: ['kube_pod_owner', memory] }),
    query('MEMR', byWorkload(held('requests', 'memory', POD)), owners),
    query('MEML', byWorkload(held('limits', 'memory', POD)), owners),
    query('RX', `8 * ${byWorkload(network('receive'))}`, { requires: ['kube_pod_owner'] }),
    query('TX', `8 * ${byWorkload(network('transmit'))}`, { requires: ['kube_pod_owner'] }),
  ],
  [
    { title: text('Workload', '工作负载'), label: 'workload' },
    { title: text('Kind', '类型'), label: 'workload_type' },
    { title: text('Namespace', '命名空间'), label: 'namespace' },
    { title: text('Desired', '期望'), ref: 'WANT', unit: 'count' },
    { title: text('Available', '可用'), ref: 'HAVE', unit: 'count' },
    { title: text('Missing', '缺少'), ref: 'MISS', unit: 'count', thresholds: { warn: 1 } },
    { title: text('Updated', '已更新'), ref: 'UPD', unit: 'count' },
    {
      title: text('Restarts, 24 h', '24 小时重启'),
      ref: 'RST',
      unit: 'count',
      decimals: 0,
      thresholds: { warn: 0.5, crit: 9.5 },
    },
    { title: text('CPU', 'CPU'), ref: 'CPU', unit: 'cores' },
    { title: text('CPU requested', 'CPU 请求'), ref: 'CPUR', unit: 'cores' },
    { title: text('CPU limit', 'CPU 限制'), ref: 'CPUL', unit: 'cores' },
    { title: text('Memory', '内存'), ref: 'MEM', unit: 'bytes' },
    { title: text('Memory requested', '内存请求'), ref: 'MEMR', unit: 'bytes' },
    { title: text('Memory limit', '内存限制'), ref: 'MEML', unit: 'bytes' },
    { title: text('Received', '接收'), ref: 'RX', unit: 'bit/s' },
    { title: text('Sent', '发送'), ref: 'TX', unit: 'bit/s' },
  ],
);

/** K51 and K52. */
const rollouts = row(
  24,
  [
    12,
    lineDraft('K51', text('Replica history', '副本历史'), 'count', [
      objects('A', `sum(${desired})`, { legend: text('desired', '期望') }),
      objects('B', `sum(${available})`, { legend: text('available', '可用') }),
      objects('C', `sum(${updated})`, { legend: text('updated', '已更新'), draw: 'dashed' }),
      objects('D', `sum(${desired}) - sum(${available})`, { legend: text('missing', '缺少') }),
    ]),
  ],
  [
    12,
    {
      kind: 'status',
      id: 'K52',
      title: text('Rollout state', '发布状态'),
      unit: 'count',
      noValue: text('Every Deployment is rolled out', '所有 Deployment 均已发布完成'),
      mappings: [
        { value: 1, text: text('no progress', '无进展'), severity: 'warn' },
        { value: 2, text: text('not seen yet', '尚未处理'), severity: 'warn' },
        { value: 3, text: text('paused', '已暂停'), severity: 'warn' },
      ],
      queries: [
        objects(
          'A',
          `max by (cluster,namespace,deployment) (kube_deployment_status_condition{${N},condition="Progressing",status="false"}) == 1`,
          { mode: 'instant', legend: '{{namespace}}/{{deployment}}' },
        ),
        objects(
          'B',
          `(kube_deployment_status_observed_generation{${N}} != kube_deployment_metadata_generation{${N}}) * 0 + 2`,
          { mode: 'instant', legend: '{{namespace}}/{{deployment}}' },
        ),
        objects('C', `(kube_deployment_spec_paused{${N}} == 1) + 2`, {
          mode: 'instant',
          legend: '{{namespace}}/{{deployment}}',
        }),
      ],
    },
  ],
);

const legend = '{{pod}}';
const asked = (en: string, zh: string) => ({ legend: text(`${en} {{pod}}`, `${zh} {{pod}}`), draw: 'dashed' as const });
const podLimit = (resource: 'cpu' | 'memory') => held('limits', resource, POD);
/** Six pods with three lines each are as many as can be told apart. */
const SHOWN = 6;
const cpuRanking = `sum by (${POD}) (rate(${cpu}{${CONTAINERS}}[$__range] @ end()))`;
const memoryRanking = `sum by (${POD}) (avg_over_time(${memory}{${CONTAINERS}}[$__range] @ end()))`;

/** K53 to K56. */
const usage: readonly GridRow[] = [
  row(
    26,
    [
      12,
      lineDraft(
        'K53',
        text('CPU by pod against request and limit, six largest', '各 Pod CPU 与请求、限制（前六）'),
        'cores',
        [
          query('A', largestRates(SHOWN, POD, cpu, CONTAINERS), { legend }),
          query('B', largest(SHOWN, POD, held('requests', 'cpu', POD), cpuRanking), asked('request', '请求')),
          query('C', largest(SHOWN, POD, podLimit('cpu'), cpuRanking), asked('limit', '限制')),
        ],
      ),
    ],
    [
      12,
      lineDraft(
        'K54',
        text('Memory by pod against request and limit, six largest', '各 Pod 内存与请求、限制（前六）'),
        'bytes',
        [
          query('A', largestValues(SHOWN, POD, memory, CONTAINERS), { legend }),
          query('B', largest(SHOWN, POD, held('requests', 'memory', POD), memoryRanking), asked('request', '请求')),
          query('C', largest(SHOWN, POD, podLimit('memory'), memoryRanking), asked('limit', '限制')),
        ],
      ),
    ],
  ),
  row(
    26,
    [
      12,
      lineDraft(
        'K55',
        text('CPU throttling by pod', '各 Pod CPU 限流'),
        'ratio',
        [
          query(
            'A',
            largestRates(
              20,
              POD,
              'container_cpu_cfs_throttled_periods_total',
              CONTAINERS,
              `${rateBy(POD, 'container_cpu_cfs_throttled_periods_total', CONTAINERS)} / (${rateBy(POD, 'container_cpu_cfs_periods_total', CONTAINERS)} > 0)`,
            ),
            { legend },
          ),
        ],
        { thresholds: { warn: 0.25, crit: 0.5 } },
      ),
    ],
    [
      12,
      lineDraft(
        'K56',
        text('Network by workload', '各工作负载网络'),
        'bit/s',
        [
          query('A', `8 * ${byWorkload(network('receive'))}`, {
            legend: text('in {{workload}}', '入 {{workload}}'),
            requires: ['kube_pod_owner', 'container_network_receive_bytes_total'],
          }),
          query('B', `-8 * ${byWorkload(network('transmit'))}`, {
            legend: text('out {{workload}}', '出 {{workload}}'),
            draw: 'dashed',
            requires: ['kube_pod_owner', 'container_network_transmit_bytes_total'],
          }),
        ],
        { axis: {}, description: text('Sent is below zero.', '发送在零线以下。') },
      ),
    ],
  ),
];

export const workloadRows: readonly GridRow[] = [
  ...replicaRows,
  row(26, [24, workloadTable]),
  ...ownerTables,
  rollouts,
  ...usage,
  ...jobTables,
];
