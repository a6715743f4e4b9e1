import type { WorkloadIdentity } from '../mesh/identity.ts';
import type { Proxy } from '../mesh/proxy.ts';
import type { Node } from './node.ts';

/** A container as the pod template asks for it. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  /** Cores and bytes; undefined: none. */
  readonly cpuRequest: number | undefined;
  readonly cpuLimit: number | undefined;
  readonly memoryRequest: number | undefined;
  readonly memoryLimit: number | undefined;
}

export interface Termination {
  readonly reason: 'Completed' | 'Error' | 'OOMKilled';
  readonly exitCode: number;
  readonly startedMs: number;
  readonly finishedMs: number;
}

export type ContainerPhase =
  | {
      readonly kind: 'waiting';
      readonly reason: 'ContainerCreating' | 'CrashLoopBackOff' | 'ImagePullBackOff';
      readonly untilMs: number;
    }
  | { readonly kind: 'running'; readonly startedMs: number }
  | { readonly kind: 'terminated'; readonly end: Termination };

/** One container of a pod, through its restarts. */
export class Container {
  readonly spec: ContainerSpec;
  phase: ContainerPhase;
  restarts = 0;
  last: Termination | undefined;
  id: string;
  /** Of the running process; kept until the next start. */
  cpuSeconds = 0;
  throttledPeriods = 0;
  periods = 0;
  throttledSeconds = 0;
  memoryBytes = 0;
  /** Memory that an incident makes it hold on top. */
  leakBytes = 0;
  readBytes = 0;
  writtenBytes = 0;
  oomKills = 0;
  /** Id of the process that was killed for memory last. */
  killedId: string | undefined;
  /** CPU seconds that requests caused and that no step has accounted for yet. */
  workSeconds = 0;

  constructor(spec: ContainerSpec, id: string, phase: ContainerPhase) {
    this.spec = spec;
    this.id = id;
    this.phase = phase;
  }

  get isRunning(): boolean {
    return this.phase.kind === 'running';
  }
}

/** Who made a pod. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'Node';
  readonly name: string;
  readonly uid: string;
}

export interface PodInit {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly ip: string;
  readonly node: Node;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** None: somebody made the pod by hand. */
  readonly owner: Owner | undefined;
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  readonly createdMs: number;
  readonly containers: readonly Container[];
  readonly claims: readonly string[];
  readonly priorityClass: string | undefined;
}

/** A pod that is scheduled: its process state, from which the object and the metrics are made. */
export class Pod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly ip: string;
  readonly node: Node;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** None: somebody made the pod by hand. */
  readonly owner: Owner | undefined;
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  createdMs: number;
  readonly containers: readonly Container[];
  readonly claims: readonly string[];
  readonly priorityClass: string | undefined;
  readonly key: string;
  identity: WorkloadIdentity | undefined;
  proxy: Proxy | undefined;
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' = 'Pending';
  isReady = false;
  readyAtMs: number | undefined;
  startedMs: number | undefined;
  /** When the readiness probe will pass. */
  readyDueMs = 0;
  deletedMs: number | undefined;
  /** `NodeLost` and the like. */
  reason: string | undefined;
  /** Its object has to be written again. */
  isDirty = true;
  /** Bytes since its start, of every interface but loopback. */
  receivedBytes = 0;
  sentBytes = 0;
  droppedPackets = 0;

  constructor(init: PodInit) {
    this.name = init.name;
    this.namespace = init.namespace;
    this.uid = init.uid;
    this.ip = init.ip;
    this.node = init.node;
    this.labels = init.labels;
    this.annotations = init.annotations;
    this.owner = init.owner;
    this.hostNetwork = init.hostNetwork;
    this.serviceAccount = init.serviceAccount;
    this.createdMs = init.createdMs;
    this.containers = init.containers;
    this.claims = init.claims;
    this.priorityClass = init.priorityClass;
    this.key = `${init.namespace}/${init.name}`;
  }

  container(name: string): Container | undefined {
    return this.containers.find(({ spec }) => spec.name === name);
  }

  /** The container that does the pod's work, and not the proxy beside it. */
  get app(): Container {
    return this.containers.find(({ spec }) => spec.name !== 'istio-proxy') ?? this.containers[0]!;
  }

  /** Its process answers on its address. */
  get answers(): boolean {
    return this.node.isUp && this.app.isRunning && this.deletedMs === undefined;
  }

  /** Services send it traffic. */
  get takesTraffic(): boolean {
    return this.isReady && this.deletedMs === undefined;
  }
}
