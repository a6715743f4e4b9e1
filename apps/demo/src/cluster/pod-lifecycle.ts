import type { Cluster } from './cluster.ts';
import type { Node } from './node.ts';
import type { Container, Pod, Termination } from './pod.ts';

const TERMINATION_MS = 4000;
const BACKOFF_FIRST_MS = 10_000;
const BACKOFF_MAX_MS = 300_000;
/** A container that ran as long begins anew with its back-off. */
const FORGIVEN_AFTER_MS = 600_000;

/** What kubelets do: start containers, restart those that end, and take pods away. */
export class PodLifecycle {
  readonly #cluster: Cluster;
  readonly #crashes = new Map<Container, number>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Every pod has been running for hours or days already. */
  settle(): void {
    const { pods, nodes, nowMs, random } = this.#cluster;
    for (const pod of pods.values()) {
      const ageMs = pod.hostNetwork
        ? nowMs - nodes[pod.node.index]!.bootedMs - random.between(30_000, 90_000)
        : random.between(6, 200) * 3_600_000;
      const created = Math.floor(nowMs - ageMs);
      pod.createdMs = created;
      pod.startedMs = created + 1000;
      for (const container of pod.containers)
        this.#run(pod, container, created + 2000 + Math.floor(random.between(0, 3000)));
      pod.phase = 'Running';
      pod.isReady = true;
      pod.readyAtMs = created + 12_000;
      this.#restartLongAgo(pod);
    }
    this.#cluster.services.isDirty = true;
    this.#cluster.writePods();
  }

