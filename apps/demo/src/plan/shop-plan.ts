import type { NewObject } from '../objects/object-store.ts';
import { container, GIB, type ServicePlan, type WorkloadPlan } from './plan.ts';

/** Ordinary workloads outside the mesh, so that there is more than Bookinfo to look at. */
export function shopWorkloads(isLarge: boolean): readonly WorkloadPlan[] {
  const shop = { namespace: 'shop', hasSidecar: false, nodeRole: 'worker' } as const;
  const deployment = (
    name: string,
    replicas: number,
    image: string,
    cpu: readonly [number, number],
    memoryMib: readonly [number, number],
  ): WorkloadPlan => ({
    ...shop,
    kind: 'Deployment',
    name,
    replicas,
    labels: { app: name },
    serviceAccount: 'default',
    containers: [container(name, image, { cpu, memoryMib, ports: [['http', 8080]] })],
  });
  return [
    deployment('web', isLarge ? 3 : 1, 'registry.example/shop/web:2.9.1', [0.1, 0.5], [128, 256]),
    deployment('cart', isLarge ? 2 : 1, 'registry.example/shop/cart:1.12.0', [0.1, 0.4], [192, 384]),
    ...(isLarge ? [deployment('payments', 2, 'registry.example/shop/payments:3.0.4', [0.1, 0.3], [256, 512])] : []),
    {
      ...shop,
      kind: 'StatefulSet',
      name: 'redis',
      replicas: isLarge ? 3 : 1,
      labels: { app: 'redis' },
      serviceAccount: 'default',
      claim: { name: 'data', sizeBytes: 8 * GIB },
      containers: [
        container('redis', 'docker.io/library/redis:7.4.1', {
          cpu: [0.1, 0.5],
          memoryMib: [256, 512],
          ports: [['redis', 6379]],
        }),
      ],
    },
    {
      ...shop,
      kind: 'CronJob',
      name: 'stock-report',
      replicas: 1,
      labels: { app: 'stock-report' },
      serviceAccount: 'default',
      schedule: '*/5 * * * *',
      containers: [
        container('report', 'registry.example/shop/report:0.8.2', { cpu: [0.2, 0.5], memoryMib: [128, 256] }),
      ],
    },
  ];
}

export const shopServices: readonly ServicePlan[] = ['web', 'cart', 'payments', 'redis'].map((name) => ({
  name,
  namespace: 'shop',
  selector: { app: name },
  headless: name === 'redis',
  ports: [
    name === 'redis' ? { name: 'redis', port: 6379, targetPort: 6379 } : { name: 'http', port: 80, targetPort: 8080 },
  ],
}));

export function shopObjects(isLarge: boolean): readonly NewObject[] {
  const namespace = 'shop';
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: isLarge ? 2 : 1,
        maxReplicas: isLarge ? 6 : 2,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    },
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'shop', namespace },
      spec: { hard: { 'requests.cpu': '4', 'requests.memory': '8Gi', pods: '30' } },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'defaults', namespace },
      spec: {
        limits: [
          {
            type: 'Container',
            default: { cpu: '500m', memory: '256Mi' },
            defaultRequest: { cpu: '100m', memory: '128Mi' },
          },
        ],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'shop', namespace },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: 'shop.example',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
            },
          },
        ],
      },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-settings', namespace }, data: { currency: 'EUR' } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'feature-flags', namespace },
      data: { 'flags.json': '{}' },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'payments-key', namespace }, type: 'Opaque', data: {} },
  ];
}
