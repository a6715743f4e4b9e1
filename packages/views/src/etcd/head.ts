import type { PanelInput } from '../panel.ts';
import { E, EJ, GRPC_FAILURE, quantile, query } from './expressions.ts';

const grid = { x: 0, y: 0, w: 2, h: 11 };
const noTraffic = { en: 'No traffic', 'zh-CN': '无流量' };
const leaderChanges = `etcd_server_leader_changes_seen_total{${E}}`;
const failedProposals = `etcd_server_proposals_failed_total{${E}}`;

/** The head row: one state for all, then the numbers it is made of (E1 to E9). */
export const headPanels: readonly PanelInput[] = [
  {
    kind: 'health',
    id: 'health',
    title: { en: 'Health', 'zh-CN': '健康状态' },
    description: {
      en: 'The worst of the numbers beside it. Those whose metrics are not collected do not count.',
      'zh-CN': '取右侧各项中最差的状态；未采集的指标不计入。',
    },
    grid,
    of: ['E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9'],
  },
  {
    kind: 'stat',
    id: 'E1',
    title: { en: 'Members up', 'zh-CN': '在线成员' },
    description: {
      en: 'Members that answered the last scrape, of all that are scraped. Critical when fewer than a majority are left.',
      'zh-CN': '最近一次采集成功的成员数与全部成员数。少于多数派时为严重。',
    },
    grid,
    unit: 'count',
    queries: [
      query('A', `sum(up{${EJ}})`),
      query('B', `count(up{${EJ}})`, { auxiliary: true, mode: 'instant' }),
      query('S', `(sum(up{${EJ}}) < bool count(up{${EJ}})) + (sum(up{${EJ}}) < bool floor(count(up{${EJ}}) / 2) + 1)`, {
        auxiliary: true,
        mode: 'instant',
      }),
    ],
    total: 'B',
    severity: 'S',
    links: [{ title: { en: 'Members', 'zh-CN': '成员' }, to: { panel: 'E10' } }],
  },
  {
    kind: 'stat',
    id: 'E2',
    title: { en: 'Has leader', 'zh-CN': '是否有领导者' },
    description: {
      en: 'Whether every member that answers knows a leader. Without one the cluster takes no writes.',
      'zh-CN': '所有在线成员是否都知道领导者。没有领导者时集群无法写入。',
    },
    grid,
    unit: 'bool',
    queries: [
      query('A', `min(etcd_server_has_leader{${E}})`),
      query('B', `etcd_server_is_leader{${E}} == 1`, { auxiliary: true, mode: 'instant', legend: '{{instance}}' }),
    ],
    detail: 'B',
    sparkline: false,
    thresholds: { compare: '<=', crit: 0 },
    mappings: [
      { value: 1, text: { en: 'Yes', 'zh-CN': '是' } },
      { value: 0, text: { en: 'No', 'zh-CN': '否' } },
    ],
    links: [{ title: { en: 'Number of leaders', 'zh-CN': '领导者数量' }, to: { panel: 'leaders' } }],
  },
  {
    kind: 'stat',
    id: 'E3',
    title: { en: 'Leader changes, 1 h', 'zh-CN': '1 小时内领导者变更' },
    description: {
      en: 'A change now and then is maintenance; four in 15 minutes are a cluster that cannot agree.',
      'zh-CN': '偶尔变更属正常维护；15 分钟内达到 4 次说明集群不稳定。',
    },
    grid,
    unit: 'count',
    decimals: 0,
    queries: [
      query('A', `max(increase(${leaderChanges}[1h]))`),
      query(
        'S',
        `(max(increase(${leaderChanges}[1h])) >= bool 0.5) + (max(increase(${leaderChanges}[15m])) >= bool 3.5)`,
        { auxiliary: true, mode: 'instant' },
      ),
    ],
    severity: 'S',
    links: [{ title: { en: 'Number of leader changes', 'zh-CN': '领导者变更次数' }, to: { panel: 'leader-changes' } }],
  },
  {
    kind: 'stat',
    id: 'E4',
    title: { en: 'WAL fsync p99', 'zh-CN': 'WAL 落盘 p99' },
    description: {
      en: 'Time the slowest member takes to write its log to disk. 10 ms is what a good disk does.',
      'zh-CN': '最慢成员将日志写入磁盘的时间。良好磁盘约为 10 毫秒。',
    },
    grid,
    unit: 's',
    queries: [query('A', `max(${quantile(0.99, 'etcd_disk_wal_fsync_duration_seconds')})`)],
    thresholds: { guide: 0.01, warn: 0.5, crit: 1 },
    links: [{ title: { en: 'WAL fsync', 'zh-CN': 'WAL 落盘' }, to: { panel: 'E16' } }],
  },
  {
    kind: 'stat',
    id: 'E5',
    title: { en: 'Backend commit p99', 'zh-CN': '后端提交 p99' },
    description: {
      en: 'Time the slowest member takes to commit to its key-value store. 25 ms is what a good disk does.',
      'zh-CN': '最慢成员提交到键值存储的时间。良好磁盘约为 25 毫秒。',
    },
    grid,
    unit: 's',
    queries: [query('A', `max(${quantile(0.99, 'etcd_disk_backend_commit_duration_seconds')})`)],
    thresholds: { guide: 0.025, warn: 0.25, crit: 0.5 },
    links: [{ title: { en: 'Backend commit', 'zh-CN': '后端提交' }, to: { panel: 'E17' } }],
  },
  {
    kind: 'gauge',
    id: 'E6',
    title: { en: 'Database / quota', 'zh-CN': '数据库 / 配额' },
    description: {
      en: 'The fullest member. At the quota etcd raises an alarm and takes no more writes.',
      'zh-CN': '占用最高的成员。达到配额后 etcd 会告警并拒绝写入。',
    },
    grid,
    unit: 'ratio',
    queries: [
      query('A', `max(etcd_mvcc_db_total_size_in_bytes{${E}} / etcd_server_quota_backend_bytes{${E}})`, {
        mode: 'instant',
      }),
    ],
    thresholds: { warn: 0.8, crit: 0.95 },
    links: [{ title: { en: 'Size', 'zh-CN': '大小' }, to: { panel: 'E19' } }],
  },
  {
    kind: 'stat',
    id: 'E7',
    title: { en: 'Failed proposals, 1 h', 'zh-CN': '1 小时内失败提案' },
    description: {
      en: 'Writes the cluster could not agree on, usually while it had no leader.',
      'zh-CN': '未能达成一致的写入，通常发生在没有领导者期间。',
    },
    grid,
    unit: 'count',
    decimals: 0,
    queries: [
      query('A', `sum(increase(${failedProposals}[1h]))`),
      query(
        'S',
        `(sum(increase(${failedProposals}[1h])) >= bool 0.5) + (sum(rate(${failedProposals}[$w])) >= bool 5)`,
        {
          auxiliary: true,
          mode: 'instant',
        },
      ),
    ],
    severity: 'S',
    links: [{ title: { en: 'Failed proposals', 'zh-CN': '失败提案' }, to: { panel: 'proposals-failed' } }],
  },
  {
    kind: 'stat',
    id: 'E8',
    title: { en: 'gRPC error share', 'zh-CN': 'gRPC 错误占比' },
    description: {
      en: 'Calls that ended with a code that is the server’s fault, of all calls.',
      'zh-CN': '因服务端原因失败的调用占全部调用的比例。',
    },
    grid,
    unit: 'ratio',
    queries: [
      query(
        'A',
        `(sum(rate(grpc_server_handled_total{${EJ},${GRPC_FAILURE}}[$w])) or vector(0)) / sum(rate(grpc_server_handled_total{${EJ}}[$w]))`,
      ),
    ],
    thresholds: { warn: 0.01, crit: 0.05 },
    noValue: noTraffic,
    links: [{ title: { en: 'gRPC rate', 'zh-CN': 'gRPC 速率' }, to: { panel: 'E23' } }],
  },
  {
    kind: 'stat',
    id: 'E9',
    title: { en: 'Version', 'zh-CN': '版本' },
    description: {
      en: 'Version of the members. Several are a warning: an upgrade that has not ended.',
      'zh-CN': '成员版本。出现多个版本说明升级尚未完成。',
    },
    grid,
    queries: [
      query('A', `etcd_server_version{${E}}`, { mode: 'instant', legend: '{{server_version}}' }),
      query('B', `etcd_cluster_version{${E}}`, {
        mode: 'instant',
        auxiliary: true,
        legend: { en: 'cluster {{cluster_version}}', 'zh-CN': '集群 {{cluster_version}}' },
      }),
    ],
    label: 'server_version',
    detail: 'B',
    sparkline: false,
    links: [{ title: { en: 'Members', 'zh-CN': '成员' }, to: { panel: 'E10' } }],
  },
];
