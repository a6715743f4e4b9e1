import type { PanelInput } from '../panel.ts';
import { E, quantile, query, rate } from './expressions.ts';
import { line } from './line.ts';

const p50 = { legend: { en: 'p50 {{instance}}', 'zh-CN': 'p50 {{instance}}' }, draw: 'dashed' } as const;
const p99 = { legend: { en: 'p99 {{instance}}', 'zh-CN': 'p99 {{instance}}' } } as const;

/** E16 to E18: what the disks do, which is most of what makes an etcd slow. */
export const diskPanels: readonly PanelInput[] = [
  line(
    'E16',
    { en: 'WAL fsync p50/p99', 'zh-CN': 'WAL 落盘 p50/p99' },
    [0, 0, 12],
    's',
    [
      query('A', quantile(0.99, 'etcd_disk_wal_fsync_duration_seconds'), p99),
      query('B', quantile(0.5, 'etcd_disk_wal_fsync_duration_seconds'), p50),
    ],
    { thresholds: { guide: 0.01, warn: 0.5, crit: 1 } },
  ),
  heat(
    'E16-heat',
    { en: 'WAL fsync, distribution', 'zh-CN': 'WAL 落盘耗时分布' },
    0,
    'etcd_disk_wal_fsync_duration_seconds',
  ),
  line(
    'E17',
    { en: 'Backend commit p50/p99', 'zh-CN': '后端提交 p50/p99' },
    [0, 1, 12],
    's',
    [
      query('A', quantile(0.99, 'etcd_disk_backend_commit_duration_seconds'), p99),
      query('B', quantile(0.5, 'etcd_disk_backend_commit_duration_seconds'), p50),
    ],
    { thresholds: { guide: 0.025, warn: 0.25, crit: 0.5 } },
  ),
  heat(
    'E17-heat',
    { en: 'Backend commit, distribution', 'zh-CN': '后端提交耗时分布' },
    26,
    'etcd_disk_backend_commit_duration_seconds',
  ),
  line('E18', { en: 'WAL bytes written', 'zh-CN': 'WAL 写入速率' }, [0, 2, 12], 'B/s', [
    query('A', rate('etcd_disk_wal_write_bytes_total'), { legend: '{{instance}}' }),
  ]),
  line(
    'E18-times',
    { en: 'Snapshot and defragmentation time p99', 'zh-CN': '快照与碎片整理耗时 p99' },
    [12, 2, 12],
    's',
    [
      query('A', quantile(0.99, 'etcd_disk_backend_snapshot_duration_seconds'), {
        legend: { en: 'snapshot {{instance}}', 'zh-CN': '快照 {{instance}}' },
      }),
      query('B', quantile(0.99, 'etcd_disk_backend_defrag_duration_seconds'), {
        legend: { en: 'defragmentation {{instance}}', 'zh-CN': '碎片整理 {{instance}}' },
      }),
      query('C', `etcd_disk_defrag_inflight{${E}}`, {
        legend: { en: 'running {{instance}}', 'zh-CN': '进行中 {{instance}}' },
        unit: 'count',
        draw: 'bars',
      }),
    ],
  ),
];

function heat(id: string, title: PanelInput['title'], y: number, metric: string): PanelInput {
  return {
    kind: 'heatmap',
    id,
    title,
    grid: { x: 12, y, w: 12, h: 26 },
    unit: 'ops/s',
    bucketUnit: 's',
    queries: [query('A', `sum by (le) (rate(${metric}_bucket{${E}}[$w]))`, { legend: '{{le}}' })],
  };
}
