import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual } from '../istio/panels.ts';
import { CLUSTER } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { rate } from './expressions.ts';

const ZTUNNEL = `${CLUSTER},pod=~"ztunnel-.*"`;

/** X32 and X33: the parts that ambient mode has in place of sidecars. */
export const ambientPanels: readonly PanelInput[] = [
  line(
    'X32-proxies',
    bilingual('Pods served by ztunnel', 'ztunnel 服务的 Pod'),
    [0, 0, 8],
    'count',
    [
      query('A', `sum by (cluster,pod) (workload_manager_active_proxy_count{${CLUSTER}})`, { legend: '{{pod}}' }),
      query('B', `sum(workload_manager_pending_proxy_count{${CLUSTER}})`, {
        legend: bilingual('waiting', '等待中'),
        draw: 'bars',
      }),
    ],
    { description: bilingual('Pods should not wait for long.', 'Pod 不应长时间等待。') },
  ),
  line('X32-connections', bilingual('ztunnel connections', 'ztunnel 连接'), [8, 0, 8], 'per-second', [
    ztunnel('A', 'istio_tcp_connections_opened_total', bilingual('opened', '打开')),
    ztunnel('B', 'istio_tcp_connections_closed_total', bilingual('closed', '关闭')),
    ztunnel('C', 'istio_tcp_connections_failed_total', bilingual('failed', '失败')),
  ]),
  line('X32-bytes', bilingual('ztunnel traffic', 'ztunnel 流量'), [16, 0, 8], 'B/s', [
    ztunnel('A', 'istio_tcp_received_bytes_total', bilingual('received', '接收')),
    ztunnel('B', 'istio_tcp_sent_bytes_total', bilingual('sent', '发送')),
  ]),
  line('X32-dns', bilingual('ztunnel DNS', 'ztunnel DNS'), [0, 1, 8], 'req/s', [
    ztunnel('A', 'istio_dns_requests_total', bilingual('queries', '查询')),
    ztunnel('B', 'istio_dns_upstream_failures_total', bilingual('failures', '失败')),
  ]),
  line('X32-xds', bilingual('ztunnel xDS', 'ztunnel xDS'), [8, 1, 8], 'ops/s', [
    query('A', rate('istio_xds_message_total', ['url'], ZTUNNEL), { legend: '{{url}}' }),
    query('B', rate('istio_xds_connection_terminations_total', [], ZTUNNEL), {
      legend: bilingual('connections ended', '连接断开'),
    }),
  ]),
  line('X33', bilingual('CNI agent', 'CNI 代理'), [16, 1, 8], 'count', [
    query('A', `sum by (cluster) (istio_cni_install_ready{${CLUSTER}})`, {
      legend: bilingual('nodes ready', '就绪节点'),
    }),
    query('B', `sum by (cluster) (ztunnel_connected{${CLUSTER}})`, {
      legend: bilingual('ztunnel connections', 'ztunnel 连接'),
    }),
    query('C', rate('nodeagent_reconcile_events_total', ['type'], CLUSTER), {
      legend: bilingual('reconciled {{type}}', '调谐 {{type}}'),
      unit: 'ops/s',
    }),
  ]),
];

function ztunnel(ref: string, metric: string, legend: ReturnType<typeof bilingual>) {
  // Sidecars have metrics of the same names: without ztunnel the panel has no data, and none of its pods to show.
  return query(ref, `sum(rate(${metric}{${ZTUNNEL}}[$w]))`, {
    legend,
    requires: [metric, 'workload_manager_active_proxy_count'],
  });
}
