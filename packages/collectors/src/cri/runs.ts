import type { LabelRecord, MetricFamily } from '../collector.ts';
import { scalarMetrics } from '../container/metrics.ts';
import type { SeriesByContainer } from '../container/series-by-container.ts';
import type { CriContainer } from './cri-containers.ts';
import type { KillCounts } from './kill-counts.ts';

/** Which container of which pod: the same for each of its runs, which have ids of their own. */
export const runOf = ({ identity }: CriContainer): string =>
  [identity.kubernetes?.namespace, identity.kubernetes?.pod, identity.kubernetes?.container].join('/');

/** The latest run of each container of a pod. */
export function newestOfEach(containers: readonly CriContainer[]): readonly CriContainer[] {
  const newest = new Map<string, CriContainer>();
  for (const container of containers) {
    const before = newest.get(runOf(container));
    if (before === undefined || container.restarts >= before.restarts) newest.set(runOf(container), container);
  }
  return [...newest.values()];
}

/** Of each container of a pod the run that ended last. */
export function lastEndedOfEach(containers: readonly CriContainer[]): ReadonlyMap<string, CriContainer> {
  const latest = new Map<string, CriContainer>();
  for (const container of containers) {
    if (container.state !== 'exited') continue;
    const before = latest.get(runOf(container));
    if ((container.status?.finishedAt ?? 0) >= (before?.status?.finishedAt ?? 0))
      latest.set(runOf(container), container);
  }
  return latest;
}

/** Labels of what is counted over all runs: none that one run has alone. A series per run would never show an increase. */
export function labelsOfRuns({ identity }: CriContainer, more: LabelRecord): LabelRecord {
  const { kubernetes, image, runtime } = identity;
  const { namespace = '', pod = '', container = '', workload = '' } = kubernetes ?? {};
  return { ...more, namespace, pod, container, container_name: container, container_runtime: runtime, image, workload };
}

/** Kills for lack of memory of every container of a pod, whether it runs just now or not. */
export function writeKills(
  series: SeriesByContainer,
  containers: readonly CriContainer[],
  kills: KillCounts,
  /** What the cgroup of a run counts by itself: kills that the container survived. */
  survived: ReadonlyMap<string, number>,
  labels: LabelRecord,
): void {
  for (const container of newestOfEach(containers)) {
    const own = series.of(runOf(container), labelsOfRuns(container, labels));
    own.add(scalarMetrics.oomEvents, kills.of(container) + (survived.get(container.id) ?? 0));
  }
}

/**
 * When the latest run of every container of a pod began, whether it still runs or not. cAdvisor has it for each run, whose id makes
 * it a series of its own, so that `changes()` never shows a restart: this one goes on from run to run.
 */
export function writeStarts(series: SeriesByContainer, containers: readonly CriContainer[], labels: LabelRecord): void {
  for (const container of newestOfEach(containers)) {
    const startedAt = container.status?.startedAt ?? 0;
    if (startedAt <= 0) continue;
    series.of(runOf(container), labelsOfRuns(container, labels)).add(scalarMetrics.startTime, startedAt / 1e9);
  }
}

export const restarts: MetricFamily = {
  name: 'container_restarts_total',
  type: 'counter',
  help: 'How often this container of the pod was started again',
};
export const lastExitCode: MetricFamily = {
  name: 'container_last_exit_code',
  type: 'gauge',
  help: 'Exit code of the last run of this container of the pod that has ended',
};
