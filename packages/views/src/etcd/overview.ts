import type { PanelInput } from '../panel.ts';
import { E, query, rate } from './expressions.ts';

/**
 * The seven panels of the view its users know, with the same titles and order. One line per member in place of an average
 * over members, and rates in place of totals for bytes. They need only the metrics that the usual `etcd.conf` lets through.
 */
export const overviewPanels: readonly PanelInput[] = [
  {
    kind: 'timeseries',
    id: 'leaders',
    title: { en: 'Number of leaders', 'zh-CN': '领导者数量' },
    description: {
      en: '1 while the member knows a leader, 0 while it does not. The line ends when the member is gone.',
      'zh-CN': '成员知道领导者时为 1，否则为 0；成员消失后曲线中断。',
    },
    grid: { x: 0, y: 0, w: 8, h: 26 },
    unit: 'count',
    decimals: 0,
    stepped: true,
    axis: { min: 0, max: 1.05 },
    queries: [query('A', `etcd_server_has_leader{${E}}`, { legend: '{{instance}}' })],
  },
  {
    kind: 'timeseries',
    id: 'leader-changes',
    title: { en: 'Number of leader changes', 'zh-CN': '领导者变更次数' },
    description: {
      en: 'Changes each member has seen since it started.',
      'zh-CN': '各成员自启动以来看到的领导者变更次数。',
    },
    grid: { x: 8, y: 0, w: 8, h: 26 },
    unit: 'count',
    decimals: 0,
    stepped: true,
    axis: { min: 0 },
    queries: [query('A', `etcd_server_leader_changes_seen_total{${E}}`, { legend: '{{instance}}' })],
  },
  {
    kind: 'timeseries',
    id: 'client-bytes',
    title: { en: 'Bytes over gRPC', 'zh-CN': 'grpc接收的字节数' },
    description: {
      en: 'Bytes per second received from and sent to gRPC clients, for each member.',
      'zh-CN': '各成员每秒从 gRPC 客户端接收和向其发送的字节数。',
    },
    grid: { x: 16, y: 0, w: 8, h: 26 },
    unit: 'B/s',
    axis: { min: 0 },
    legend: { place: 'bottom', columns: [] },
    queries: [
      query('A', rate('etcd_network_client_grpc_received_bytes_total'), {
        legend: { en: 'received {{instance}}', 'zh-CN': '接收 {{instance}}' },
      }),
      query('B', rate('etcd_network_client_grpc_sent_bytes_total'), {
        legend: { en: 'sent {{instance}}', 'zh-CN': '发送 {{instance}}' },
        draw: 'dashed',
      }),
    ],
  },
  counter('proposals-failed', 0, 26, 'etcd_server_proposals_failed_total', {
    title: { en: 'Total number of failed proposals seen', 'zh-CN': '看到的失败提案总数' },
  }),
  {
    kind: 'timeseries',
    id: 'proposals-pending',
    title: { en: 'Pending proposals', 'zh-CN': '当前待处理提案的数量' },
    description: {
      en: 'Proposals that wait to be committed. A queue that does not shrink is load, a slow disk or a lost majority.',
      'zh-CN': '等待提交的提案。持续不降说明负载过高、磁盘过慢或失去多数派。',
    },
    grid: { x: 12, y: 26, w: 12, h: 26 },
    unit: 'count',
    decimals: 0,
    axis: { min: 0 },
    thresholds: { warn: 10, crit: 100 },
    queries: [query('A', `etcd_server_proposals_pending{${E}}`, { legend: '{{instance}}' })],
  },
  counter('proposals-applied', 0, 52, 'etcd_server_proposals_applied_total', {
    title: { en: 'Total number of consensus proposals applied', 'zh-CN': '已应用的共识提案总数' },
  }),
  counter('proposals-committed', 12, 52, 'etcd_server_proposals_committed_total', {
    title: { en: 'Total number of consensus proposals committed', 'zh-CN': '提交的共识提案总数' },
  }),
];

function counter(
  id: string,
  x: number,
  y: number,
  metric: string,
  text: { readonly title: { readonly en: string; readonly 'zh-CN': string } },
): PanelInput {
  return {
    kind: 'timeseries',
    id,
    ...text,
    grid: { x, y, w: 12, h: 26 },
    unit: 'count',
    decimals: 0,
    queries: [query('A', `${metric}{${E}}`, { legend: '{{instance}}' })],
  };
}
