import { Bookinfo, type Trouble } from '../mesh/bookinfo.ts';
import { DatabaseCalls } from '../mesh/database-calls.ts';
import { Mesh } from '../mesh/mesh.ts';
import type { MeshService } from '../mesh/surroundings.ts';
import { Routing } from '../mesh/routing.ts';
import { Users } from '../mesh/users.ts';
import { MemoryStore, type StoreChange } from '../objects/object-store.ts';
import { nodeObject } from '../objects/node-object.ts';
import { podObject } from '../objects/pod-object.ts';
import type { ClusterPlan } from '../plan/plan.ts';
import { Random } from '../random.ts';
import { Addresses } from './addresses.ts';
import { healthyControlPlane, type ControlPlane } from './control-plane.ts';
import { EtcdCluster } from './etcd-cluster.ts';
import { EventLog, type EventSubject } from './event-log.ts';
import { FirstObjects } from './first-objects.ts';
import { Heartbeats } from './heartbeats.ts';
import { IstiodInbox } from './istiod-inbox.ts';
import { Jobs } from './jobs.ts';
import { Node } from './node.ts';
import { PodLifecycle } from './pod-lifecycle.ts';
import type { Pod } from './pod.ts';
import { PodMaker } from './pod-maker.ts';
import { Quotas } from './quotas.ts';
import { Services } from './services.ts';
import { fieldsOf } from './templates.ts';
import { Workloads } from './workloads.ts';
import { Autoscaler } from './autoscaler.ts';

export interface ClusterOptions {
  readonly plan: ClusterPlan;
  readonly seed: number;
  readonly startMs: number;
  /** Second byte of its loopback network. */
  readonly networkBase: number;
  /** How many times faster than the clock the day goes by. */
  readonly speed?: number;
}

/** One simulated cluster: its machines, its objects, what runs in it, and the traffic between. */
export class Cluster {
  readonly plan: ClusterPlan;
  readonly seed: number;
  readonly speed: number;
  readonly objects: MemoryStore;
  readonly random: Random;
  readonly addresses: Addresses;
  readonly nodes: readonly Node[];
  readonly pods = new Map<string, Pod>();
  readonly events: EventLog;
  readonly mesh: Mesh;
  readonly database: DatabaseCalls;
  readonly users: readonly Users[];
  readonly podMaker: PodMaker;
  readonly lifecycle: PodLifecycle;
  readonly workloads: Workloads;
  readonly services: Services;
  readonly jobs: Jobs;
  readonly autoscaler: Autoscaler;
  readonly quotas: Quotas;
  readonly heartbeats: Heartbeats;
  readonly etcd: EtcdCluster;
  /** What incidents do to workloads, by `namespace/workload`. */
  readonly trouble = new Map<string, Trouble>();
  readonly istiodInbox = new IstiodInbox();
  nowMs: number;
  readonly controlPlane: ControlPlane;
  /** Share of new connections that fail because certificates are no longer accepted. */
  brokenTlsShare = 0;
  #routing: Routing | undefined;
  #isOwnWrite = false;

