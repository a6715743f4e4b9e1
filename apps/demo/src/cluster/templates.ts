import type { NewObject } from '../objects/object-store.ts';
import type { WorkloadPlan } from '../plan/plan.ts';
import type { ContainerSpec } from './pod.ts';
import { bytesText, coresText, parseQuantity } from './quantities.ts';

/** A pod template as far as the model heeds it. */
export interface PodTemplate {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: readonly ContainerSpec[];
  readonly hostNetwork: boolean;
  readonly serviceAccount: string;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly priorityClass: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fieldsOf(value)).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])));

/** Reads `spec.template` of a workload. */
export function readTemplate(template: unknown): PodTemplate {
  const metadata = fieldsOf(fieldsOf(template)['metadata']);
  const spec = fieldsOf(fieldsOf(template)['spec']);
  const [account, priority] = [spec['serviceAccountName'], spec['priorityClassName']];
  return {
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    containers: itemsOf(spec['containers']).map((entry) => readContainer(fieldsOf(entry))),
    hostNetwork: spec['hostNetwork'] === true,
    serviceAccount: typeof account === 'string' ? account : 'default',
    nodeSelector: texts(spec['nodeSelector']),
    priorityClass: typeof priority === 'string' ? priority : undefined,
  };
}

function readContainer(entry: Fields): ContainerSpec {
  const resources = fieldsOf(entry['resources']);
  const [requests, limits] = [fieldsOf(resources['requests']), fieldsOf(resources['limits'])];
  const [cpuLimit, memoryLimit] = [parseQuantity(limits['cpu']), parseQuantity(limits['memory'])];
  return {
    name: String(entry['name'] ?? 'main'),
    image: String(entry['image'] ?? 'scratch:latest'),
    args: [...itemsOf(entry['command']), ...itemsOf(entry['args'])].map(String),
    ports: itemsOf(entry['ports']).map((port) => ({
      name: String(fieldsOf(port)['name'] ?? ''),
      containerPort: Number(fieldsOf(port)['containerPort'] ?? 0),
    })),
    cpuLimit,
    memoryLimit,
    // A limit without a request is the request.
    cpuRequest: parseQuantity(requests['cpu']) ?? cpuLimit,
    memoryRequest: parseQuantity(requests['memory']) ?? memoryLimit,
  };
}

/** A container as objects have it. */
export function containerObject(spec: ContainerSpec): Fields {
  const amounts = (cpu: number | undefined, memory: number | undefined): Fields => ({
    ...(cpu === undefined ? {} : { cpu: coresText(cpu) }),
    ...(memory === undefined ? {} : { memory: bytesText(memory) }),
  });
  const requests = amounts(spec.cpuRequest, spec.memoryRequest);
  const limits = amounts(spec.cpuLimit, spec.memoryLimit);
  return {
    name: spec.name,
    image: spec.image,
    imagePullPolicy: 'IfNotPresent',
    ...(spec.args.length === 0 ? {} : { args: spec.args }),
    ...(spec.ports.length === 0
      ? {}
      : { ports: spec.ports.map(({ name, containerPort }) => ({ name, containerPort, protocol: 'TCP' })) }),
    resources: {
      ...(Object.keys(requests).length === 0 ? {} : { requests }),
      ...(Object.keys(limits).length === 0 ? {} : { limits }),
    },
  };
}

export const INJECTED = 'istio-injection';
export const ROLE_LABEL = 'node-role.kubernetes.io/control-plane';

/** The template that a planned workload begins with; a sidecar is not in it, it is injected. */
export function templateOf(plan: WorkloadPlan): Fields {
  const isGateway = plan.hasSidecar && plan.containers.length === 1;
  const containers = plan.containers.filter(({ name }) => isGateway || name !== 'istio-proxy');
  return {
    metadata: {
      labels: { ...plan.labels, ...plan.podLabels },
      ...(plan.annotations === undefined ? {} : { annotations: plan.annotations }),
    },
    spec: {
      containers: containers.map(containerObject),
      serviceAccountName: plan.serviceAccount,
      restartPolicy: plan.kind === 'CronJob' ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 30,
      ...(plan.hostNetwork === true ? { hostNetwork: true } : {}),
      ...(plan.priorityClass === undefined ? {} : { priorityClassName: plan.priorityClass }),
      ...(plan.nodeRole === undefined ? {} : { nodeSelector: { 'binnacle.example/role': plan.nodeRole } }),
    },
  };
}

/** The workload object of a plan; static pods have none. */
export function workloadObject(plan: WorkloadPlan, createdAt: string): NewObject | undefined {
  const { name, namespace, labels, kind } = plan;
  const metadata = { name, namespace, labels, creationTimestamp: createdAt, generation: 1 };
  const template = templateOf(plan);
  const selector = { matchLabels: labels };
  switch (kind) {
    case 'Deployment':
      return {
        apiVersion: 'apps/v1',
        kind,
        metadata: { ...metadata, annotations: { 'deployment.kubernetes.io/revision': '1' } },
        spec: {
          replicas: plan.replicas,
          selector,
          template,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        },
      };
    case 'StatefulSet':
      return {
        apiVersion: 'apps/v1',
        kind,
        metadata,
        spec: {
          replicas: plan.replicas,
          selector,
          serviceName: labels['app'] ?? name,
          template,
          volumeClaimTemplates:
            plan.claim === undefined
              ? []
              : [
                  {
                    metadata: { name: plan.claim.name },
                    spec: {
                      accessModes: ['ReadWriteOnce'],
                      storageClassName: 'standard',
                      resources: { requests: { storage: bytesText(plan.claim.sizeBytes) } },
                    },
                  },
                ],
        },
      };
    case 'DaemonSet':
      return { apiVersion: 'apps/v1', kind, metadata, spec: { selector, template } };
    case 'CronJob':
      return {
        apiVersion: 'batch/v1',
        kind,
        metadata,
        spec: {
          schedule: plan.schedule ?? '*/5 * * * *',
          concurrencyPolicy: 'Forbid',
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
          jobTemplate: { spec: { template } },
        },
      };
    case 'Static':
      return undefined;
  }
}
