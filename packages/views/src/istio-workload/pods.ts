import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual, instant } from '../istio/panels.ts';
import type { PanelInput } from '../panel.ts';
import { APP, PODS, PROXY } from './expressions.ts';

const POD = 'by (cluster,namespace,pod)';
const DAY = 86_400;
const memory = (sel: string): string => `sum ${POD} (container_memory_working_set_bytes{${sel}})`;
const cpu = (sel: string): string => `sum ${POD} (rate(container_cpu_usage_seconds_total{${sel}}[$w]))`;

/** W50: one row per pod, the application and the proxy beside it. */
export const podPanels: readonly PanelInput[] = [
  {
    kind: 'table',
    id: 'W50',
    title: bilingual('Pod table', 'Pod 列表'),
    grid: { x: 0, y: 0, w: 24, h: 26 },
    joinOn: ['cluster', 'namespace', 'pod'],
    queries: [
      query('INFO', `kube_pod_info{${PODS}}`, instant),
      query('CPU', cpu(APP), instant),
      query('MEM', memory(APP), instant),
      query('PCPU', cpu(PROXY), instant),
      query('PMEM', memory(PROXY), instant),
      query('RST', `sum ${POD} (kube_pod_container_status_restarts_total{${PODS}})`, instant),
      query('LIVE', `min ${POD} (envoy_server_live{${PODS}})`, instant),
      query('UP', `max ${POD} (envoy_server_uptime{${PODS}})`, instant),
      query('EMEM', `max ${POD} (envoy_server_memory_allocated{${PODS}})`, instant),
      query('CERT', `min ${POD} (istio_agent_cert_expiry_seconds{${PODS}})`, instant),
      query('VER', `sum by (cluster,namespace,pod,tag) (istio_build{${PODS}})`, instant),
    ],
    columns: [
      { title: bilingual('Pod', 'Pod'), label: 'pod' },
      { title: bilingual('Namespace', '命名空间'), label: 'namespace' },
      { title: bilingual('Node', '节点'), ref: 'INFO', label: 'node' },
      { title: bilingual('CPU', 'CPU'), ref: 'CPU', unit: 'cores' },
      { title: bilingual('Memory', '内存'), ref: 'MEM', unit: 'bytes' },
      { title: bilingual('Proxy CPU', '代理 CPU'), ref: 'PCPU', unit: 'cores' },
      { title: bilingual('Proxy memory', '代理内存'), ref: 'PMEM', unit: 'bytes' },
      { title: bilingual('Restarts', '重启'), ref: 'RST', unit: 'count' },
      {
        title: bilingual('Proxy live', '代理存活'),
        ref: 'LIVE',
        unit: 'bool',
        mappings: [
          { value: 1, text: bilingual('yes', '是'), severity: 'ok' },
          { value: 0, text: bilingual('no', '否'), severity: 'crit' },
        ],
      },
      { title: bilingual('Proxy uptime', '代理运行时间'), ref: 'UP', unit: 's' },
      { title: bilingual('Envoy memory', 'Envoy 内存'), ref: 'EMEM', unit: 'bytes' },
      {
        title: bilingual('Certificate', '证书剩余'),
        ref: 'CERT',
        unit: 's',
        thresholds: { compare: '<', warn: DAY / 24, crit: 0 },
      },
      { title: bilingual('Proxy version', '代理版本'), ref: 'VER', label: 'tag' },
    ],
    sort: { column: 0 },
  },
  line('W50-cpu', bilingual('CPU by container', '各容器 CPU'), [0, 1, 12], 'cores', [
    query(
      'A',
      `sum by (cluster,pod,container) (rate(container_cpu_usage_seconds_total{${PODS},container!="",container!="POD"}[$w]))`,
      {
        legend: '{{pod}} {{container}}',
      },
    ),
  ]),
  line('W50-memory', bilingual('Memory by container', '各容器内存'), [12, 1, 12], 'bytes', [
    query(
      'A',
      `sum by (cluster,pod,container) (container_memory_working_set_bytes{${PODS},container!="",container!="POD"})`,
      {
        legend: '{{pod}} {{container}}',
      },
    ),
  ]),
];

/** W51: Envoy beside the application. */
export const proxyPanels: readonly PanelInput[] = [
  line('W51-updates', bilingual('Configuration refused by Envoy', 'Envoy 拒绝的配置'), [0, 0, 8], 'ops/s', [
    query('A', `sum by (cluster,pod) (rate(envoy_cluster_manager_cds_update_rejected{${PODS}}[$w]))`, {
      legend: bilingual('clusters {{pod}}', '集群 {{pod}}'),
    }),
    query('B', `sum by (cluster,pod) (rate(envoy_listener_manager_lds_update_rejected{${PODS}}[$w]))`, {
      legend: bilingual('listeners {{pod}}', '监听器 {{pod}}'),
      draw: 'dashed',
    }),
  ]),
  line('W51-connections', bilingual('Connections', '连接'), [8, 0, 8], 'count', [
    query('A', `sum by (cluster,pod) (envoy_server_total_connections{${PODS}})`, { legend: '{{pod}}' }),
    query('B', `sum by (cluster,pod) (envoy_http_downstream_rq_active{${PODS}})`, {
      legend: bilingual('requests in flight {{pod}}', '处理中的请求 {{pod}}'),
      draw: 'dashed',
    }),
  ]),
  line('W51-failures', bilingual('Failed connects', '连接失败'), [16, 0, 8], 'per-second', [
    query('A', `sum by (cluster,pod) (rate(envoy_cluster_upstream_cx_connect_fail{${PODS}}[$w]))`, {
      legend: '{{pod}}',
    }),
  ]),
];

/** W60: the process of the application, where it exposes metrics of its own. */
export const runtimePanels: readonly PanelInput[] = [
  line('W60-memory', bilingual('Process memory', '进程内存'), [0, 0, 8], 'bytes', [
    query('A', `process_resident_memory_bytes{${PODS}}`, { legend: '{{pod}}' }),
    query('B', `sum by (cluster,pod) (jvm_memory_used_bytes{${PODS},area="heap"})`, {
      legend: bilingual('JVM heap {{pod}}', 'JVM 堆 {{pod}}'),
    }),
    query('C', `nodejs_heap_size_used_bytes{${PODS}}`, {
      legend: bilingual('Node.js heap {{pod}}', 'Node.js 堆 {{pod}}'),
    }),
  ]),
  line('W60-cpu', bilingual('Process CPU', '进程 CPU'), [8, 0, 8], 'cores', [
    query('A', `rate(process_cpu_seconds_total{${PODS}}[$w])`, { legend: '{{pod}}' }),
  ]),
  line('W60-concurrency', bilingual('Goroutines and threads', 'Goroutine 与线程'), [16, 0, 8], 'count', [
    query('A', `go_goroutines{${PODS}}`, { legend: 'goroutines {{pod}}' }),
    query('B', `jvm_threads_live_threads{${PODS}}`, { legend: bilingual('threads {{pod}}', '线程 {{pod}}') }),
  ]),
];
