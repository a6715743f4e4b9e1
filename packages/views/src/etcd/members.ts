import type { PanelInput } from '../panel.ts';
import { E, EJ, quantile, query } from './expressions.ts';

const yesNo = [
  { value: 1, text: { en: 'yes', 'zh-CN': '是' } },
  { value: 0, text: { en: 'no', 'zh-CN': '否' } },
];
const instant = { mode: 'instant' } as const;

/** E10: one row per member. Columns whose metrics are not collected are left out. */
export const memberPanels: readonly PanelInput[] = [
  {
    kind: 'table',
    id: 'E10',
    title: { en: 'Member table', 'zh-CN': '成员列表' },
    grid: { x: 0, y: 0, w: 24, h: 20 },
    joinOn: ['cluster', 'instance'],
    queries: [
      query('UP', `up{${EJ}}`, instant),
      query('LEAD', `etcd_server_is_leader{${E}}`, instant),
      query('LRN', `etcd_server_is_learner{${E}}`, instant),
      query('HAS', `etcd_server_has_leader{${E}}`, instant),
      query('CHG', `etcd_server_leader_changes_seen_total{${E}}`, instant),
      query('PEND', `etcd_server_proposals_pending{${E}}`, instant),
      query('APPL', `rate(etcd_server_proposals_applied_total{${E}}[$w])`, instant),
      query('VER', `etcd_server_version{${E}}`, instant),
      query('SIZE', `etcd_mvcc_db_total_size_in_bytes{${E}}`, instant),
      query('USED', `etcd_mvcc_db_total_size_in_use_in_bytes{${E}}`, instant),
      query('WAL', quantile(0.99, 'etcd_disk_wal_fsync_duration_seconds'), instant),
      query('BACK', quantile(0.99, 'etcd_disk_backend_commit_duration_seconds'), instant),
      query('RTT', quantile(0.99, 'etcd_network_peer_round_trip_time_seconds'), instant),
      query('RSS', `process_resident_memory_bytes{${EJ}}`, instant),
      query('FDS', `process_open_fds{${EJ}} / process_max_fds{${EJ}}`, instant),
      query('HB', `increase(etcd_server_heartbeat_send_failures_total{${E}}[1h])`, instant),
      query('OK', `min by (cluster,instance) (etcd_server_healthcheck{${E}})`, instant),
    ],
    columns: [
      { title: { en: 'Member', 'zh-CN': '成员' }, label: 'instance' },
      { title: { en: 'Cluster', 'zh-CN': '集群' }, label: 'cluster' },
      {
        title: { en: 'Up', 'zh-CN': '在线' },
        ref: 'UP',
        unit: 'bool',
        mappings: [
          { value: 1, text: { en: 'up', 'zh-CN': '在线' }, severity: 'ok' },
          { value: 0, text: { en: 'down', 'zh-CN': '离线' }, severity: 'crit' },
        ],
      },
      { title: { en: 'Leader', 'zh-CN': '领导者' }, ref: 'LEAD', unit: 'bool', mappings: yesNo },
      { title: { en: 'Learner', 'zh-CN': '学习者' }, ref: 'LRN', unit: 'bool', mappings: yesNo },
      {
        title: { en: 'Has leader', 'zh-CN': '有领导者' },
        ref: 'HAS',
        unit: 'bool',
        mappings: [
          { value: 1, text: { en: 'yes', 'zh-CN': '是' }, severity: 'ok' },
          { value: 0, text: { en: 'no', 'zh-CN': '否' }, severity: 'crit' },
        ],
      },
      { title: { en: 'Leader changes', 'zh-CN': '领导者变更' }, ref: 'CHG', unit: 'count' },
      {
        title: { en: 'Pending', 'zh-CN': '待处理' },
        ref: 'PEND',
        unit: 'count',
        thresholds: { warn: 10, crit: 100 },
      },
      { title: { en: 'Applied', 'zh-CN': '应用速率' }, ref: 'APPL', unit: 'ops/s' },
      { title: { en: 'Version', 'zh-CN': '版本' }, ref: 'VER', label: 'server_version' },
      { title: { en: 'Size', 'zh-CN': '大小' }, ref: 'SIZE', unit: 'bytes' },
      { title: { en: 'In use', 'zh-CN': '使用中' }, ref: 'USED', unit: 'bytes' },
      { title: { en: 'Fsync p99', 'zh-CN': '落盘 p99' }, ref: 'WAL', unit: 's', thresholds: { warn: 0.5, crit: 1 } },
      {
        title: { en: 'Commit p99', 'zh-CN': '提交 p99' },
        ref: 'BACK',
        unit: 's',
        thresholds: { warn: 0.25, crit: 0.5 },
      },
      {
        title: { en: 'Peer RTT p99', 'zh-CN': '节点往返 p99' },
        ref: 'RTT',
        unit: 's',
        thresholds: { warn: 0.05, crit: 0.15 },
      },
      { title: { en: 'Memory', 'zh-CN': '内存' }, ref: 'RSS', unit: 'bytes' },
      { title: { en: 'Files', 'zh-CN': '文件句柄' }, ref: 'FDS', unit: 'ratio', thresholds: { warn: 0.8, crit: 0.9 } },
      { title: { en: 'Late heartbeats, 1 h', 'zh-CN': '1 小时心跳失败' }, ref: 'HB', unit: 'count', decimals: 0 },
      {
        title: { en: 'Health', 'zh-CN': '健康检查' },
        ref: 'OK',
        unit: 'bool',
        mappings: [
          { value: 1, text: { en: 'ok', 'zh-CN': '正常' }, severity: 'ok' },
          { value: 0, text: { en: 'failing', 'zh-CN': '异常' }, severity: 'crit' },
        ],
      },
    ],
    sort: { column: 0 },
  },
];
