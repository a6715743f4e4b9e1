import type { KubeObject } from '@binnacle/kube';
import { fieldsAt, isFields, listAt, numberAt, textAt } from './fields.ts';
import { age, humanDuration } from './human-duration.ts';
import { containersOf } from './pod-printer.ts';
import { columns, type Printer } from './printer.ts';

const count = (object: KubeObject, ...path: readonly string[]): number => numberAt(object, ...path) ?? 0;
const old = (object: KubeObject, nowMs: number): string => age(object.metadata.creationTimestamp, nowMs);

export function selectorText(object: unknown, ...path: readonly string[]): string {
  const selector = fieldsAt(object, ...path);
  const labels = isFields(selector['matchLabels']) ? selector['matchLabels'] : selector;
  const pairs = Object.entries(labels).filter(([, value]) => typeof value === 'string');
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${String(value)}`).join(',');
}

/** Rows of workloads, by `group/Kind`. Source: pkg/printers/internalversion. */
export const workloadPrinters: Readonly<Record<string, Printer>> = {
  'apps/Deployment': {
    columns: columns('Name', 'Ready', 'Up-to-date', 'Available', 'Age', '+Containers', '+Images', '+Selector'),
    cells: (object, nowMs) => [
      object.metadata.name,
      `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`,
      count(object, 'status', 'updatedReplicas'),
      count(object, 'status', 'availableReplicas'),
      old(object, nowMs),
      containersOf(object).names,
      containersOf(object).images,
      selectorText(object, 'spec', 'selector'),
    ],
  },
  'apps/ReplicaSet': {
    columns: columns('Name', 'Desired#', 'Current#', 'Ready#', 'Age', '+Containers', '+Images', '+Selector'),
    cells: (object, nowMs) => [
      object.metadata.name,
      count(object, 'spec', 'replicas'),
      count(object, 'status', 'replicas'),
      count(object, 'status', 'readyReplicas'),
      old(object, nowMs),
      containersOf(object).names,
      containersOf(object).images,
      selectorText(object, 'spec', 'selector'),
    ],
  },
  'apps/StatefulSet': {
    columns: columns('Name', 'Ready', 'Age', '+Containers', '+Images'),
    cells: (object, nowMs) => [
      object.metadata.name,
      `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`,
      old(object, nowMs),
      containersOf(object).names,
      containersOf(object).images,
    ],
  },
  'apps/DaemonSet': {
    columns: columns(
      'Name',
      'Desired#',
      'Current#',
      'Ready#',
      'Up-to-date#',
      'Available#',
      'Node Selector',
      'Age',
      '+Containers',
      '+Images',
      '+Selector',
    ),
    cells: (object, nowMs) => [
      object.metadata.name,
      count(object, 'status', 'desiredNumberScheduled'),
      count(object, 'status', 'currentNumberScheduled'),
      count(object, 'status', 'numberReady'),
      count(object, 'status', 'updatedNumberScheduled'),
      count(object, 'status', 'numberAvailable'),
      selectorText(object, 'spec', 'template', 'spec', 'nodeSelector'),
      old(object, nowMs),
      containersOf(object).names,
      containersOf(object).images,
      selectorText(object, 'spec', 'selector'),
    ],
  },
  'batch/Job': {
    columns: columns('Name', 'Completions', 'Duration', 'Age', '+Containers', '+Images', '+Selector'),
    cells: (object, nowMs) => {
      const [from, to] = [textAt(object, 'status', 'startTime'), textAt(object, 'status', 'completionTime')];
      const endMs = to === undefined ? nowMs : Date.parse(to);
      return [
        object.metadata.name,
        `${count(object, 'status', 'succeeded')}/${numberAt(object, 'spec', 'completions') ?? 1}`,
        from === undefined ? '' : humanDuration(endMs - Date.parse(from)),
        old(object, nowMs),
        containersOf(object).names,
        containersOf(object).images,
        selectorText(object, 'spec', 'selector'),
      ];
    },
  },
  'batch/CronJob': {
    columns: columns('Name', 'Schedule', 'Suspend', 'Active#', 'Last Schedule', 'Age'),
    cells: (object, nowMs) => {
      const last = textAt(object, 'status', 'lastScheduleTime');
      return [
        object.metadata.name,
        textAt(object, 'spec', 'schedule') ?? '',
        fieldsAt(object, 'spec')['suspend'] === true ? 'True' : 'False',
        listAt(object, 'status', 'active').length,
        last === undefined ? '<none>' : age(last, nowMs),
        old(object, nowMs),
      ];
    },
  },
  'autoscaling/HorizontalPodAutoscaler': {
    columns: columns('Name', 'Reference', 'Targets', 'MinPods', 'MaxPods#', 'Replicas#', 'Age'),
    cells: (object, nowMs) => [
      object.metadata.name,
      `${textAt(object, 'spec', 'scaleTargetRef', 'kind') ?? ''}/${textAt(object, 'spec', 'scaleTargetRef', 'name') ?? ''}`,
      hpaTargets(object),
      String(numberAt(object, 'spec', 'minReplicas') ?? '<unset>'),
      count(object, 'spec', 'maxReplicas'),
      count(object, 'status', 'currentReplicas'),
      old(object, nowMs),
    ],
  },
  'policy/PodDisruptionBudget': {
    columns: columns('Name', 'Min Available', 'Max Unavailable', 'Allowed Disruptions#', 'Age'),
    cells: (object, nowMs) => [
      object.metadata.name,
      String(fieldsAt(object, 'spec')['minAvailable'] ?? 'N/A'),
      String(fieldsAt(object, 'spec')['maxUnavailable'] ?? 'N/A'),
      count(object, 'status', 'disruptionsAllowed'),
      old(object, nowMs),
    ],
  },
};

function hpaTargets(object: KubeObject): string {
  const percent = numberAt(object, 'spec', 'targetCPUUtilizationPercentage');
  if (percent !== undefined) {
    const current = numberAt(object, 'status', 'currentCPUUtilizationPercentage');
    return `${current === undefined ? '<unknown>' : `${current}%`}/${percent}%`;
  }
  const now = listAt(object, 'status', 'currentMetrics');
  const targets = listAt(object, 'spec', 'metrics').map((metric, i) => {
    const name = textAt(metric, 'resource', 'name') ?? textAt(metric, 'pods', 'metric', 'name') ?? '';
    const target = fieldsAt(metric, 'resource', 'target');
    const current = fieldsAt(now[i], 'resource', 'current');
    const show = (side: Readonly<Record<string, unknown>>): string =>
      side['averageUtilization'] === undefined
        ? String(side['averageValue'] ?? side['value'] ?? '<unknown>')
        : `${String(side['averageUtilization'])}%`;
    return `${name}: ${show(current)}/${show(target)}`;
  });
  return targets.length === 0 ? '<none>' : targets.join(', ');
}
