import type { KubeObject } from '@binnacle/kube';
import type { NewObject, StoreChange } from '../objects/object-store.ts';
import { Random, hashOf } from '../random.ts';
import type { WorkloadPlan } from '../plan/plan.ts';
import type { Cluster } from './cluster.ts';
import { timeText } from './event-log.ts';
import type { Pod } from './pod.ts';
import { fieldsOf, readTemplate, templateOf } from './templates.ts';

interface Revision {
  readonly name: string;
  readonly uid: string;
  readonly hash: string;
  readonly template: unknown;
  readonly createdAt: string;
  readonly number: number;
}

/** What the controllers of Deployments, StatefulSets and DaemonSets do: as many pods as are asked for. */
export class Workloads {
  isDirty = true;
  readonly #cluster: Cluster;
  /** Revisions of a Deployment, the present one last. */
  readonly #revisions = new Map<string, Revision[]>();
  readonly #written = new Map<string, string>();
  #triedMs = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Somebody changed a workload. */
  touch({ type, object }: StoreChange): void {
    this.isDirty = true;
    if (type !== 'deleted') return;
    const { name, namespace = 'default' } = object.metadata;
    const key = `${object.kind}/${namespace}/${name}`;
    for (const pod of this.#cluster.pods.values()) {
      if (this.#workloadOf(pod) === key && pod.deletedMs === undefined) this.#cluster.lifecycle.remove(pod);
    }
    for (const { name: set } of this.#revisions.get(key) ?? []) {
      this.#cluster.own(() => this.#cluster.objects.remove('ReplicaSet', namespace, set));
    }
    this.#revisions.delete(key);
    this.#written.delete(key);
  }

  step(): void {
    // Once more each second while a pod has no place.
    if (!this.isDirty && this.#cluster.nowMs - this.#triedMs < 15_000) return;
    this.reconcile();
  }

  reconcile(): void {
    const { objects, plan } = this.#cluster;
    this.isDirty = false;
    this.#triedMs = this.#cluster.nowMs;
    for (const workload of plan.workloads) if (workload.kind === 'Static') this.#static(workload);
    for (const object of objects.list('Deployment')) this.#deployment(object);
    for (const object of objects.list('StatefulSet')) this.#statefulSet(object);
    for (const object of objects.list('DaemonSet')) this.#daemonSet(object);
  }

  #workloadOf(pod: Pod): string | undefined {
    const { owner } = pod;
    if (owner === undefined) return undefined;
    if (owner.kind !== 'ReplicaSet') return `${owner.kind}/${pod.namespace}/${owner.name}`;
    for (const [key, revisions] of this.#revisions) {
      if (revisions.some(({ uid }) => uid === owner.uid)) return key;
    }
    return undefined;
  }

  #podsOwnedBy(uid: string): readonly Pod[] {
    return this.#cluster.podsWhere(({ owner, deletedMs }) => owner?.uid === uid && deletedMs === undefined);
  }

