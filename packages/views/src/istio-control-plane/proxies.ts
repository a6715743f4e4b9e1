import { query } from '../etcd/expressions.ts';
import { line } from '../etcd/line.ts';
import { bilingual } from '../istio/panels.ts';
import { CLUSTER } from '../istio/traffic.ts';
import type { PanelInput } from '../panel.ts';
import { rate, XDS } from './expressions.ts';

/** What the proxies tell of their connection to istiod, and of themselves. */
export const envoyPanels: readonly PanelInput[] = [
  line('envoy-details', bilingual('Envoy Details', 'Envoy 详情'), [0, 0, 8], 'ops/s', [
    query('A', rate('envoy_cluster_upstream_cx_total', [], XDS), {
      legend: bilingual('xDS connections', 'xDS 连接'),
    }),
    query('B', rate('envoy_cluster_upstream_cx_connect_fail', [], XDS), {
      legend: bilingual('xDS connection failures', 'xDS 连接失败'),
    }),
    query('C', `sum(changes(envoy_server_hot_restart_epoch{${CLUSTER}}[$w]))`, {
      legend: bilingual('Envoy restarts', 'Envoy 重启'),
      unit: 'count',
      draw: 'bars',
    }),
  ]),
  line('xds-active', bilingual('XDS Active Connections', 'XDS 活动连接'), [8, 0, 8], 'count', [
    query('A', `sum by (cluster) (envoy_cluster_upstream_cx_active{${XDS}})`, { legend: '{{cluster}}' }),
  ]),
  line(
    'xds-size',
    bilingual('XDS Requests Size', 'XDS 请求大小'),
    [16, 0, 8],
    'B/s',
    [
      size('A', 'max', 'rx', bilingual('responses, largest', '响应（最大）')),
      size('B', 'median', 'rx', bilingual('responses, median', '响应（中位数）')),
      size('C', 'max', 'tx', bilingual('requests, largest', '请求（最大）')),
      size('D', 'median', 'tx', bilingual('requests, median', '请求（中位数）')),
    ],
    {
      description: bilingual(
        'Bytes per second that one proxy receives from istiod and sends to it: the busiest proxy, and the one in the middle.',
        '单个代理每秒从 istiod 接收与向其发送的字节数：最大的代理与处于中位的代理。',
      ),
    },
  ),
  line('X31', bilingual('Agent problems', '代理程序问题'), [0, 1, 8], 'ops/s', [
    query('A', rate('istio_agent_istiod_connection_failures', ['type'], CLUSTER), {
      legend: bilingual('connection failed {{type}}', '连接失败 {{type}}'),
    }),
    query('B', rate('istio_agent_istiod_connection_terminations', ['type'], CLUSTER), {
      legend: bilingual('connection ended {{type}}', '连接断开 {{type}}'),
    }),
    query('C', rate('istio_agent_scrape_failures_total', ['type'], CLUSTER), {
      legend: bilingual('scrape failed {{type}}', '采集失败 {{type}}'),
    }),
  ]),
  line('X31-startup', bilingual('Slowest agent start', '最慢的代理启动'), [8, 1, 8], 's', [
    query('A', `max by (cluster) (istio_agent_startup_duration_seconds{${CLUSTER}})`, { legend: '{{cluster}}' }),
  ]),
  line(
    'X31-certificates',
    bilingual('First workload certificate ends in', '最早到期的工作负载证书'),
    [16, 1, 8],
    's',
    [query('A', `min by (cluster) (istio_agent_cert_expiry_seconds{${CLUSTER}})`, { legend: '{{cluster}}' })],
    { thresholds: { compare: '<', warn: 3600, crit: 0 } },
  ),
  line('X34', bilingual('Wasm', 'Wasm 扩展'), [0, 2, 24], 'count', [
    query('A', `sum(envoy_wasm_envoy_wasm_runtime_v8_active{${CLUSTER}})`, {
      legend: bilingual('VMs active (v8)', '活动虚拟机（v8）'),
    }),
    query('B', `sum(envoy_wasm_envoy_wasm_runtime_null_active{${CLUSTER}})`, {
      legend: bilingual('VMs active (built in)', '活动虚拟机（内置）'),
    }),
    query('C', `sum(envoy_wasm_remote_load_cache_entries{${CLUSTER}})`, {
      legend: bilingual('cached modules', '缓存模块'),
    }),
    query('D', `sum(increase(envoy_wasm_remote_load_fetch_failures{${CLUSTER}}[$w]))`, {
      legend: bilingual('failed downloads', '下载失败'),
      draw: 'bars',
    }),
  ]),
];

function size(ref: string, which: 'max' | 'median', direction: 'rx' | 'tx', legend: ReturnType<typeof bilingual>) {
  const bytes = `rate(envoy_cluster_upstream_cx_${direction}_bytes_total{${XDS}}[$w])`;
  return query(ref, which === 'max' ? `max(${bytes})` : `quantile(0.5, ${bytes})`, {
    legend,
    ...(which === 'max' ? {} : { draw: 'dashed' as const }),
  });
}
