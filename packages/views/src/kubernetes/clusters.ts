import { row, tableDraft, text, type GridRow } from '../built-in-panels.ts';
import { C, objects, query } from './expressions.ts';

const KINDS = [
  ['NODE', 'kube_node_info', text('Nodes', '节点')],
  ['NS', 'kube_namespace_created', text('Namespaces', '命名空间')],
  ['POD', 'kube_pod_info', text('Pods', 'Pod')],
  ['DEP', 'kube_deployment_created', text('Deployments', 'Deployment')],
  ['STS', 'kube_statefulset_created', text('StatefulSets', 'StatefulSet')],
  ['DS', 'kube_daemonset_created', text('DaemonSets', 'DaemonSet')],
  ['JOB', 'kube_job_info', text('Jobs', 'Job')],
  ['CRON', 'kube_cronjob_info', text('CronJobs', 'CronJob')],
  ['SVC', 'kube_service_info', text('Services', 'Service')],
  ['ING', 'kube_ingress_info', text('Ingresses', 'Ingress')],
  ['PVC', 'kube_persistentvolumeclaim_info', text('Volume claims', '卷声明')],
  ['HPA', 'kube_horizontalpodautoscaler_info', text('Autoscalers', '自动伸缩')],
  ['CM', 'kube_configmap_info', text('ConfigMaps', 'ConfigMap')],
  ['SEC', 'kube_secret_info', text('Secrets', 'Secret')],
  ['ROLE', 'kube_clusterrole_info', text('Cluster roles', '集群角色')],
] as const;

/**
 * The table of clusters its users know, with how many of each kind of object there are (K13). The original
 * listed cluster roles under this title; their number is a column.
 */
export const clusterRows: readonly GridRow[] = [
  row(16, [
    24,
    tableDraft(
      'clusters',
      text('Kubernetes clusters', 'Kubernetes 集群'),
      ['cluster'],
      [
        // A cluster is as old as its first namespace.
        objects('AGE', `time() - min by (cluster) (kube_namespace_created{${C}})`),
        ...KINDS.map(([ref, metric]) => query(ref, `count by (cluster) (${metric}{${C}})`)),
      ],
      [
        { title: text('Cluster', '集群'), label: 'cluster' },
        { title: text('Age', '存在时长'), ref: 'AGE', unit: 's' },
        ...KINDS.map(([ref, , title]) => ({ title, ref, unit: 'count' as const })),
      ],
    ),
  ]),
];
