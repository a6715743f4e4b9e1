import type { Cluster } from '../cluster/cluster.ts';
import type { Node } from '../cluster/node.ts';
import { timeText } from '../cluster/event-log.ts';
import { podObject } from '../objects/pod-object.ts';

/** The kubelet's `/stats/summary`, from the same books as its cAdvisor metrics. */
export function statsSummary(cluster: Cluster, node: Node): object {
  const time = timeText(cluster.nowMs);
  const pods = [...cluster.pods.values()].filter((pod) => pod.node === node && pod.phase === 'Running');
  const containers = pods.flatMap((pod) => pod.containers.filter(({ isRunning }) => isRunning));
  const sum = (of: (one: (typeof containers)[number]) => number): number =>
    containers.reduce((all, one) => all + of(one), 0);
  const memory = (bytes: number, limit: number): object => ({
    time,
    availableBytes: Math.max(0, limit - bytes),
    usageBytes: Math.round(bytes * 1.22),
    workingSetBytes: bytes,
    rssBytes: Math.round(bytes * 0.89),
    pageFaults: 1000,
    majorPageFaults: 0,
  });
  const cpu = (seconds: number): object => ({
    time,
    usageNanoCores: 0,
    usageCoreNanoSeconds: Math.round(seconds * 1e9),
  });
  return {
    node: {
      nodeName: node.name,
      startTime: timeText(node.bootedMs),
      cpu: cpu(sum((one) => one.cpuSeconds)),
      memory: memory(sum((one) => one.memoryBytes) + 600 * 1024 ** 2, node.memoryBytes),
      rlimit: { time, maxpid: 127_000, curproc: 180 + containers.length * 9 },
    },
    pods: pods.map((pod) => ({
      podRef: { name: pod.name, namespace: pod.namespace, uid: pod.uid },
      startTime: timeText(pod.startedMs ?? pod.createdMs),
      containers: pod.containers
        .filter(({ isRunning }) => isRunning)
        .map((one) => ({
          name: one.spec.name,
          startTime: timeText(one.phase.kind === 'running' ? one.phase.startedMs : cluster.nowMs),
          cpu: cpu(one.cpuSeconds),
          memory: memory(one.memoryBytes, one.spec.memoryLimit ?? node.memoryBytes),
          rootfs: { time, usedBytes: 45_056 + (one.writtenBytes % 4_000_000), capacityBytes: 96 * 1024 ** 3 },
          logs: { time, usedBytes: 90_000 + (one.writtenBytes % 900_000) },
        })),
      cpu: cpu(pod.containers.reduce((all, one) => all + one.cpuSeconds, 0)),
      memory: memory(
        pod.containers.reduce((all, one) => all + one.memoryBytes, 0),
        node.memoryBytes,
      ),
      ...(pod.hostNetwork
        ? {}
        : {
            network: {
              time,
              name: 'eth0',
              rxBytes: pod.receivedBytes,
              txBytes: pod.sentBytes,
              rxErrors: 0,
              txErrors: 0,
              interfaces: [
                { name: 'eth0', rxBytes: pod.receivedBytes, txBytes: pod.sentBytes, rxErrors: 0, txErrors: 0 },
              ],
            },
          }),
    })),
  };
}

/** The kubelet's `/pods`. */
export const podList = (cluster: Cluster, node: Node): object => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: {},
  items: [...cluster.pods.values()].filter((pod) => pod.node === node).map(podObject),
});

/** The kubelet's `/metrics/resource`. */
export function resourceMetrics(cluster: Cluster, node: Node): string {
  const lines: string[] = [];
  const family = (
    name: string,
    type: string,
    help: string,
    rows: readonly (readonly [labels: string, value: number])[],
  ): void => {
    lines.push(`# HELP ${name} [STABLE] ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of rows) lines.push(`${name}{${labels}} ${value} ${cluster.nowMs}`);
  };
  const pods = [...cluster.pods.values()].filter((pod) => pod.node === node && pod.phase === 'Running');
  const rows = pods.flatMap((pod) =>
    pod.containers
      .filter(({ isRunning }) => isRunning)
      .map((one) => [`container="${one.spec.name}",namespace="${pod.namespace}",pod="${pod.name}"`, one] as const),
  );
  family(
    'container_cpu_usage_seconds_total',
    'counter',
    'Cumulative cpu time consumed by the container in core-seconds',
    rows.map(([labels, one]) => [labels, one.cpuSeconds]),
  );
  family(
    'container_memory_working_set_bytes',
    'gauge',
    'Current working set of the container in bytes',
    rows.map(([labels, one]) => [labels, one.memoryBytes]),
  );
  return `${lines.join('\n')}\n`;
}
