import type { PanelInput } from '../panel.ts';
import { E, query, rate } from './expressions.ts';
import { line } from './line.ts';

const size = `etcd_mvcc_db_total_size_in_bytes{${E}}`;
const inUse = `etcd_mvcc_db_total_size_in_use_in_bytes{${E}}`;

/** E19 to E22: the key-value store. */
export const storePanels: readonly PanelInput[] = [
  line(
    'E19',
    { en: 'Size: allocated, in use, quota', 'zh-CN': '大小：已分配、使用中、配额' },
    [0, 0, 16],
    'bytes',
    [
      query('A', size, { legend: { en: 'allocated {{instance}}', 'zh-CN': '已分配 {{instance}}' } }),
      query('B', inUse, { legend: { en: 'in use {{instance}}', 'zh-CN': '使用中 {{instance}}' } }),
      query('C', `max by (cluster) (etcd_server_quota_backend_bytes{${E}})`, {
        legend: { en: 'quota', 'zh-CN': '配额' },
        draw: 'dashed',
      }),
      query('D', `max by (cluster) (predict_linear(${size}[4h], 4 * 3600))`, {
        legend: { en: 'in 4 h, largest member', 'zh-CN': '4 小时后（最大成员）' },
        draw: 'dashed',
      }),
    ],
    // The quota is hundreds of times a usual database: on an even scale the members would lie on the floor.
    { axis: { logarithmic: true } },
  ),
  line(
    'E20',
    { en: 'Fragmentation', 'zh-CN': '碎片率' },
    [16, 0, 8],
    'ratio',
    [query('A', `1 - ${inUse} / ${size}`, { legend: '{{instance}}' })],
    {
      description: {
        en: 'Space that is allocated and not in use. Above a half, with more than 100 MiB in use, defragment the member.',
        'zh-CN': '已分配但未使用的空间。超过一半且使用量大于 100 MiB 时应进行碎片整理。',
      },
      thresholds: { warn: 0.5 },
      axis: { min: 0, max: 1 },
    },
  ),
  line('E21', { en: 'Keys', 'zh-CN': '键数量' }, [0, 1, 8], 'count', [
    query('A', `etcd_debugging_mvcc_keys_total{${E}}`, { legend: '{{instance}}' }),
  ]),
  line(
    'E21-revisions',
    { en: 'Revisions', 'zh-CN': '版本号' },
    [8, 1, 8],
    'count',
    [
      query('A', `etcd_debugging_mvcc_current_revision{${E}}`, {
        legend: { en: 'current {{instance}}', 'zh-CN': '当前 {{instance}}' },
      }),
      query('B', `etcd_debugging_mvcc_compact_revision{${E}}`, {
        legend: { en: 'compacted {{instance}}', 'zh-CN': '已压缩 {{instance}}' },
        draw: 'dashed',
      }),
    ],
    { axis: {} },
  ),
  line('E22', { en: 'Operations', 'zh-CN': '操作速率' }, [16, 1, 8], 'ops/s', [
    query('A', `sum(${rate('etcd_mvcc_put_total')})`, { legend: { en: 'put', 'zh-CN': '写入' } }),
    query('B', `sum(${rate('etcd_mvcc_delete_total')})`, { legend: { en: 'delete', 'zh-CN': '删除' } }),
    query('C', `sum(${rate('etcd_mvcc_range_total')})`, { legend: { en: 'range', 'zh-CN': '读取' } }),
    query('D', `sum(${rate('etcd_mvcc_txn_total')})`, { legend: { en: 'transaction', 'zh-CN': '事务' } }),
  ]),
];
