import type { NewObject } from '../objects/object-store.ts';
import type { Cluster } from './cluster.ts';
import { timeText } from './event-log.ts';
import { bytesText } from './quantities.ts';
import { INJECTED, workloadObject } from './templates.ts';

const DAY_MS = 86_400_000;

/** Writes the objects that a cluster begins with, made on different days. */
export class FirstObjects {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  write(): void {
    const { plan, objects, nodes } = this.#cluster;
    this.#cluster.own(() => {
      for (const node of nodes) {
        node.heartbeatMs = this.#cluster.nowMs;
        this.#cluster.writeNode(node);
      }
      for (const name of plan.namespaces) objects.put(this.#namespace(name));
      for (const service of plan.services) objects.put(this.#service(service));
      objects.put(this.#kubernetesService());
      for (const object of plan.objects) {
        objects.put({
          ...object,
          metadata: { creationTimestamp: this.#daysAgo(15), generation: 1, ...object.metadata },
        });
      }
      for (const workload of plan.workloads) {
        const object = workloadObject(workload, this.#daysAgo(12));
        if (object) objects.put(object);
        if (workload.claim) {
          for (let i = 0; i < workload.replicas; i++)
            this.#claim(workload.namespace, `${workload.claim.name}-${workload.name}-${i}`, workload.claim.sizeBytes);
        }
      }
    });
  }

  #daysAgo(days: number): string {
    const { nowMs, random } = this.#cluster;
    return timeText(nowMs - Math.floor(days * DAY_MS * random.between(0.8, 1.2)));
  }

  #namespace(name: string): NewObject {
    const isMesh = this.#cluster.plan.bookinfos.some(({ namespace }) => namespace === name);
    return {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        creationTimestamp: this.#daysAgo(18),
        labels: { 'kubernetes.io/metadata.name': name, ...(isMesh ? { [INJECTED]: 'enabled' } : {}) },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    };
  }

  #service({
    name,
    namespace,
    selector,
    ports,
    type,
    externalIp,
    headless,
  }: Cluster['plan']['services'][number]): NewObject {
    const clusterIP = headless === true ? 'None' : this.#cluster.addresses.service();
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: selector, creationTimestamp: this.#daysAgo(14) },
      spec: {
        type: type ?? 'ClusterIP',
        clusterIP,
        clusterIPs: [clusterIP],
        selector,
        ports: ports.map((port) => ({ ...port, protocol: 'TCP' })),
        sessionAffinity: 'None',
        ...(externalIp === undefined ? {} : { externalIPs: [externalIp] }),
      },
      status: { loadBalancer: externalIp === undefined ? {} : { ingress: [{ ip: externalIp }] } },
    };
  }

  #kubernetesService(): NewObject {
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
        creationTimestamp: this.#daysAgo(18),
      },
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.96.0.1',
        clusterIPs: ['10.96.0.1'],
        ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }],
        sessionAffinity: 'None',
      },
      status: { loadBalancer: {} },
    };
  }

  #claim(namespace: string, name: string, sizeBytes: number): void {
    const { objects, random } = this.#cluster;
    const volumeName = `pvc-${random.uid()}`;
    const capacity = { storage: bytesText(sizeBytes) };
    const creationTimestamp = this.#daysAgo(12);
    const claim = objects.put({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace, creationTimestamp },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'standard',
        volumeMode: 'Filesystem',
        volumeName,
        resources: { requests: capacity },
      },
      status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity },
    });
    objects.put({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volumeName, creationTimestamp },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity,
        storageClassName: 'standard',
        persistentVolumeReclaimPolicy: 'Delete',
        volumeMode: 'Filesystem',
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid: claim.metadata.uid },
        csi: { driver: 'csi.example.com', volumeHandle: volumeName },
      },
      status: { phase: 'Bound' },
    });
  }
}