  #deployment(object: KubeObject): void {
    const { objects, random, lifecycle } = this.#cluster;
    const { name, namespace = 'default' } = object.metadata;
    const key = `Deployment/${namespace}/${name}`;
    const spec = fieldsOf(object['spec']);
    const want = Number(spec['replicas'] ?? 1);
    let revisions = this.#revisions.get(key);
    if (revisions === undefined) this.#revisions.set(key, (revisions = []));
    const hash = podTemplateHash(spec['template']);
    let present = revisions.at(-1);
    if (present?.hash !== hash) {
      const again = revisions.findIndex((revision) => revision.hash === hash);
      present = {
        name: `${name}-${hash}`,
        uid: again >= 0 ? revisions[again]!.uid : random.uid(),
        hash,
        template: spec['template'],
        createdAt: again >= 0 ? revisions[again]!.createdAt : this.#madeAt(object),
        number: (present?.number ?? 0) + 1,
      };
      if (again >= 0) revisions.splice(again, 1);
      revisions.push(present);
    }
    const pods = this.#podsOwnedBy(present.uid);
    const old = revisions.slice(0, -1).flatMap(({ uid }) => this.#podsOwnedBy(uid));
    const template = readTemplate(present.template);
    for (let i = pods.length; i < want; i++) {
      const pod = this.#cluster.podMaker.create({
        name: `${present.name}-${random.suffix(5)}`,
        namespace,
        template,
        owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: present.name, uid: present.uid },
        workload: name,
        extraLabels: { 'pod-template-hash': hash },
      });
      if (pod === undefined) break;
      this.#event(object, 'SuccessfulCreate', `Created pod: ${pod.name}`);
    }
    // Those that are not ready go first, then the youngest.
    const surplus = [...pods].sort((a, b) => Number(a.isReady) - Number(b.isReady) || b.createdMs - a.createdMs);
    for (const pod of surplus.slice(0, Math.max(0, pods.length - want))) {
      lifecycle.remove(pod);
      this.#event(object, 'SuccessfulDelete', `Deleted pod: ${pod.name}`);
    }
    const ready = pods.filter(({ isReady }) => isReady).length;
    for (const pod of old.slice(0, Math.max(0, old.length - Math.max(0, want - ready)))) lifecycle.remove(pod);
    this.#cluster.own(() => {
      for (const revision of revisions) this.#replicaSet(object, revision, revision === present ? want : 0);
      this.#deploymentStatus(object, want, old, this.#podsOwnedBy(present.uid), present.number);
    });
    if (objects.get('Deployment', namespace, name) === undefined) this.#revisions.delete(key);
  }

  #replicaSet(owner: KubeObject, revision: Revision, want: number): void {
    const { namespace = 'default', name, uid } = owner.metadata;
    const pods = this.#podsOwnedBy(revision.uid);
    const ready = pods.filter(({ isReady }) => isReady).length;
    const labels = { ...readTemplate(revision.template).labels, 'pod-template-hash': revision.hash };
    this.#put(`ReplicaSet/${namespace}/${revision.name}`, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: revision.name,
        namespace,
        uid: revision.uid,
        labels,
        generation: 1,
        creationTimestamp: revision.createdAt,
        annotations: { 'deployment.kubernetes.io/revision': String(revision.number) },
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true },
        ],
      },
      spec: { replicas: want, selector: { matchLabels: labels }, template: revision.template },
      status: {
        replicas: pods.length,
        fullyLabeledReplicas: pods.length,
        readyReplicas: ready,
        availableReplicas: ready,
        observedGeneration: 1,
      },
    });
  }

  #deploymentStatus(
    object: KubeObject,
    want: number,
    old: readonly Pod[],
    pods: readonly Pod[],
    revision: number,
  ): void {
    const all = [...old.filter(({ deletedMs }) => deletedMs === undefined), ...pods];
    const ready = all.filter(({ isReady }) => isReady).length;
    const isAvailable = ready >= want - Math.floor(want / 4);
    const updatedReady = pods.filter(({ isReady }) => isReady).length;
    const at = timeText(this.#cluster.nowMs);
    const before = fieldsOf(object['status'])['conditions'];
    const conditions = [
      {
        type: 'Available',
        status: isAvailable ? 'True' : 'False',
        reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        message: isAvailable
          ? 'Deployment has minimum availability.'
          : 'Deployment does not have minimum availability.',
      },
      {
        type: 'Progressing',
        status: 'True',
        reason: updatedReady >= want ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        message: 'ReplicaSet has successfully progressed.',
      },
    ].map((condition) => {
      const known = (Array.isArray(before) ? before : []).map(fieldsOf).find(({ type }) => type === condition.type);
      const since = known?.['status'] === condition.status ? known['lastTransitionTime'] : at;
      return { ...condition, lastTransitionTime: since ?? at, lastUpdateTime: since ?? at };
    });
    this.#put(`Deployment/${object.metadata.namespace}/${object.metadata.name}`, {
      ...object,
      metadata: {
        ...object.metadata,
        annotations: { ...object.metadata.annotations, 'deployment.kubernetes.io/revision': String(revision) },
      },
      status: {
        observedGeneration: object.metadata.generation ?? 1,
        replicas: all.length,
        updatedReplicas: pods.length,
        readyReplicas: ready,
        availableReplicas: ready,
        ...(want > ready ? { unavailableReplicas: want - ready } : {}),
        conditions,
      },
    });
  }

  #statefulSet(object: KubeObject): void {
    const { lifecycle } = this.#cluster;
    const { name, namespace = 'default', uid } = object.metadata;
    const spec = fieldsOf(object['spec']);
    const want = Number(spec['replicas'] ?? 1);
    const hash = podTemplateHash(spec['template']);
    const claims = (Array.isArray(spec['volumeClaimTemplates']) ? spec['volumeClaimTemplates'] : []).map((entry) =>
      String(fieldsOf(fieldsOf(entry)['metadata'])['name']),
    );
    const revision = `${name}-${hash}`;
    let pods = this.#podsOwnedBy(uid);
    const outdated = pods.find((pod) => pod.labels['controller-revision-hash'] !== revision);
    if (outdated && pods.every(({ isReady }) => isReady)) lifecycle.remove(outdated);
    for (let i = 0; i < want; i++) {
      // The name is free again only when the pod is gone for good.
      if (this.#cluster.pods.has(`${namespace}/${name}-${i}`)) continue;
      this.#cluster.podMaker.create({
        name: `${name}-${i}`,
        namespace,
        template: readTemplate(spec['template']),
        owner: { apiVersion: 'apps/v1', kind: 'StatefulSet', name, uid },
        workload: name,
        extraLabels: {
          'controller-revision-hash': revision,
          'statefulset.kubernetes.io/pod-name': `${name}-${i}`,
          'apps.kubernetes.io/pod-index': String(i),
        },
        claims: claims.map((claim) => `${claim}-${name}-${i}`),
      });
    }
    for (const pod of pods) if (Number(pod.name.slice(name.length + 1)) >= want) lifecycle.remove(pod);
    pods = this.#podsOwnedBy(uid);
    const ready = pods.filter(({ isReady }) => isReady).length;
    const updated = pods.filter((pod) => pod.labels['controller-revision-hash'] === revision).length;
    this.#cluster.own(() =>
      this.#put(`StatefulSet/${namespace}/${name}`, {
        ...object,
        status: {
          observedGeneration: object.metadata.generation ?? 1,
          replicas: pods.length,
          readyReplicas: ready,
          availableReplicas: ready,
          currentReplicas: updated,
          updatedReplicas: updated,
          currentRevision: revision,
          updateRevision: revision,
        },
      }),
    );
  }

  #daemonSet(object: KubeObject): void {
    const { nodes, random, lifecycle } = this.#cluster;
    const { name, namespace = 'default', uid } = object.metadata;
    const spec = fieldsOf(object['spec']);
    const hash = podTemplateHash(spec['template']);
    let pods = this.#podsOwnedBy(uid);
    const outdated = pods.find((pod) => pod.labels['controller-revision-hash'] !== hash);
    if (outdated && pods.every(({ isReady }) => isReady)) lifecycle.remove(outdated);
    for (const node of nodes) {
      if (pods.some((pod) => pod.node === node)) continue;
      this.#cluster.podMaker.create({
        name: `${name}-${random.suffix(5)}`,
        namespace,
        node,
        template: readTemplate(spec['template']),
        owner: { apiVersion: 'apps/v1', kind: 'DaemonSet', name, uid },
        workload: name,
        extraLabels: { 'controller-revision-hash': hash, 'pod-template-generation': '1' },
      });
    }
    pods = this.#podsOwnedBy(uid);
    const ready = pods.filter(({ isReady }) => isReady).length;
    this.#cluster.own(() =>
      this.#put(`DaemonSet/${namespace}/${name}`, {
        ...object,
        status: {
          observedGeneration: object.metadata.generation ?? 1,
          desiredNumberScheduled: nodes.length,
          currentNumberScheduled: pods.length,
          updatedNumberScheduled: pods.filter((pod) => pod.labels['controller-revision-hash'] === hash).length,
          numberMisscheduled: 0,
          numberReady: ready,
          numberAvailable: ready,
          ...(nodes.length > ready ? { numberUnavailable: nodes.length - ready } : {}),
        },
      }),
    );
  }

  #static(plan: WorkloadPlan): void {
    for (const node of this.#cluster.nodes) {
      if (node.role !== 'control-plane') continue;
      const name = `${plan.name}-${node.name}`;
      if (this.#cluster.pods.has(`${plan.namespace}/${name}`)) continue;
      this.#cluster.podMaker.create({
        name,
        namespace: plan.namespace,
        node,
        template: readTemplate(templateOf(plan)),
        owner: {
          apiVersion: 'v1',
          kind: 'Node',
          name: node.name,
          uid: this.#cluster.objects.get('Node', undefined, node.name)?.metadata.uid ?? '',
        },
        workload: name,
      });
    }
  }

  /** Writes what has changed, and nothing else: each write is news to everybody who watches. */
  #put(key: string, object: NewObject): void {
    const { resourceVersion: _version, ...metadata } = object.metadata;
    const text = JSON.stringify({ ...object, metadata });
    if (this.#written.get(key) === text) return;
    this.#written.set(key, text);
    this.#cluster.objects.put(object);
  }

  #madeAt(object: KubeObject): string {
    const made = object.metadata.creationTimestamp;
    const isFirst =
      (this.#revisions.get(`Deployment/${object.metadata.namespace}/${object.metadata.name}`)?.length ?? 0) === 0;
    return isFirst && made !== undefined ? made : timeText(this.#cluster.nowMs);
  }

  #event(object: KubeObject, reason: string, message: string): void {
    const { apiVersion, kind, metadata } = object;
    // At the very start everything has been there for long.
    if (this.#cluster.services.count === 0) return;
    const subject = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name, uid: metadata.uid };
    this.#cluster.events.record(
      this.#cluster.nowMs,
      subject,
      'Normal',
      reason,
      message,
      `${kind.toLowerCase()}-controller`,
    );
  }
}

/**
 * Ten characters that stand for what a pod template says: the same however the API server writes it, with its defaults or
 * without.
 */
function podTemplateHash(template: unknown): string {
  const { labels, annotations, ...rest } = readTemplate(template);
  const sorted = (texts: Readonly<Record<string, string>>): unknown => Object.entries(texts).sort();
  const containers = fieldsOf(fieldsOf(template)['spec'])['containers'];
  const environments = (Array.isArray(containers) ? containers : []).map((one) => fieldsOf(one)['env'] ?? null);
  const text = JSON.stringify([sorted(labels), sorted(annotations), rest, environments]);
  return new Random(hashOf(text)).suffix(10);
}
