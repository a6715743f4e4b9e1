import type { PanelInput } from '../panel.ts';
import { E, EJ, GRPC_FAILURE, query } from './expressions.ts';
import { line } from './line.ts';

/** E23 to E27: what clients ask of the cluster. */
export const clientPanels: readonly PanelInput[] = [
  line('E23', { en: 'gRPC rate and failures', 'zh-CN': 'gRPC 速率与失败' }, [0, 0, 8], 'req/s', [
    query('A', `sum(rate(grpc_server_started_total{${EJ},grpc_type="unary"}[$w]))`, {
      legend: { en: 'started', 'zh-CN': '请求' },
    }),
    query(
      'B',
      `sum(rate(grpc_server_handled_total{${EJ},${GRPC_FAILURE}}[$w])) or 0 * sum(rate(grpc_server_handled_total{${EJ}}[$w]))`,
      { legend: { en: 'failed', 'zh-CN': '失败' } },
    ),
  ]),
  line('E23-methods', { en: 'gRPC rate by method', 'zh-CN': '各方法 gRPC 速率' }, [8, 0, 8], 'req/s', [
    query('A', `sum by (grpc_service,grpc_method) (rate(grpc_server_handled_total{${EJ}}[$w])) > 0`, {
      legend: '{{grpc_method}}',
    }),
  ]),
  line(
    'E24',
    { en: 'gRPC p99 by method', 'zh-CN': '各方法 gRPC p99' },
    [16, 0, 8],
    's',
    [
      query(
        'A',
        `histogram_quantile(0.99, sum by (le,grpc_method) (rate(grpc_server_handling_seconds_bucket{${EJ},grpc_type="unary",grpc_method!="Defragment"}[$w])))`,
        { legend: '{{grpc_method}}' },
      ),
    ],
    {
      description: {
        en: 'Only with etcd’s --metrics=extensive.',
        'zh-CN': '仅在 etcd 使用 --metrics=extensive 时可用。',
      },
      thresholds: { warn: 0.1, crit: 0.15 },
    },
  ),
  line('E25', { en: 'Open streams', 'zh-CN': '打开的流' }, [0, 1, 8], 'count', [
    query('A', openStreams('Watch'), { legend: 'watch' }),
    query('B', openStreams('Lease'), { legend: 'lease' }),
  ]),
  line(
    'E26',
    { en: 'Watchers', 'zh-CN': '监视器' },
    [8, 1, 8],
    'count',
    [
      query('A', `sum(etcd_debugging_mvcc_watcher_total{${E}})`, { legend: { en: 'watchers', 'zh-CN': '监视器' } }),
      query('B', `sum(etcd_debugging_mvcc_watch_stream_total{${E}})`, { legend: { en: 'streams', 'zh-CN': '流' } }),
      query('C', `sum(etcd_debugging_mvcc_slow_watcher_total{${E}})`, {
        legend: { en: 'slow watchers', 'zh-CN': '慢监视器' },
      }),
      query('D', `sum(etcd_debugging_mvcc_pending_events_total{${E}})`, {
        legend: { en: 'pending events', 'zh-CN': '待发送事件' },
      }),
    ],
    {
      description: {
        en: 'A slow watcher, one that lags behind the events, is worth a look.',
        'zh-CN': '出现跟不上事件的慢监视器时应当关注。',
      },
    },
  ),
  line('E27', { en: 'Client requests by type', 'zh-CN': '各类型客户端请求' }, [16, 1, 8], 'req/s', [
    query('A', `sum by (type) (rate(etcd_server_client_requests_total{${E}}[$w]))`, { legend: '{{type}}' }),
  ]),
];

function openStreams(service: string): string {
  const selector = `{${EJ},grpc_service="etcdserverpb.${service}",grpc_type="bidi_stream"}`;
  // A stream that has not ended yet has no "handled" series: that is none ended, not an unknown number.
  return `sum(grpc_server_started_total${selector}) - (sum(grpc_server_handled_total${selector}) or vector(0))`;
}
