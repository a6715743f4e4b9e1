import type { KubeObject } from '@binnacle/kube';
import { fieldsAt, isFields, listAt, numberAt, textAt, valueAt, type Fields } from './fields.ts';
import { age } from './human-duration.ts';
import { columns, type Printer } from './printer.ts';

/** A row of `kubectl get pods`. Source: printPod of pkg/printers/internalversion. */
export const podPrinter: Printer = {
  columns: columns('Name', 'Ready', 'Status', 'Restarts', 'Age', '+IP', '+Node', '+Nominated Node', '+Readiness Gates'),
  cells: (pod, nowMs) => {
    const statuses = listAt(pod, 'status', 'containerStatuses').filter(isFields);
    const inits = listAt(pod, 'status', 'initContainerStatuses').filter(isFields);
    const initReason = initStatus(pod, inits);
    const counted = initReason === undefined ? statuses : inits;
    const ready = statuses.filter(
      (status) => status['ready'] === true && isFields(valueAt(status, 'state', 'running')),
    ).length;
    const reason = podReason(pod, statuses, initReason);
    return [
      pod.metadata.name,
      `${ready}/${listAt(pod, 'spec', 'containers').length}`,
      reason,
      restarts(counted, nowMs),
      age(pod.metadata.creationTimestamp, nowMs),
      textAt(pod, 'status', 'podIP') ?? '<none>',
      textAt(pod, 'spec', 'nodeName') ?? '<none>',
      textAt(pod, 'status', 'nominatedNodeName') ?? '<none>',
      '<none>',
    ];
  },
};

/** How far the init containers are; undefined when they are done. */
function initStatus(pod: KubeObject, inits: readonly Fields[]): string | undefined {
  const total = listAt(pod, 'spec', 'initContainers').length;
  for (const [i, status] of inits.entries()) {
    const terminated = valueAt(status, 'state', 'terminated');
    if (isFields(terminated)) {
      if (terminated['exitCode'] === 0) continue;
      return `Init:${textAt(terminated, 'reason') ?? exitText(terminated)}`;
    }
    // A sidecar (an init container that goes on) is done once it has started.
    if (status['started'] === true) continue;
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    return waiting !== undefined && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${i}/${total}`;
  }
  return undefined;
}

function podReason(pod: KubeObject, statuses: readonly Fields[], initReason: string | undefined): string {
  let reason = textAt(pod, 'status', 'reason') ?? textAt(pod, 'status', 'phase') ?? '';
  if (initReason === undefined) {
    let isRunning = false;
    for (const status of statuses.toReversed()) {
      const waiting = textAt(status, 'state', 'waiting', 'reason');
      const terminated = valueAt(status, 'state', 'terminated');
      if (waiting !== undefined) reason = waiting;
      else if (isFields(terminated)) reason = textAt(terminated, 'reason') ?? exitText(terminated);
      else if (status['ready'] === true && isFields(valueAt(status, 'state', 'running'))) isRunning = true;
    }
    if (reason === 'Completed' && isRunning) reason = isReady(pod) ? 'Running' : 'NotReady';
  } else reason = initReason;
  if (pod.metadata.deletionTimestamp === undefined) return reason;
  return textAt(pod, 'status', 'reason') === 'NodeLost' ? 'Unknown' : 'Terminating';
}

const isReady = (pod: KubeObject): boolean =>
  listAt(pod, 'status', 'conditions').some(
    (each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True',
  );

const exitText = (terminated: Fields): string => {
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`;
};

function restarts(statuses: readonly Fields[], nowMs: number): string {
  const count = statuses.reduce((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0);
  const last = statuses
    .map((status) => textAt(status, 'lastState', 'terminated', 'finishedAt') ?? '')
    .sort()
    .at(-1);
  return count === 0 || last === undefined || last === '' ? String(count) : `${count} (${age(last, nowMs)} ago)`;
}

/** Sources of container names and images for workloads in `-o wide`. */
export const containersOf = (object: KubeObject): { readonly names: string; readonly images: string } => {
  const containers = listAt(fieldsAt(object, 'spec', 'template', 'spec'), 'containers');
  return {
    names: containers.map((each) => textAt(each, 'name') ?? '').join(','),
    images: containers.map((each) => textAt(each, 'image') ?? '').join(','),
  };
};
