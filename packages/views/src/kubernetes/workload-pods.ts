import { N } from './expressions.ts';

/** Labels of a workload: what owns pods, one level up from ReplicaSets. */
export const WORKLOAD = 'cluster,namespace,workload,workload_type';

/** Sets `workload` to the value of a label, and `workload_type` to a kind. */
function named(series: string, label: string, type: string): string {
  return `label_replace(label_replace(${series}, "workload", "$1", "${label}", "(.+)"), "workload_type", "${type}", "", "")`;
}

/** The same with the owner's kind as type. */
function owned(series: string): string {
  return `label_replace(label_replace(${series}, "workload", "$1", "owner_name", "(.+)"), "workload_type", "$1", "owner_kind", "(.+)")`;
}

/** 1 for each pod, with the labels of its workload. Bare and static pods have none. */
export const workloadPods: string = [
  // A ReplicaSet belongs to a Deployment, or to what takes its place, such as a Rollout.
  `max by (cluster,namespace,workload,workload_type,pod) (`,
  `label_replace(kube_pod_owner{${N},owner_kind="ReplicaSet"}, "replicaset", "$1", "owner_name", "(.+)")`,
  ` * on (cluster,namespace,replicaset) group_left (workload,workload_type) `,
  `max by (cluster,namespace,replicaset,workload,workload_type) (${owned(`kube_replicaset_owner{${N},owner_kind!="",owner_kind!="<none>"}`)})`,
  ` or ${owned(`kube_pod_owner{${N},owner_kind!~"ReplicaSet|Node|<none>|"}`)})`,
].join('');

/** A value of each pod, added up to workloads. */
export function byWorkload(perPod: string): string {
  return `sum by (${WORKLOAD}) (${perPod} * on (cluster,namespace,pod) group_left (workload,workload_type) ${workloadPods})`;
}

/** Replicas of Deployments, StatefulSets and DaemonSets, from the metric each kind has for it. */
export function replicas(deployment: string, statefulset: string, daemonset: string): string {
  const kinds = [
    named(`kube_deployment_${deployment}{${N}}`, 'deployment', 'Deployment'),
    named(`kube_statefulset_${statefulset}{${N}}`, 'statefulset', 'StatefulSet'),
    named(`kube_daemonset_${daemonset}{${N}}`, 'daemonset', 'DaemonSet'),
  ];
  return `max by (${WORKLOAD}) (${kinds.join(' or ')})`;
}