  constructor({ plan, seed, startMs, networkBase, speed }: ClusterOptions) {
    this.plan = plan;
    this.seed = seed;
    this.speed = speed ?? 1;
    this.nowMs = startMs;
    this.controlPlane = healthyControlPlane(startMs);
    this.random = Random.of(seed, plan.name);
    this.objects = new MemoryStore(() => this.random.uid());
    this.addresses = new Addresses(networkBase);
    this.events = new EventLog(this.objects);
    const days = this.random.between(20, 90);
    this.nodes = plan.nodes.map(
      (node, i) =>
        new Node(
          node,
          this.addresses.node(i),
          i,
          Math.floor(startMs - days * 86_400_000 + i * 600_000),
          this.random.hex(32),
          this.random.uid(),
        ),
    );
    const around = {
      cluster: this as Cluster,
      get nowMs(): number {
        return this.cluster.nowMs;
      },
      get routing(): Routing {
        return this.cluster.routing;
      },
      get brokenTlsShare(): number {
        return this.cluster.brokenTlsShare;
      },
      service(host: string): MeshService | undefined {
        return this.cluster.services.byHost(host);
      },
    };
    this.services = new Services(this);
    const trafficRandom = Random.of(seed, `${plan.name} traffic`);
    let bookinfo: Bookinfo | undefined;
    this.mesh = new Mesh(around, trafficRandom, (pod, request) => bookinfo!.serve(pod, request));
    this.database = new DatabaseCalls(around, trafficRandom, this.mesh.reports.outcomes);
    bookinfo = new Bookinfo({ mesh: this.mesh, database: this.database, random: trafficRandom, trouble: this.trouble });
    this.users = plan.bookinfos.map(
      ({ authority, requestsPerSecond }) => new Users(seed, authority, requestsPerSecond),
    );
    this.podMaker = new PodMaker(this);
    this.lifecycle = new PodLifecycle(this);
    this.workloads = new Workloads(this);
    this.jobs = new Jobs(this);
    this.autoscaler = new Autoscaler(this);
    this.quotas = new Quotas(this);
    this.heartbeats = new Heartbeats(this);
    this.etcd = new EtcdCluster(this);
    this.objects.subscribe((change) => this.#hear(change));
    new FirstObjects(this).write();
    this.workloads.reconcile();
    this.lifecycle.settle();
    this.services.refresh();
  }

  get routing(): Routing {
    this.#routing ??= new Routing(this.objects);
    return this.#routing;
  }

  /** Runs the cluster up to a moment. */
  step(nowMs: number): void {
    const lengthMs = nowMs - this.nowMs;
    if (lengthMs <= 0) return;
    this.nowMs = nowMs;
    this.heartbeats.step();
    this.etcd.step();
    this.jobs.step();
    this.autoscaler.step();
    this.quotas.step();
    this.lifecycle.step();
    this.workloads.step();
    this.services.step();
    this.#traffic(lengthMs);
    this.writePods();
    this.events.sweep(nowMs);
  }

  /** The hour of the day as its users have it. */
  get dayMs(): number {
    return this.nowMs * this.speed;
  }

  /** Writes without taking it for a change that somebody else made. */
  own(write: () => void): void {
    const before = this.#isOwnWrite;
    this.#isOwnWrite = true;
    try {
      write();
    } finally {
      this.#isOwnWrite = before;
    }
  }

  podsWhere(which: (pod: Pod) => boolean): readonly Pod[] {
    return [...this.pods.values()].filter(which);
  }

  podsOf(namespace: string, labels: Readonly<Record<string, string>>): readonly Pod[] {
    const wanted = Object.entries(labels);
    return this.podsWhere(
      (pod) => pod.namespace === namespace && wanted.every(([name, value]) => pod.labels[name] === value),
    );
  }

  /** The pod is gone, its object too. */
  forgetPod(pod: Pod): void {
    this.pods.delete(pod.key);
    if (!pod.hostNetwork) this.addresses.giveBack(pod.ip);
    this.own(() => this.objects.remove('Pod', pod.namespace, pod.name));
    this.services.isDirty = true;
    this.workloads.isDirty = true;
  }

  writePods(): void {
    this.own(() => {
      for (const pod of this.pods.values()) {
        if (!pod.isDirty) continue;
        pod.isDirty = false;
        this.objects.put(podObject(pod));
      }
    });
  }

  writeNode(node: Node): void {
    this.own(() => void this.objects.put(nodeObject(node, this.plan.kubernetesVersion)));
  }

  subject(pod: Pod): EventSubject {
    return { apiVersion: 'v1', kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid };
  }

  #traffic(lengthMs: number): void {
    const gateways = this.podsOf('istio-system', { app: 'istio-ingressgateway' }).filter((pod) => pod.takesTraffic);
    for (const users of this.users) users.step(this.mesh, gateways, this.dayMs, lengthMs);
    const rate = this.plan.plainCallsPerSecond;
    if (rate === 0) return;
    for (const pod of this.podsOf('legacy', { app: 'price-import' })) {
      if (!pod.answers) continue;
      for (let n = this.random.poisson((rate * lengthMs) / 1000); n > 0; n--) {
        const request = { protocol: 'http', path: '/details/0', headers: {}, bytes: 0 } as const;
        this.mesh.call(pod, 'details.bookinfo.svc.cluster.local', request);
      }
    }
  }

  #hear(change: StoreChange): void {
    const { object } = change;
    if (this.istiodInbox.hear(change)) this.#routing = undefined;
    if (object.kind === 'Service') this.services.isDirty = true;
    if (this.#isOwnWrite) return;
    if (WORKLOAD_KINDS.has(object.kind)) this.workloads.touch(change);
    if (object.kind === 'Pod') this.#heardOfPod(change);
    if (object.kind === 'Node' && change.type === 'modified') {
      const node = this.nodes.find(({ name }) => name === object.metadata.name);
      if (node) node.isCordoned = fieldsOf(object['spec'])['unschedulable'] === true;
    }
  }

  #heardOfPod({ type, object }: StoreChange): void {
    const pod = this.pods.get(`${object.metadata.namespace ?? ''}/${object.metadata.name}`);
    if (type === 'deleted') {
      if (pod) {
        pod.deletedMs ??= this.nowMs;
        this.forgetPod(pod);
      }
    } else if (pod === undefined) this.podMaker.adopt(object);
    else if (object.metadata.deletionTimestamp !== undefined && pod.deletedMs === undefined) this.lifecycle.remove(pod);
  }
}

const WORKLOAD_KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'HorizontalPodAutoscaler',
]);
