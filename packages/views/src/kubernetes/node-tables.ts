import { tableDraft, text, type Draft } from '../built-in-panels.ts';
import { C, NODE, objects, query, rateBy } from './expressions.ts';

const known = `${C},node!=""`;
const perNode = (expr: string) => `max by (${NODE}) (${expr})`;
const allocatable = (resource: string) => perNode(`kube_node_status_allocatable{${C},resource="${resource}"}`);
const capacity = (resource: string) => perNode(`kube_node_status_capacity{${C},resource="${resource}"}`);
const running = `sum by (${NODE}) (kube_pod_info{${known}} * on (cluster,namespace,pod) group_left () max by (cluster,namespace,pod) (kube_pod_status_phase{${C},phase="Running"}))`;
const node = [
  { title: text('Node', '节点'), label: 'node' },
  { title: text('Cluster', '集群'), label: 'cluster' },
];

/** The table of nodes its users know: what each is and what it offers. */
export const clusterInformation: Draft = tableDraft(
  'cluster-information',
  text('Cluster information', '集群信息'),
  ['cluster', 'node'],
  [
    query('INFO', `kube_node_info{${C}}`),
    query('AGE', `time() - ${perNode(`kube_node_created{${C}}`)}`),
    query('MEMA', allocatable('memory')),
    query('MEMC', capacity('memory')),
    query('CPUA', allocatable('cpu')),
    query('CPUC', capacity('cpu')),
  ],
  [
    ...node,
    { title: text('Age', '存在时长'), ref: 'AGE', unit: 's' },
    { title: text('Kubelet', 'Kubelet 版本'), ref: 'INFO', label: 'kubelet_version' },
    { title: text('Address', '节点 IP'), ref: 'INFO', label: 'internal_ip' },
    { title: text('Memory allocatable', '可分配内存'), ref: 'MEMA', unit: 'bytes' },
    { title: text('Memory', '内存容量'), ref: 'MEMC', unit: 'bytes' },
    { title: text('CPU allocatable', '可分配 CPU'), ref: 'CPUA', unit: 'cores' },
    { title: text('CPU', 'CPU 容量'), ref: 'CPUC', unit: 'cores' },
    { title: text('System', '操作系统'), ref: 'INFO', label: 'os_image' },
    { title: text('Kernel', '内核'), ref: 'INFO', label: 'kernel_version' },
    { title: text('Runtime', '容器运行时'), ref: 'INFO', label: 'container_runtime_version' },
  ],
);

/** K30: how each node is. */
export const nodeTable: Draft = tableDraft(
  'K30',
  text('Node table', '节点列表'),
  ['cluster', 'node'],
  [
    query('RDY', perNode(`kube_node_status_condition{${C},condition="Ready",status="true"}`)),
    query('CORD', perNode(`kube_node_spec_unschedulable{${C}}`)),
    query('ROLE', `kube_node_role{${C}}`),
    objects('TNT', `count by (${NODE}) (kube_node_spec_taint{${C}})`),
    objects(
      'CPU',
      `1 - avg by (${NODE}) (rate(node_cpu_seconds_total{${known},mode="idle"}[$w])) or ${rateBy(NODE, 'container_cpu_usage_seconds_total', `${known},id="/"`)} / ${perNode(`machine_cpu_cores{${known}}`)}`,
    ),
    objects(
      'MEM',
      `1 - ${perNode(`node_memory_MemAvailable_bytes{${known}}`)} / ${perNode(`node_memory_MemTotal_bytes{${known}}`)} or ${perNode(`container_memory_working_set_bytes{${known},id="/"}`)} / ${perNode(`machine_memory_bytes{${known}}`)}`,
    ),
    objects('POD', `${running} / ${allocatable('pods')}`),
    query(
      'ROOT',
      `1 - ${perNode(`node_filesystem_avail_bytes{${known},mountpoint="/"}`)} / ${perNode(`node_filesystem_size_bytes{${known},mountpoint="/"}`)}`,
    ),
    query(
      'LOAD',
      `${perNode(`node_load1{${known}}`)} / count by (${NODE}) (node_cpu_seconds_total{${known},mode="idle"})`,
    ),
    query('AGE', `time() - ${perNode(`kube_node_created{${C}}`)}`),
    query('INFO', `kube_node_info{${C}}`),
  ],
  [
    ...node,
    {
      title: text('Ready', '就绪'),
      ref: 'RDY',
      unit: 'bool',
      mappings: [
        { value: 1, text: text('ready', '就绪'), severity: 'ok' },
        { value: 0, text: text('not ready', '未就绪'), severity: 'crit' },
      ],
    },
    {
      title: text('Schedulable', '可调度'),
      ref: 'CORD',
      unit: 'bool',
      mappings: [
        { value: 0, text: text('yes', '是') },
        { value: 1, text: text('cordoned', '已封锁'), severity: 'warn' },
      ],
    },
    { title: text('Role', '角色'), ref: 'ROLE', label: 'role' },
    { title: text('Taints', '污点'), ref: 'TNT', unit: 'count' },
    { title: text('CPU', 'CPU'), ref: 'CPU', unit: 'ratio', thresholds: { warn: 0.8, crit: 0.9 } },
    { title: text('Memory', '内存'), ref: 'MEM', unit: 'ratio', thresholds: { warn: 0.8, crit: 0.9 } },
    { title: text('Pods', 'Pod'), ref: 'POD', unit: 'ratio', thresholds: { warn: 0.8, crit: 0.95 } },
    {
      title: text('Root filesystem', '根文件系统'),
      ref: 'ROOT',
      unit: 'ratio',
      thresholds: { warn: 0.85, crit: 0.95 },
    },
    {
      title: text('Load per core', '每核负载'),
      ref: 'LOAD',
      unit: 'none',
      decimals: 2,
      thresholds: { warn: 1, crit: 2 },
    },
    { title: text('Age', '存在时长'), ref: 'AGE', unit: 's' },
    { title: text('Kubelet', 'Kubelet 版本'), ref: 'INFO', label: 'kubelet_version' },
  ],
);
