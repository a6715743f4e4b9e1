import { dashboardDefinition, type DashboardDefinition } from '../dashboard.ts';
import type { PanelInput } from '../panel.ts';
import { clientPanels } from './clients.ts';
import { diskPanels } from './disk.ts';
import { headPanels } from './head.ts';
import { memberPanels } from './members.ts';
import { networkPanels } from './network.ts';
import { overviewPanels } from './overview.ts';
import { leasePanels, processPanels } from './process.ts';
import { raftPanels } from './raft.ts';
import { storePanels } from './store.ts';

/**
 * The etcd view. The order keeps the first screen alive when nothing but the eight metrics of the usual `etcd.conf` is
 * collected: health, then the seven panels its users know; what needs more metrics comes after.
 */
export const etcdView: DashboardDefinition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: { en: 'ETCD Monitoring View', 'zh-CN': 'ETCD 监控视图' },
  description: {
    en: 'Health, consensus, disk, store, clients and peers of etcd clusters.',
    'zh-CN': 'etcd 集群的健康、共识、磁盘、存储、客户端与成员通信。',
  },
  tags: ['etcd', 'kubernetes'],
  time: { range: '15m', refresh: '30s' },
  presence: 'cluster=~"$cluster"',
  variables: [
    {
      kind: 'query',
      name: 'cluster',
      title: { en: 'Cluster', 'zh-CN': '集群' },
      query: 'label_values(etcd_server_has_leader, cluster)',
      multi: true,
      includeAll: true,
    },
    {
      kind: 'query',
      name: 'instance',
      title: { en: 'Instance', 'zh-CN': '实例' },
      query: 'label_values(etcd_server_has_leader{cluster=~"$cluster"}, instance)',
      multi: true,
      includeAll: true,
    },
    {
      // `up` and the process metrics are everybody's: this finds the jobs that serve etcd, whatever they are called.
      kind: 'query',
      name: 'job',
      title: { en: 'Job', 'zh-CN': '采集任务' },
      query: 'label_values(etcd_server_has_leader{cluster=~"$cluster"}, job)',
      multi: true,
      includeAll: true,
      all: 'values',
      hidden: true,
    },
  ],
  groups: [
    { id: 'head', layout: 'row', panels: mutable(headPanels) },
    group('overview', 'Overview', '概览', overviewPanels),
    group('members', 'Members', '成员', memberPanels),
    group('raft', 'Raft', 'Raft 共识', raftPanels),
    group('disk', 'Disk', '磁盘', diskPanels),
    group('store', 'Store', '存储', storePanels),
    group('clients', 'Clients', '客户端', clientPanels),
    group('network', 'Network', '网络', networkPanels),
    group('leases', 'Leases', '租约', leasePanels),
    group('process', 'Process', '进程', processPanels),
  ],
});

function group(id: string, en: string, zh: string, panels: readonly PanelInput[]) {
  return { id, title: { en, 'zh-CN': zh }, panels: mutable(panels) };
}

function mutable(panels: readonly PanelInput[]): PanelInput[] {
  return [...panels];
}
