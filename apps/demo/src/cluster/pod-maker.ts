import type { KubeObject } from '@binnacle/kube';
import type { WorkloadIdentity } from '../mesh/identity.ts';
import { Proxy } from '../mesh/proxy.ts';
import { sidecar } from '../plan/plan.ts';
import type { Cluster } from './cluster.ts';
import type { Node } from './node.ts';
import { Container, Pod, type ContainerSpec, type Owner } from './pod.ts';
import { INJECTED, readTemplate, type PodTemplate } from './templates.ts';

export interface NewPod {
  readonly name: string;
  readonly namespace: string;
  readonly template: PodTemplate;
  readonly owner: Owner | undefined;
  readonly node?: Node;
  readonly uid?: string;
  readonly workload: string;
  readonly extraLabels?: Readonly<Record<string, string>>;
  readonly claims?: readonly string[];
}

/** Makes pods as scheduler, admission and injection do between them. */
export class PodMaker {
  readonly #cluster: Cluster;
  readonly #identities = new Map<string, WorkloadIdentity>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** A pod where there is room for it, with a sidecar where the namespace wants one. @returns undefined where no node can take it */
  create(init: NewPod): Pod | undefined {
    const { template, namespace } = init;
    const node = init.node ?? this.#place(template);
    if (node === undefined) return undefined;
    const isInjected = this.#isInjected(namespace, template);
    const labels = { ...template.labels, ...init.extraLabels };
    const app = labels['app'] ?? labels['app.kubernetes.io/name'] ?? init.workload;
    const version = labels['version'] ?? 'latest';
    const hasProxy = isInjected || template.containers.some(({ name }) => name === 'istio-proxy');
    const specs: readonly ContainerSpec[] = isInjected
      ? [...template.containers, sidecar(this.#cluster.plan.istioVersion)]
      : template.containers;
    const pod = new Pod({
      name: init.name,
      namespace,
      uid: init.uid ?? this.#cluster.random.uid(),
      ip: template.hostNetwork ? node.ip : this.#cluster.addresses.pod(node.index),
      node,
      labels: hasProxy
        ? {
            ...labels,
            'security.istio.io/tlsMode': 'istio',
            'service.istio.io/canonical-name': app,
            'service.istio.io/canonical-revision': version,
          }
        : labels,
      annotations: hasProxy
        ? {
            ...template.annotations,
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': '15020',
            'prometheus.io/path': '/stats/prometheus',
            'sidecar.istio.io/status': JSON.stringify({ revision: 'default', containers: ['istio-proxy'] }),
          }
        : template.annotations,
      owner: init.owner,
      hostNetwork: template.hostNetwork,
      serviceAccount: template.serviceAccount,
      createdMs: this.#cluster.nowMs,
      containers: specs.map(
        (spec) => new Container(withNode(spec, node), '', { kind: 'waiting', reason: 'ContainerCreating', untilMs: 0 }),
      ),
      claims: init.claims ?? [],
      priorityClass: template.priorityClass,
    });
    pod.identity = this.#identity(pod, init.workload, app, labels['version']);
    if (hasProxy) pod.proxy = new Proxy('Kubernetes');
    this.#cluster.pods.set(pod.key, pod);
    return pod;
  }

  #place({ nodeSelector, hostNetwork }: PodTemplate): Node | undefined {
    const role = nodeSelector['binnacle.example/role'];
    const load = new Map<Node, number>();
    for (const pod of this.#cluster.pods.values()) load.set(pod.node, (load.get(pod.node) ?? 0) + 1);
    let best: Node | undefined;
    for (const node of this.#cluster.nodes) {
      if (!node.isReady || node.isCordoned) continue;
      if (role === undefined ? node.role === 'control-plane' && !hostNetwork : node.role !== role) continue;
      const pods = load.get(node) ?? 0;
      if (pods < 110 && (best === undefined || pods < load.get(best)!)) {
        best = node;
        if (!load.has(node)) load.set(node, 0);
      }
    }
    return best;
  }

  #isInjected(namespace: string, template: PodTemplate): boolean {
    const labels = this.#cluster.objects.get('Namespace', undefined, namespace)?.metadata.labels;
    return (
      labels?.[INJECTED] === 'enabled' &&
      !template.hostNetwork &&
      template.labels['sidecar.istio.io/inject'] !== 'false' &&
      !template.containers.some(({ name }) => name === 'istio-proxy')
    );
  }

  #identity(pod: Pod, workload: string, app: string, version: string | undefined): WorkloadIdentity {
    const key = `${pod.namespace}/${workload}/${app}/${version ?? ''}/${pod.serviceAccount}`;
    let identity = this.#identities.get(key);
    if (identity === undefined) {
      identity = {
        id: this.#identities.size + 1,
        workload,
        namespace: pod.namespace,
        app,
        version: version ?? 'unknown',
        principal: `spiffe://cluster.local/ns/${pod.namespace}/sa/${pod.serviceAccount}`,
        canonicalService: app,
        canonicalRevision: version ?? 'latest',
      };
      this.#identities.set(key, identity);
    }
    return identity;
  }

  /** A pod that somebody made by hand. */
  adopt(object: KubeObject): void {
    const { name, namespace, uid } = object.metadata;
    const template = readTemplate({ metadata: object.metadata, spec: object['spec'] });
    this.create({ name, namespace: namespace ?? 'default', uid, template, owner: undefined, workload: name });
  }
}

const withNode = (spec: ContainerSpec, node: Node): ContainerSpec => ({
  ...spec,
  args: spec.args.map((arg) => arg.replaceAll('$(NODE_IP)', node.ip).replaceAll('$(NODE_NAME)', node.name)),
});
