import { areaDraft, row, statDraft, text, type Draft, type GridRow } from '../built-in-panels.ts';
import type { LocalizedText } from '../text.ts';
import { N, objects, orZero } from './expressions.ts';

type Pair = readonly [tile: readonly [4, Draft], trend: readonly [8, Draft]];

/** A number and, beside it, how it came about by namespace. */
function pair(id: string, title: LocalizedText, metric: string): Pair {
  return [
    [4, statDraft(id, title, 'count', [objects('A', orZero(`sum(${metric}{${N}})`))], { sparkline: false })],
    [8, trend(`${id}-trend`, title, `sum by (cluster,namespace) (${metric}{${N}})`)],
  ];
}

function trend(id: string, title: LocalizedText, expr: string): Draft {
  return areaDraft(id, title, 'count', [objects('A', expr, { legend: '{{namespace}}' })], {
    stepped: true,
    noValue: text('None', '没有'),
  });
}

function caption(id: string, title: LocalizedText, content: LocalizedText): Draft {
  return { kind: 'text', id, title, content };
}

/** Jobs have 0 where nothing has ended that way. */
const jobs = (id: string, title: LocalizedText, metric: string): readonly [6, Draft] => [
  6,
  trend(id, title, `sum by (cluster,namespace) (${metric})`),
];

/**
 * The trends of the view its users know. The original called the replicas of Deployments "ReplicaSet", and its captions
 * stood below what they name, two of them exchanged.
 */
export const replicaRows: readonly GridRow[] = [
  row(
    8,
    [
      12,
      caption(
        'deployments-caption',
        text('Deployments', 'Deployments'),
        text('Replicas of all Deployments, by namespace.', '各命名空间中所有 Deployment 的副本。'),
      ),
    ],
    [
      12,
      caption(
        'daemonsets-caption',
        text('DaemonSets', 'DaemonSets'),
        text('Nodes that should run a DaemonSet, and do.', '应运行与已运行 DaemonSet 的节点。'),
      ),
    ],
  ),
  row(
    16,
    ...pair(
      'deployment-available',
      text('Deployment available', 'Deployment 可用'),
      'kube_deployment_status_replicas_available',
    ),
    ...pair(
      'daemonset-desired',
      text('DaemonSet desired', 'DaemonSet 期望'),
      'kube_daemonset_status_desired_number_scheduled',
    ),
  ),
  row(
    16,
    ...pair(
      'deployment-unavailable',
      text('Deployment unavailable', 'Deployment 不可用'),
      'kube_deployment_status_replicas_unavailable',
    ),
    ...pair('daemonset-ready', text('DaemonSet ready', 'DaemonSet 就绪'), 'kube_daemonset_status_number_ready'),
  ),
  row(
    16,
    ...pair(
      'deployment-updated',
      text('Deployment updated', 'Deployment 已更新'),
      'kube_deployment_status_replicas_updated',
    ),
    ...pair(
      'daemonset-updated',
      text('DaemonSet updated', 'DaemonSet 已更新'),
      'kube_daemonset_status_updated_number_scheduled',
    ),
  ),
  row(
    8,
    [
      12,
      caption(
        'replicasets-caption',
        text('ReplicaSets', 'ReplicaSets'),
        text('Replicas of all ReplicaSets, by namespace.', '各命名空间中所有 ReplicaSet 的副本。'),
      ),
    ],
    [
      12,
      caption(
        'jobs-caption',
        text('Job', 'Job'),
        text(
          'Pods of Jobs that have succeeded and failed, and the completion of the Jobs themselves.',
          'Job 中成功与失败的 Pod，以及 Job 自身的完成情况。',
        ),
      ),
    ],
  ),
  row(
    16,
    ...pair('replicaset-ready', text('Replicas ready', '就绪副本'), 'kube_replicaset_status_ready_replicas'),
    jobs('job-succeeded', text('Job succeeded', 'Job 成功'), `kube_job_status_succeeded{${N}}`),
    jobs('job-failed', text('Job failed', 'Job 失败'), `kube_job_status_failed{${N}}`),
  ),
  row(
    16,
    ...pair('replicaset-desired', text('Replicas desired', '期望副本'), 'kube_replicaset_spec_replicas'),
    jobs('completion-succeeded', text('Completion succeeded', '完成成功'), `kube_job_complete{${N},condition="true"}`),
    jobs('completion-failed', text('Completion failed', '完成失败'), `kube_job_failed{${N},condition="true"}`),
  ),
];
