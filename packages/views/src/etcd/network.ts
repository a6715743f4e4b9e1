import type { PanelInput } from '../panel.ts';
import { E, quantile, query, rate } from './expressions.ts';
import { line } from './line.ts';

const received = { en: 'received {{instance}}', 'zh-CN': '接收 {{instance}}' };
const sent = { en: 'sent {{instance}}', 'zh-CN': '发送 {{instance}}' };

/** E28 to E31. A cluster of one member has no peers, and no peer metrics. */
export const networkPanels: readonly PanelInput[] = [
  line('E28', { en: 'Client traffic', 'zh-CN': '客户端流量' }, [0, 0, 8], 'B/s', [
    query('A', rate('etcd_network_client_grpc_received_bytes_total'), { legend: received }),
    query('B', rate('etcd_network_client_grpc_sent_bytes_total'), { legend: sent, draw: 'dashed' }),
  ]),
  line('E29', { en: 'Peer traffic', 'zh-CN': '成员间流量' }, [8, 0, 8], 'B/s', [
    query('A', `sum by (cluster,instance) (${rate('etcd_network_peer_received_bytes_total')})`, { legend: received }),
    query('B', `sum by (cluster,instance) (${rate('etcd_network_peer_sent_bytes_total')})`, {
      legend: sent,
      draw: 'dashed',
    }),
  ]),
  line(
    'E30',
    { en: 'Peer round trip p99', 'zh-CN': '成员间往返 p99' },
    [16, 0, 8],
    's',
    [
      query('A', quantile(0.99, 'etcd_network_peer_round_trip_time_seconds', ['To']), {
        legend: '{{instance}} → {{To}}',
      }),
    ],
    { thresholds: { warn: 0.05, crit: 0.15 } },
  ),
  line(
    'E31',
    { en: 'Peer failures', 'zh-CN': '成员间失败' },
    [0, 1, 12],
    'ops/s',
    [
      query('A', rate('etcd_network_peer_sent_failures_total'), {
        legend: { en: 'send {{instance}} → {{To}}', 'zh-CN': '发送 {{instance}} → {{To}}' },
      }),
      query('B', rate('etcd_network_peer_received_failures_total'), {
        legend: { en: 'receive {{instance}} ← {{From}}', 'zh-CN': '接收 {{instance}} ← {{From}}' },
      }),
      query('C', rate('etcd_network_disconnected_peers_total'), {
        legend: { en: 'disconnects {{Local}} → {{Remote}}', 'zh-CN': '断开 {{Local}} → {{Remote}}' },
      }),
    ],
    { thresholds: { warn: 0.01 } },
  ),
  line(
    'E31-active',
    { en: 'Active peers', 'zh-CN': '活动的对端成员' },
    [12, 1, 12],
    'count',
    [query('A', `sum by (cluster,instance) (etcd_network_active_peers{${E}})`, { legend: '{{instance}}' })],
    { stepped: true, decimals: 0 },
  ),
];