  /** Some have not run through since they were made: control planes that were updated, a cache that grew too large. */
  #restartLongAgo(pod: Pod): void {
    const { nowMs, random } = this.#cluster;
    const isControlPlane = pod.owner?.kind === 'Node';
    if (!isControlPlane && pod.labels['app'] !== 'redis') return;
    const { app } = pod;
    const finishedMs = Math.floor(pod.createdMs + (nowMs - pod.createdMs) * random.between(0.3, 0.7));
    app.last = isControlPlane
      ? { reason: 'Completed', exitCode: 0, startedMs: pod.createdMs + 2000, finishedMs }
      : { reason: 'OOMKilled', exitCode: 137, startedMs: pod.createdMs + 2000, finishedMs };
    app.restarts = 1;
    app.phase = { kind: 'running', startedMs: finishedMs + 1000 };
  }

  step(): void {
    const { pods, nowMs } = this.#cluster;
    for (const pod of pods.values()) {
      if (pod.deletedMs !== undefined) {
        // A kubelet that is not there cannot say that it has ended the pod.
        if (nowMs - pod.deletedMs >= TERMINATION_MS && pod.node.isUp) this.#cluster.forgetPod(pod);
      } else if (pod.node.isUp && pod.phase !== 'Succeeded' && pod.phase !== 'Failed') this.#stepPod(pod);
    }
  }

  /** Somebody asks for the pod to go. */
  remove(pod: Pod): void {
    pod.deletedMs = this.#cluster.nowMs;
    pod.isReady = false;
    pod.isDirty = true;
    this.#changed();
    this.#event(pod, 'Normal', 'Killing', `Stopping container ${pod.app.spec.name}`);
  }

  /** A container ends; the kubelet starts it again, later each time. */
  crash(pod: Pod, container: Container, reason: Termination['reason'], exitCode: number): void {
    const { nowMs } = this.#cluster;
    if (container.phase.kind !== 'running') return;
    const { startedMs } = container.phase;
    container.last = { reason, exitCode, startedMs, finishedMs: nowMs };
    if (reason === 'OOMKilled') {
      container.oomKills++;
      container.killedId = container.id;
      const subject = { apiVersion: 'v1', kind: 'Node', namespace: undefined, name: pod.node.name, uid: pod.node.name };
      const message = `Memory cgroup out of memory: Killed process ${1000 + (container.restarts % 9000)} (${container.spec.name})`;
      this.#cluster.events.record(nowMs, subject, 'Warning', 'OOMKilling', message, 'kernel-monitor');
    }
    const crashes = nowMs - startedMs >= FORGIVEN_AFTER_MS ? 0 : (this.#crashes.get(container) ?? 0);
    this.#crashes.set(container, crashes + 1);
    container.leakBytes = 0;
    if (crashes === 0) this.#restart(pod, container);
    else {
      const backoffMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (crashes - 1));
      container.phase = { kind: 'waiting', reason: 'CrashLoopBackOff', untilMs: nowMs + backoffMs };
      this.#event(
        pod,
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${container.spec.name} in pod ${pod.name}_${pod.namespace}(${pod.uid})`,
      );
    }
    pod.isReady = false;
    pod.readyDueMs = nowMs + 6000;
    pod.isDirty = true;
    this.#changed();
  }

  /** A container ends for good, as a job's does. */
  complete(pod: Pod, exitCode: number): void {
    const { nowMs } = this.#cluster;
    for (const container of pod.containers) {
      if (container.phase.kind !== 'running') continue;
      const reason = exitCode === 0 ? 'Completed' : 'Error';
      container.phase = {
        kind: 'terminated',
        end: { reason, exitCode, startedMs: container.phase.startedMs, finishedMs: nowMs },
      };
    }
    pod.phase = exitCode === 0 ? 'Succeeded' : 'Failed';
    pod.isReady = false;
    pod.readyAtMs = nowMs;
    pod.isDirty = true;
    this.#changed();
  }

  nodeIsLost(node: Node): void {
    for (const pod of this.#cluster.pods.values()) {
      if (pod.node !== node || !pod.isReady) continue;
      pod.isReady = false;
      pod.isDirty = true;
      this.#event(pod, 'Warning', 'NodeNotReady', 'Node is not ready', 'node-controller');
    }
    this.#changed();
  }

  evict(node: Node): void {
    for (const pod of this.#cluster.pods.values()) {
      if (pod.node !== node || pod.deletedMs !== undefined) continue;
      // Pods of the node itself stay: daemons tolerate it, static pods are the kubelet's.
      if (pod.owner?.kind === 'DaemonSet' || pod.owner?.kind === 'Node') continue;
      pod.reason = 'NodeLost';
      this.#event(
        pod,
        'Normal',
        'TaintManagerEviction',
        `Marking for deletion Pod ${pod.namespace}/${pod.name}`,
        'taint-eviction-controller',
      );
      this.remove(pod);
    }
  }

  /** Power is back: what was there starts anew. */
  nodeIsBack(node: Node): void {
    node.downSinceMs = undefined;
    for (const pod of this.#cluster.pods.values()) {
      if (pod.node !== node || pod.deletedMs !== undefined) continue;
      for (const container of pod.containers) {
        if (container.phase.kind !== 'running') continue;
        container.last = {
          reason: 'Error',
          exitCode: 255,
          startedMs: container.phase.startedMs,
          finishedMs: this.#cluster.nowMs,
        };
        this.#restart(pod, container);
      }
      pod.readyDueMs = this.#cluster.nowMs + 8000;
      pod.isDirty = true;
    }
    this.#changed();
  }

  #stepPod(pod: Pod): void {
    const { nowMs, random } = this.#cluster;
    if (pod.phase === 'Pending') {
      if (pod.startedMs === undefined) {
        pod.startedMs = nowMs;
        pod.isDirty = true;
        this.#event(
          pod,
          'Normal',
          'Scheduled',
          `Successfully assigned ${pod.namespace}/${pod.name} to ${pod.node.name}`,
          'default-scheduler',
        );
        return;
      }
      if (nowMs - pod.startedMs < 1500) return;
      for (const container of pod.containers) {
        this.#event(pod, 'Normal', 'Pulled', `Container image "${container.spec.image}" already present on machine`);
        this.#run(pod, container, nowMs);
        this.#event(pod, 'Normal', 'Created', `Created container: ${container.spec.name}`);
        this.#event(pod, 'Normal', 'Started', `Started container ${container.spec.name}`);
      }
      pod.phase = 'Running';
      pod.readyDueMs = nowMs + random.between(3000, 7000);
      pod.isDirty = true;
      return;
    }
    let isWhole = true;
    for (const container of pod.containers) {
      if (container.phase.kind === 'running') continue;
      if (container.phase.kind === 'waiting' && container.phase.untilMs <= nowMs) this.#restart(pod, container);
      else isWhole = false;
    }
    if (isWhole && !pod.isReady && nowMs >= pod.readyDueMs) {
      pod.isReady = true;
      pod.readyAtMs = nowMs;
      pod.isDirty = true;
      this.#changed();
    }
  }

  #restart(pod: Pod, container: Container): void {
    container.restarts++;
    this.#run(pod, container, this.#cluster.nowMs);
    pod.readyDueMs = this.#cluster.nowMs + 6000;
    pod.isDirty = true;
    this.#event(pod, 'Normal', 'Started', `Started container ${container.spec.name}`);
  }

  #run(_pod: Pod, container: Container, startedMs: number): void {
    container.id = this.#cluster.random.hex(64);
    container.phase = { kind: 'running', startedMs };
    container.cpuSeconds = 0;
    container.periods = 0;
    container.throttledPeriods = 0;
    container.throttledSeconds = 0;
    container.readBytes = 0;
    container.writtenBytes = 0;
    container.leakBytes = 0;
    container.memoryBytes = 0;
  }

  #changed(): void {
    this.#cluster.services.isDirty = true;
    this.#cluster.workloads.isDirty = true;
  }

  #event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string, component = 'kubelet'): void {
    this.#cluster.events.record(this.#cluster.nowMs, this.#cluster.subject(pod), type, reason, message, component);
  }
}
