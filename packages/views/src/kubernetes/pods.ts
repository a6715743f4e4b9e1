import { barDraft, lineDraft, row, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import { CONTAINERS, largestRates, largestValues, N, objects, POD, query, rateBy } from './expressions.ts';

const CONTAINER = `${POD},container`;
const cpu = 'container_cpu_usage_seconds_total';
const memory = 'container_memory_working_set_bytes';
const legend = '{{pod}} {{container}}';

/** Phases as numbers, so that each can have its colour. */
const PHASES = [
  ['Running', text('Running', '运行中'), 'ok'],
  ['Succeeded', text('Succeeded', '已成功'), 'unknown'],
  ['Pending', text('Pending', '等待中'), 'warn'],
  ['Failed', text('Failed', '已失败'), 'warn'],
  ['Unknown', text('Unknown', '未知'), 'crit'],
] as const;
const phase = PHASES.map(([name], i) => `max by (${POD}) (kube_pod_status_phase{${N},phase="${name}"}) * ${i + 1}`);
const podTime = (what: string) => `max by (${POD}) (kube_pod_${what}{${N}})`;
const has = (state: string) => `max by (${CONTAINER}) (kube_pod_container_status_${state}{${N}})`;
const asked = (what: 'requests' | 'limits', resource: 'cpu' | 'memory') =>
  `sum by (${CONTAINER}) (kube_pod_container_resource_${what}{${N},resource="${resource}"})`;

/** The table of pods its users know, with the facts of K60. Restarts stand there once. */
const podTable = tableDraft(
  'pods',
  text('Pod', 'Pod'),
  POD.split(','),
  [
    query('INFO', `kube_pod_info{${N}}`),
    objects('PHS', phase.join(' + ')),
    objects('WHY', `max by (${POD},reason) (kube_pod_status_reason{${N}} == 1)`),
    objects('RDY', `sum by (${POD}) (kube_pod_container_status_ready{${N}})`),
    objects('ALL', `count by (${POD}) (kube_pod_container_info{${N}})`),
    objects('RST', `sum by (${POD}) (kube_pod_container_status_restarts_total{${N}})`),
    query('CPU', rateBy(POD, cpu, CONTAINERS)),
    query('MEM', `sum by (${POD}) (${memory}{${CONTAINERS}})`),
    objects('QOS', `max by (${POD},qos_class) (kube_pod_status_qos_class{${N}} == 1)`),
    objects('AGE', `time() - ${podTime('created')}`),
    // Only a pod that is being deleted has one.
    objects('DEL', `time() - ${podTime('deletion_timestamp')}`),
  ],
  [
    { title: text('Pod', 'Pod'), label: 'pod' },
    { title: text('Namespace', '命名空间'), label: 'namespace' },
    {
      title: text('State', '状态'),
      ref: 'PHS',
      unit: 'count',
      mappings: PHASES.map(([, words, severity], i) => ({ value: i + 1, text: words, severity })),
    },
    { title: text('Reason', '原因'), ref: 'WHY', label: 'reason' },
    { title: text('Ready', '就绪'), ref: 'RDY', unit: 'count' },
    { title: text('Containers', '容器'), ref: 'ALL', unit: 'count' },
    { title: text('Restarts', '重启'), ref: 'RST', unit: 'count', decimals: 0, thresholds: { warn: 1, crit: 10 } },
    { title: text('CPU', 'CPU'), ref: 'CPU', unit: 'cores' },
    { title: text('Memory', '内存'), ref: 'MEM', unit: 'bytes' },
    { title: text('Node', '节点'), ref: 'INFO', label: 'node' },
    { title: text('Address', 'Pod IP'), ref: 'INFO', label: 'pod_ip' },
    { title: text('Made by', '创建者'), ref: 'INFO', label: 'created_by_name' },
    { title: text('QoS', 'QoS'), ref: 'QOS', label: 'qos_class' },
    { title: text('Age', '存在时长'), ref: 'AGE', unit: 's' },
    { title: text('Deleted for', '删除已历时'), ref: 'DEL', unit: 's' },
  ],
);

/** K61: a row for each container. */
const containerTable = tableDraft(
  'K61',
  text('Containers', '容器'),
  CONTAINER.split(','),
  [
    query('INFO', `max by (${CONTAINER},image) (kube_pod_container_info{${N}})`),
    objects('RDY', has('ready')),
    objects('STAT', `${has('running')} + 2 * ${has('waiting')} + 3 * ${has('terminated')}`),
    objects('WAIT', `max by (${CONTAINER},reason) (kube_pod_container_status_waiting_reason{${N}} == 1)`),
    objects('END', `max by (${CONTAINER},reason) (kube_pod_container_status_last_terminated_reason{${N}} == 1)`),
    objects('CODE', has('last_terminated_exitcode')),
    objects('RST', has('restarts_total')),
    query('CPU', rateBy(CONTAINER, cpu, CONTAINERS)),
    query('CPUL', `${rateBy(CONTAINER, cpu, CONTAINERS)} / ${asked('limits', 'cpu')}`),
    query('MEM', `sum by (${CONTAINER}) (${memory}{${CONTAINERS}})`),
    query('MEML', `sum by (${CONTAINER}) (${memory}{${CONTAINERS}}) / ${asked('limits', 'memory')}`),
  ],
  [
    { title: text('Container', '容器'), label: 'container' },
    { title: text('Pod', 'Pod'), label: 'pod' },
    { title: text('Namespace', '命名空间'), label: 'namespace' },
    {
      title: text('Ready', '就绪'),
      ref: 'RDY',
      unit: 'bool',
      mappings: [
        { value: 1, text: text('yes', '是') },
        { value: 0, text: text('no', '否') },
      ],
    },
    {
      title: text('State', '状态'),
      ref: 'STAT',
      unit: 'count',
      mappings: [
        { value: 1, text: text('running', '运行中'), severity: 'ok' },
        { value: 2, text: text('waiting', '等待中'), severity: 'warn' },
        { value: 3, text: text('ended', '已终止') },
      ],
    },
    { title: text('Waits for', '等待原因'), ref: 'WAIT', label: 'reason' },
    { title: text('Last end', '上次终止'), ref: 'END', label: 'reason' },
    { title: text('Exit code', '退出码'), ref: 'CODE', unit: 'none', decimals: 0 },
    { title: text('Restarts', '重启'), ref: 'RST', unit: 'count', decimals: 0, thresholds: { warn: 1, crit: 10 } },
    { title: text('CPU', 'CPU'), ref: 'CPU', unit: 'cores' },
    {
      title: text('CPU / limit', 'CPU / 限制'),
      ref: 'CPUL',
      unit: 'ratio',
      thresholds: { warn: 0.8, crit: 0.95 },
    },
    { title: text('Memory', '内存'), ref: 'MEM', unit: 'bytes' },
    {
      title: text('Memory / limit', '内存 / 限制'),
      ref: 'MEML',
      unit: 'ratio',
      thresholds: { warn: 0.8, crit: 0.9 },
    },
    { title: text('Image', '镜像'), ref: 'INFO', label: 'image' },
  ],
  { sort: { column: 1 } },
);

export const podRows: readonly GridRow[] = [
  row(36, [24, podTable]),
  row(36, [24, containerTable]),
  row(
    26,
    [
      12,
      lineDraft('K63', text('CPU by container, ten largest', '各容器 CPU（前十）'), 'cores', [
        query('A', largestRates(10, CONTAINER, cpu, CONTAINERS), { legend }),
      ]),
    ],
    [
      12,
      lineDraft('K63-memory', text('Memory by container, ten largest', '各容器内存（前十）'), 'bytes', [
        query('A', largestValues(10, CONTAINER, memory, CONTAINERS), { legend }),
      ]),
    ],
  ),
  row(
    24,
    [
      8,
      barDraft(
        'K62',
        text('Slowest starts', '启动最慢的 Pod'),
        's',
        [objects('A', `topk(15, ${podTime('status_ready_time')} - ${podTime('created')})`, { legend: '{{pod}}' })],
        {
          description: text('From creation until ready.', '从创建到就绪的时间。'),
          thresholds: { warn: 60, crit: 300 },
          limit: 15,
        },
      ),
    ],
    [
      8,
      lineDraft('K62-steps', text('Steps of starting, mean', '启动各阶段平均耗时'), 's', [
        objects('A', `avg(${podTime('status_scheduled_time')} - ${podTime('created')})`, {
          legend: text('scheduled', '调度'),
        }),
        objects('B', `avg(${podTime('status_initialized_time')} - ${podTime('status_scheduled_time')})`, {
          legend: text('initialized', '初始化'),
        }),
        objects('C', `avg(${podTime('status_container_ready_time')} - ${podTime('status_initialized_time')})`, {
          legend: text('containers ready', '容器就绪'),
        }),
      ]),
    ],
    [
      8,
      lineDraft('K63-files', text('Bytes read and written by pod, ten largest', '各 Pod 磁盘读写（前十）'), 'B/s', [
        query('A', largestRates(10, POD, 'container_fs_reads_bytes_total', CONTAINERS), {
          legend: text('read {{pod}}', '读 {{pod}}'),
        }),
        query('B', largestRates(10, POD, 'container_fs_writes_bytes_total', CONTAINERS), {
          legend: text('written {{pod}}', '写 {{pod}}'),
          draw: 'dashed',
        }),
      ]),
    ],
  ),
];
