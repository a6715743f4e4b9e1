import { text, titledGroup } from '../built-in-panels.ts';
import { dashboardDefinition, type DashboardDefinition } from '../dashboard.ts';
import { clusterRows } from './clusters.ts';
import { controlPlaneRows } from './control-plane.ts';
import { headPanels } from './head.ts';
import { networkRows } from './network.ts';
import { nodeRows } from './nodes.ts';
import { objectCountPanels } from './object-counts.ts';
import { overviewRows } from './overview.ts';
import { podRows } from './pods.ts';
import { storageRows } from './storage.ts';
import { workloadRows } from './workloads.ts';

/**
 * The Kubernetes view: health, the counts its users know first, then a group for each kind of thing. Objects are read
 * from kube-state-metrics, containers from cAdvisor, nodes from node_exporter.
 */
export const kubernetesView: DashboardDefinition = dashboardDefinition.parse({
  format: 'binnacle/dashboard',
  version: 1,
  title: text('Kubernetes Monitoring View', 'Kubernetes 监控视图'),
  description: text(
    'Health, capacity, nodes, workloads, pods, storage and network of Kubernetes clusters.',
    'Kubernetes 集群的健康、容量、节点、工作负载、Pod、存储与网络。',
  ),
  tags: ['kubernetes'],
  presence: 'cluster=~"$cluster"',
  variables: [
    {
      kind: 'query',
      name: 'cluster',
      title: text('Cluster', '集群名称'),
      query: 'label_values(kube_node_info, cluster)',
      multi: true,
      includeAll: true,
    },
    {
      kind: 'query',
      name: 'namespace',
      title: text('Namespace', '命名空间'),
      query: 'label_values(kube_namespace_status_phase{cluster=~"$cluster"}, namespace)',
      multi: true,
      includeAll: true,
    },
  ],
  groups: [
    { id: 'head', layout: 'row', panels: [...headPanels] },
    { id: 'objects', title: text('Objects', '对象'), panels: [...objectCountPanels] },
    titledGroup('overview', text('Overview', '概览'), [...overviewRows, ...clusterRows]),
    titledGroup('node-group', text('Nodes', '节点'), nodeRows),
    titledGroup('workload-group', text('Workloads', '工作负载'), workloadRows),
    titledGroup('pod-group', text('Pods', 'Pod'), podRows),
    titledGroup('storage', text('Storage', '存储'), storageRows),
    titledGroup('network', text('Network', '网络'), networkRows),
    titledGroup('control-plane', text('Control plane', '控制平面'), controlPlaneRows),
  ],
});
