import { reported, type Reported } from './reported.ts';

/** Volumes, secrets, quotas and the like. */
export function others(born: number): Reported[] {
  return [
    reported(
      'StatefulSet',
      'apps/v1',
      'shop',
      'postgres',
      {
        spec: {
          replicas: 1,
          serviceName: 'postgres',
          selector: { matchLabels: { app: 'postgres' } },
          template: {
            metadata: { labels: { app: 'postgres' } },
            spec: { containers: [{ name: 'postgres', image: 'docker.io/library/postgres:18' }] },
          },
        },
        status: {
          observedGeneration: 1,
          replicas: 1,
          readyReplicas: 1,
          updatedReplicas: 1,
          currentRevision: 'a',
          updateRevision: 'a',
        },
      },
      born,
    ),
    reported(
      'DaemonSet',
      'apps/v1',
      'kube-system',
      'kube-proxy',
      {
        spec: {
          selector: { matchLabels: { 'k8s-app': 'kube-proxy' } },
          template: { spec: { containers: [{ name: 'kube-proxy', image: 'registry.k8s.io/kube-proxy:v1.34.1' }] } },
        },
        status: {
          observedGeneration: 1,
          desiredNumberScheduled: 3,
          currentNumberScheduled: 3,
          numberReady: 3,
          updatedNumberScheduled: 3,
        },
      },
      born,
    ),
    reported(
      'HorizontalPodAutoscaler',
      'autoscaling/v2',
      'bookinfo',
      'reviews-v1',
      {
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'reviews-v1' },
          minReplicas: 1,
          maxReplicas: 3,
        },
        status: {
          currentReplicas: 3,
          desiredReplicas: 3,
          conditions: [
            {
              type: 'ScalingLimited',
              status: 'True',
              message: 'the desired replica count is more than the maximum replica count',
            },
          ],
        },
      },
      born,
    ),
    reported(
      'PersistentVolumeClaim',
      'v1',
      'shop',
      'data-postgres-0',
      {
        spec: { storageClassName: 'local', volumeName: 'pv-1', accessModes: ['ReadWriteOnce'] },
        status: { phase: 'Bound', capacity: { storage: '20Gi' } },
      },
      born,
    ),
    reported('Secret', 'v1', 'shop', 'db-password', { type: 'Opaque', data: { password: 'aHVudGVyMg==' } }, born),
  ];
}
