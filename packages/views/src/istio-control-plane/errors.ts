import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual } from '../istio/panels.ts';
import type { PanelInput } from '../panel.ts';
import { P, rate } from './expressions.ts';

/** X16 to X18 and X23: what goes wrong between configuration and proxies. */
export const errorPanels: readonly PanelInput[] = [
  line(
    'X16',
    bilingual('Rejects, errors, timeouts, stale nonces', '拒绝、错误、超时与过期 nonce'),
    [0, 0, 12],
    'ops/s',
    [
      query('A', rate('pilot_total_xds_rejects', ['type']), {
        legend: bilingual('rejected {{type}}', '拒绝 {{type}}'),
      }),
      query('B', rate('pilot_total_xds_internal_errors'), { legend: bilingual('internal errors', '内部错误') }),
      query('C', rate('pilot_xds_write_timeout'), { legend: bilingual('send timeouts', '发送超时') }),
      query('D', rate('pilot_xds_expired_nonce', ['type']), {
        legend: bilingual('stale nonce {{type}}', '过期 nonce {{type}}'),
      }),
    ],
  ),
  gauges('X17', bilingual('Configuration conflicts', '配置冲突'), 12, 0, [
    ['pilot_duplicate_envoy_clusters', bilingual('duplicate clusters', '重复集群')],
    ['pilot_vservice_dup_domain', bilingual('duplicate domains', '重复域名')],
    ['pilot_destrule_subsets', bilingual('duplicate subsets', '重复子集')],
    ['pilot_dns_cluster_without_endpoints', bilingual('DNS clusters without endpoints', '无端点的 DNS 集群')],
  ]),
  gauges('X18', bilingual('Endpoint problems', '端点问题'), 0, 1, [
    ['pilot_eds_no_instances', bilingual('clusters without instances', '无实例的集群')],
    ['pilot_no_ip', bilingual('pods without an address', '无地址的 Pod')],
    ['endpoint_no_pod', bilingual('endpoints without a pod', '无 Pod 的端点')],
    ['pilot_endpoint_not_ready', bilingual('endpoints not ready', '未就绪端点')],
    ['pilot_k8s_endpoints_pending_pod', bilingual('endpoints waiting for a pod', '等待 Pod 的端点')],
  ]),
  line('X23', bilingual('Clusters managed', '管理的集群'), [12, 1, 12], 'count', [
    query('A', `max by (cluster,cluster_type) (istiod_managed_clusters{${P}})`, { legend: '{{cluster_type}}' }),
    query('B', `sum(increase(remote_cluster_sync_timeouts_total{${P}}[$w]))`, {
      legend: bilingual('sync timeouts', '同步超时'),
      draw: 'bars',
    }),
  ]),
];

function gauges(
  id: string,
  title: ReturnType<typeof bilingual>,
  x: number,
  row: number,
  metrics: readonly (readonly [string, ReturnType<typeof bilingual>])[],
): PanelInput {
  return line(
    id,
    title,
    [x, row, 12],
    'count',
    // Every istiod finds the same: the largest stands for all.
    metrics.map(([metric, legend], i) =>
      query(String.fromCharCode(65 + i), `max by (cluster) (${metric}{${P}})`, { legend }),
    ),
    { thresholds: { warn: 1 }, stepped: true },
  );
}
