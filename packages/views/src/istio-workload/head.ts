import { query } from '../etcd/expressions.ts';
import {
  auxiliary,
  bilingual,
  health,
  HISTOGRAM,
  instant,
  NO_TRAFFIC,
  SUCCESS_THRESHOLDS,
  tile,
} from '../istio/panels.ts';
import { CLUSTER, latency, requestRate, successShare, sumOf } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { APP, IN, OUT, PODS, PROXY } from './expressions.ts';

const idle = { noValue: NO_TRAFFIC };
const noPods = { noValue: bilingual('No pods', '无 Pod') };
const replicas = (what: string): string => {
  const kinds = ['deployment', 'statefulset'] as const;
  return `(${kinds.map((kind) => `sum(kube_${kind}_${what}{${CLUSTER},namespace=~"$namespace",${kind}=~"$workload"})`).join(' or ')})`;
};
const ready = replicas('status_replicas_ready');
const wanted = `(sum(kube_deployment_spec_replicas{${CLUSTER},namespace=~"$namespace",deployment=~"$workload"}) or sum(kube_statefulset_replicas{${CLUSTER},namespace=~"$namespace",statefulset=~"$workload"}))`;
const tcp = (sel: string): string =>
  `${sumOf('istio_tcp_sent_bytes_total', sel)} + ${sumOf('istio_tcp_received_bytes_total', sel)}`;
const sidecars = `count(kube_pod_container_info{${PROXY}} or kube_pod_init_container_info{${PROXY}})`;
const pods = `count(group by (cluster,namespace,pod) (kube_pod_info{${PODS}}))`;
const restarts = `sum(increase(kube_pod_container_status_restarts_total{${PODS}}[1h]))`;

/** The head row (W1 to W10): what comes in, what goes out, and the pods. */
export const headPanels: readonly PanelInput[] = [
  health(['W2', 'W4-success', 'W7', 'W8', 'W9-cpu', 'W9-memory', 'W10']),
  tile('W1', bilingual('Incoming', '入站请求'), 'req/s', [query('A', requestRate(IN))], 'incoming-volume', idle),
  tile('W2', bilingual('Incoming success', '入站成功率'), 'ratio', [query('A', successShare(IN))], 'in-success', {
    thresholds: SUCCESS_THRESHOLDS,
    ...idle,
  }),
  latencyTile('W3-p50', 0.5),
  latencyTile('W3-p90', 0.9),
  latencyTile('W3-p99', 0.99),
  tile('W4', bilingual('Outgoing', '出站请求'), 'req/s', [query('A', requestRate(OUT))], 'out-requests', idle),
  tile(
    'W4-success',
    bilingual('Outgoing success', '出站成功率'),
    'ratio',
    [query('A', successShare(OUT))],
    'out-success',
    {
      thresholds: SUCCESS_THRESHOLDS,
      ...idle,
    },
  ),
  tile('W5', bilingual('TCP as server', 'TCP 服务端流量'), 'B/s', [query('A', tcp(IN))], 'in-tcp', idle),
  tile('W6', bilingual('TCP as client', 'TCP 客户端流量'), 'B/s', [query('A', tcp(OUT))], 'out-tcp', idle),
  tile(
    'W7',
    bilingual('Replicas ready', '就绪副本'),
    'count',
    [
      query('A', ready, { ...instant, requires: ['kube_deployment_status_replicas_ready'] }),
      query('B', wanted, { ...auxiliary, requires: ['kube_deployment_spec_replicas'] }),
      query('S', `(${ready} < bool ${wanted}) + ((${ready} == bool 0) * (${wanted} > bool 0))`, {
        ...auxiliary,
        requires: ['kube_deployment_status_replicas_ready'],
      }),
    ],
    'W50',
    { total: 'B', severity: 'S', sparkline: false, ...noPods },
  ),
  tile('W8', bilingual('Restarts, 1 h', '1 小时重启'), 'count', [query('A', restarts)], 'W50', {
    thresholds: { warn: 0.5, crit: 4.5 },
    ...noPods,
  }),
  limit(
    'W9-cpu',
    bilingual('App CPU / limit', '应用 CPU / 限额'),
    'rate(container_cpu_usage_seconds_total',
    '[$w])',
    'cpu',
    APP,
  ),
  limit(
    'W9-memory',
    bilingual('App memory / limit', '应用内存 / 限额'),
    '(container_memory_working_set_bytes',
    ')',
    'memory',
    APP,
  ),
  limit(
    'W9-proxy-cpu',
    bilingual('Proxy CPU / limit', '代理 CPU / 限额'),
    'rate(container_cpu_usage_seconds_total',
    '[$w])',
    'cpu',
    PROXY,
  ),
  limit(
    'W9-proxy-memory',
    bilingual('Proxy memory / limit', '代理内存 / 限额'),
    '(container_memory_working_set_bytes',
    ')',
    'memory',
    PROXY,
  ),
  tile(
    'W10',
    bilingual('Pods with a sidecar', '已注入 Pod'),
    'count',
    [
      query('A', `${sidecars} or 0 * ${pods}`, { ...instant, requires: ['kube_pod_info'] }),
      query('B', pods, auxiliary),
    ],
    'W50',
    {
      description: bilingual('Pods in ambient mode have none.', 'Ambient 模式的 Pod 没有 Sidecar。'),
      total: 'B',
      sparkline: false,
      ...noPods,
    },
  ),
];

function latencyTile(id: string, q: number): PanelInput {
  const name = `p${q * 100}`;
  return tile(
    id,
    bilingual(`Incoming ${name}`, `入站延迟 ${name}`),
    'ms',
    [query('A', latency(q, IN), HISTOGRAM)],
    'in-duration',
    idle,
  );
}

/** Use of a resource as a share of what is allowed, in the pod that is nearest to it. */
function limit(
  id: string,
  title: ReturnType<typeof bilingual>,
  open: string,
  close: string,
  resource: 'cpu' | 'memory',
  sel: string,
): PanelInput {
  const by = 'by (cluster,namespace,pod,container)';
  return {
    kind: 'gauge',
    id,
    title,
    grid: { x: 0, y: 0, w: 2, h: 11 },
    unit: 'ratio',
    thresholds: { warn: 0.8, crit: 0.95 },
    noValue: bilingual('No limit', '未设限额'),
    links: [{ title: bilingual('Details', '详情'), to: { panel: 'W50' } }],
    queries: [
      query(
        'A',
        `max(sum ${by} (${open}{${sel}}${close}) / sum ${by} (kube_pod_container_resource_limits{${sel},resource="${resource}"}))`,
        instant,
      ),
    ],
  };
}
