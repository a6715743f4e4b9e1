import type { KubeObject } from '@binnacle/kube';
import { expect, test } from 'vitest';
import { convert } from './conversion.ts';

const object = (kind: string, apiVersion: string, fields: object): KubeObject =>
  ({ kind, apiVersion, metadata: { name: 'x', uid: '1', resourceVersion: '1' }, ...fields }) as unknown as KubeObject;

test.each([
  {
    name: 'an autoscaler',
    kind: 'HorizontalPodAutoscaler',
    one: ['autoscaling/v1', { spec: { maxReplicas: 3, targetCPUUtilizationPercentage: 80 } }],
    other: [
      'autoscaling/v2',
      {
        spec: {
          maxReplicas: 3,
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
          ],
        },
      },
    ],
  },
  {
    name: 'an endpoint slice',
    kind: 'EndpointSlice',
    one: [
      'discovery.k8s.io/v1beta1',
      {
        endpoints: [
          {
            addresses: ['10.0.0.1'],
            nodeName: 'n',
            topology: { 'kubernetes.io/hostname': 'n', 'topology.kubernetes.io/zone': 'z' },
          },
        ],
      },
    ],
    other: ['discovery.k8s.io/v1', { endpoints: [{ addresses: ['10.0.0.1'], nodeName: 'n', zone: 'z' }] }],
  },
  {
    name: 'an ingress',
    kind: 'Ingress',
    one: [
      'networking.k8s.io/v1beta1',
      {
        spec: {
          backend: { serviceName: 'd', servicePort: 80 },
          rules: [{ http: { paths: [{ path: '/', backend: { serviceName: 'web', servicePort: 'http' } }] } }],
        },
      },
    ],
    other: [
      'networking.k8s.io/v1',
      {
        spec: {
          defaultBackend: { service: { name: 'd', port: { number: 80 } } },
          rules: [{ http: { paths: [{ path: '/', backend: { service: { name: 'web', port: { name: 'http' } } } }] } }],
        },
      },
    ],
  },
  {
    name: 'an event',
    kind: 'Event',
    one: ['v1', { involvedObject: { kind: 'Pod' }, message: 'm', count: 2 }],
    other: ['events.k8s.io/v1', { regarding: { kind: 'Pod' }, note: 'm', deprecatedCount: 2 }],
  },
  {
    name: 'a cron job',
    kind: 'CronJob',
    one: ['batch/v1beta1', { spec: { schedule: '* * * * *' } }],
    other: ['batch/v1', { spec: { schedule: '* * * * *' } }],
  },
] as const)('$name is the same in both versions, there and back', ({ kind, one, other }) => {
  const [first, second] = [object(kind, one[0], one[1]), object(kind, other[0], other[1])];
  expect(convert(first, other[0])).toEqual(second);
  expect(convert(second, one[0])).toEqual(first);
});
