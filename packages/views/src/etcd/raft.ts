import type { PanelInput } from '../panel.ts';
import { E, quantile, query, rate } from './expressions.ts';
import { line } from './line.ts';

/** E11 to E15: how the members agree. */
export const raftPanels: readonly PanelInput[] = [
  line('E11', { en: 'Proposals', 'zh-CN': '提案速率' }, [0, 0, 12], 'ops/s', [
    // etcd types the first two as gauges; they only ever grow, so a rate is right.
    query('A', rate('etcd_server_proposals_committed_total'), {
      legend: { en: 'committed {{instance}}', 'zh-CN': '提交 {{instance}}' },
    }),
    query('B', rate('etcd_server_proposals_applied_total'), {
      legend: { en: 'applied {{instance}}', 'zh-CN': '应用 {{instance}}' },
      draw: 'dashed',
    }),
    query('C', rate('etcd_server_proposals_failed_total'), {
      legend: { en: 'failed {{instance}}', 'zh-CN': '失败 {{instance}}' },
    }),
  ]),
  line(
    'E12',
    { en: 'Pending proposals and apply lag', 'zh-CN': '待处理提案与应用延迟量' },
    [12, 0, 12],
    'count',
    [
      query('A', `etcd_server_proposals_pending{${E}}`, {
        legend: { en: 'pending {{instance}}', 'zh-CN': '待处理 {{instance}}' },
      }),
      query('B', `etcd_server_proposals_committed_total{${E}} - etcd_server_proposals_applied_total{${E}}`, {
        legend: { en: 'lag {{instance}}', 'zh-CN': '落后 {{instance}}' },
        draw: 'dashed',
      }),
    ],
    {
      description: {
        en: 'Committed but not yet applied. At 5000 the server refuses requests.',
        'zh-CN': '已提交但尚未应用的提案；达到 5000 时服务器拒绝请求。',
      },
      thresholds: { warn: 50, crit: 5000 },
    },
  ),
  line(
    'E13',
    { en: 'Leader changes per day', 'zh-CN': '每日领导者变更' },
    [0, 1, 8],
    'count',
    [query('A', `changes(etcd_server_leader_changes_seen_total{${E}}[1d])`, { legend: '{{instance}}' })],
    { thresholds: { warn: 1, crit: 4 }, stepped: true, decimals: 0 },
  ),
  line(
    'E14',
    { en: 'Slow applies, slow reads, failed reads', 'zh-CN': '慢应用、慢读取与失败读取' },
    [8, 1, 8],
    'ops/s',
    [
      query('A', rate('etcd_server_slow_apply_total'), {
        legend: { en: 'slow apply {{instance}}', 'zh-CN': '慢应用 {{instance}}' },
      }),
      query('B', rate('etcd_server_slow_read_indexes_total'), {
        legend: { en: 'slow read {{instance}}', 'zh-CN': '慢读取 {{instance}}' },
      }),
      query('C', rate('etcd_server_read_indexes_failed_total'), {
        legend: { en: 'failed read {{instance}}', 'zh-CN': '失败读取 {{instance}}' },
      }),
    ],
    { thresholds: { compare: '>', warn: 0, crit: 1 } },
  ),
  line(
    'E15',
    { en: 'Apply latency p99', 'zh-CN': '应用耗时 p99' },
    [16, 1, 8],
    's',
    [query('A', quantile(0.99, 'etcd_server_apply_duration_seconds', ['op']), { legend: '{{op}} {{instance}}' })],
    { thresholds: { warn: 0.1, crit: 0.5 } },
  ),
];
