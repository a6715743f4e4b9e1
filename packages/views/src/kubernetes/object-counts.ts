import { barDraft, statDraft, text, type Draft } from '../built-in-panels.ts';
import type { PanelInput } from '../panel.ts';
import type { LocalizedText } from '../text.ts';
import { C, N, objects, orZero, query } from './expressions.ts';

const tile = (id: string, title: LocalizedText, metric: string, matchers = N): Draft =>
  statDraft(id, title, 'count', [objects('A', orZero(`count(${metric}{${matchers}})`))]);

const counts: readonly Draft[] = [
  tile('nodes', text('Nodes', '节点'), 'kube_node_info', C),
  tile('daemonsets', text('DaemonSet', 'DaemonSet'), 'kube_daemonset_created'),
  tile('services', text('Services', 'Service'), 'kube_service_info'),
  tile('deployments', text('Deployments', 'Deployment'), 'kube_deployment_created'),
  tile('replicasets', text('ReplicaSet', 'ReplicaSet'), 'kube_replicaset_created'),
  tile('pod-count', text('Pods', 'Pod'), 'kube_pod_info'),
  statDraft(
    'cluster-roles',
    text('Cluster role', '集群角色'),
    'count',
    [query('A', `count(kube_clusterrole_info{${C}})`)],
    // kube-state-metrics counts them only when told to. Without it the tiles beside it would have a hole.
    { whenMissing: 'show' },
  ),
  tile('jobs', text('Job', 'Job'), 'kube_job_info'),
  tile('cronjobs', text('CronJob', 'CronJob'), 'kube_cronjob_info'),
];

/** The nine counts of the view its users know, and beside them how pods are spread over namespaces. */
export const objectCountPanels: readonly PanelInput[] = [
  ...counts.map((draft, i) => ({ ...draft, grid: { x: (i % 3) * 4, y: Math.floor(i / 3) * 11, w: 4, h: 11 } })),
  {
    ...barDraft(
      'pods-by-namespace',
      text('Pods by namespace', '集群空间 Pod 分布'),
      'count',
      [objects('A', `count by (cluster,namespace) (kube_pod_info{${C}})`, { legend: '{{namespace}}' })],
      { limit: 50 },
    ),
    grid: { x: 12, y: 0, w: 12, h: 33 },
  },
];
