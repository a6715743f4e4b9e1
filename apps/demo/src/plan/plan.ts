import type { NodePlan } from '../cluster/node.ts';
import type { ContainerSpec } from '../cluster/pod.ts';
import type { NewObject } from '../objects/object-store.ts';

/** A workload that is there from the beginning. */
export interface WorkloadPlan {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob' | 'Static';
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly containers: readonly ContainerSpec[];
  readonly hasSidecar: boolean;
  readonly hostNetwork?: boolean;
  readonly nodeRole?: 'control-plane' | 'worker';
  readonly claim?: { readonly name: string; readonly sizeBytes: number };
  readonly schedule?: string;
  readonly priorityClass?: string;
}

export interface ServicePlan {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort: number }[];
  readonly type?: 'ClusterIP' | 'LoadBalancer' | 'NodePort';
  readonly externalIp?: string;
  readonly headless?: boolean;
}

/** A Bookinfo and the people who use it. */
export interface BookinfoPlan {
  readonly namespace: string;
  /** The host that its users ask for. */
  readonly authority: string;
  readonly requestsPerSecond: number;
}

/** Everything that a cluster begins with. */
export interface ClusterPlan {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly istioVersion: string;
  readonly etcdVersion: string;
  readonly nodes: readonly NodePlan[];
  readonly namespaces: readonly string[];
  readonly workloads: readonly WorkloadPlan[];
  readonly services: readonly ServicePlan[];
  readonly objects: readonly NewObject[];
  readonly bookinfos: readonly BookinfoPlan[];
  /** Calls per second of a client without a sidecar; 0: there is none. */
  readonly plainCallsPerSecond: number;
}

export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

interface Resources {
  /** Request and limit. */
  readonly cpu?: readonly [number, number?];
  readonly memoryMib?: readonly [number, number?];
  readonly args?: readonly string[];
  readonly ports?: readonly (readonly [name: string, port: number])[];
}

export function container(name: string, image: string, { cpu, memoryMib, args, ports }: Resources = {}): ContainerSpec {
  return {
    name,
    image,
    args: args ?? [],
    ports: (ports ?? []).map(([portName, containerPort]) => ({ name: portName, containerPort })),
    cpuRequest: cpu?.[0],
    cpuLimit: cpu?.[1],
    memoryRequest: memoryMib === undefined ? undefined : memoryMib[0] * MIB,
    memoryLimit: memoryMib?.[1] === undefined ? undefined : memoryMib[1] * MIB,
  };
}

export const sidecar = (istioVersion: string, isGateway = false): ContainerSpec =>
  container('istio-proxy', `docker.io/istio/proxyv2:${istioVersion}`, {
    cpu: isGateway ? [0.1, 2] : [0.1, 1],
    memoryMib: isGateway ? [128, 1024] : [128, 512],
    args: ['proxy', isGateway ? 'router' : 'sidecar'],
    ports: [['http-envoy-prom', 15090]],
  });
