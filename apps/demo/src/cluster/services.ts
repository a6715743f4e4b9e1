import type { MeshService } from '../mesh/surroundings.ts';
import type { ServiceIdentity } from '../mesh/identity.ts';
import type { NewObject } from '../objects/object-store.ts';
import type { Cluster } from './cluster.ts';
import type { Pod } from './pod.ts';
import { timeText } from './event-log.ts';
import { fieldsOf } from './templates.ts';

interface Port {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}

/** Services and their endpoints, as selectors and readiness make them. */
export class Services {
  isDirty = true;
  readonly #cluster: Cluster;
  #byHost = new Map<string, MeshService>();
  readonly #identities = new Map<string, ServiceIdentity>();
  readonly #written = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get count(): number {
    return this.#byHost.size;
  }

  byHost(host: string): MeshService | undefined {
    return this.#byHost.get(host);
  }

  all(): Iterable<MeshService> {
    return this.#byHost.values();
  }

  step(): void {
    if (this.isDirty) this.refresh();
  }

  /** Finds the endpoints of every service again, and writes those that have changed. */
  refresh(): void {
    this.isDirty = false;
    const byHost = new Map<string, MeshService>();
    const seen = new Set<string>();
    for (const object of this.#cluster.objects.list('Service')) {
      const { name, namespace = 'default' } = object.metadata;
      const spec = fieldsOf(object['spec']);
      const selector = Object.entries(fieldsOf(spec['selector'])) as [string, string][];
      const ports = (Array.isArray(spec['ports']) ? spec['ports'] : []).map((entry) => readPort(fieldsOf(entry)));
      const pods =
        selector.length === 0
          ? []
          : this.#cluster.podsWhere(
              (pod) => pod.namespace === namespace && selector.every(([key, value]) => pod.labels[key] === value),
            );
      const ready = pods.filter((pod) => pod.takesTraffic);
      const host = `${name}.${namespace}.svc.cluster.local`;
      byHost.set(host, {
        identity: this.#identity(host, name, namespace),
        port: ports[0]?.port ?? 80,
        endpoints: ready,
      });
      seen.add(`${namespace}/${name}`);
      this.#write(
        name,
        namespace,
        ports,
        pods.filter((pod) => pod.phase === 'Running'),
      );
    }
    for (const key of this.#written.keys()) {
      if (seen.has(key)) continue;
      this.#written.delete(key);
      const [namespace, name] = key.split('/') as [string, string];
      this.#cluster.own(() => {
        this.#cluster.objects.remove('Endpoints', namespace, name);
        this.#cluster.objects.remove('EndpointSlice', namespace, `${name}-demo`);
      });
    }
    this.#byHost = byHost;
  }

  #identity(host: string, name: string, namespace: string): ServiceIdentity {
    let identity = this.#identities.get(host);
    if (identity === undefined) {
      identity = { id: this.#identities.size + 1, host, name, namespace };
      this.#identities.set(host, identity);
    }
    return identity;
  }

  #write(name: string, namespace: string, ports: readonly Port[], pods: readonly Pod[]): void {
    const isApi = namespace === 'default' && name === 'kubernetes';
    const api = this.#cluster.addresses.apiServer;
    const key = `${namespace}/${name}`;
    const shape = isApi ? api : pods.map((pod) => `${pod.uid}${pod.takesTraffic ? '+' : '-'}`).join();
    if (this.#written.get(key) === shape) return;
    this.#written.set(key, shape);
    const service = this.#cluster.objects.get('Service', namespace, name);
    const creationTimestamp = service?.metadata.creationTimestamp ?? timeText(this.#cluster.nowMs);
    const target = (pod: Pod): object => ({ kind: 'Pod', name: pod.name, namespace: pod.namespace, uid: pod.uid });
    const address = (pod: Pod): object => ({ ip: pod.ip, nodeName: pod.node.name, targetRef: target(pod) });
    const ready = pods.filter((pod) => pod.takesTraffic);
    const notReady = pods.filter((pod) => !pod.takesTraffic);
    const endpoints: NewObject = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name, namespace, labels: {}, creationTimestamp },
      subsets:
        pods.length === 0 && !isApi
          ? []
          : [
              {
                ...(isApi ? { addresses: [{ ip: api }] } : {}),
                ...(ready.length > 0 ? { addresses: ready.map(address) } : {}),
                ...(notReady.length > 0 ? { notReadyAddresses: notReady.map(address) } : {}),
                ports: ports.map(({ name: portName, targetPort }) => ({
                  name: portName,
                  port: targetPort,
                  protocol: 'TCP',
                })),
              },
            ],
    };
    const slice: NewObject = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: isApi ? 'kubernetes' : `${name}-demo`,
        namespace,
        labels: { 'kubernetes.io/service-name': name },
        creationTimestamp,
      },
      addressType: 'IPv4',
      ports: ports.map(({ name: portName, targetPort }) => ({ name: portName, port: targetPort, protocol: 'TCP' })),
      endpoints: isApi
        ? [{ addresses: [api], conditions: { ready: true } }]
        : pods.map((pod) => ({
            addresses: [pod.ip],
            conditions: {
              ready: pod.takesTraffic,
              serving: pod.isReady,
              terminating: pod.deletedMs !== undefined,
            },
            nodeName: pod.node.name,
            targetRef: target(pod),
          })),
    };
    this.#cluster.own(() => {
      this.#cluster.objects.put(endpoints);
      this.#cluster.objects.put(slice);
    });
  }
}

const readPort = (port: Readonly<Record<string, unknown>>): Port => ({
  name: String(port['name'] ?? ''),
  port: Number(port['port'] ?? 80),
  targetPort: Number(port['targetPort'] ?? port['port'] ?? 80),
});
