import type { KubeObject } from '@binnacle/kube';

/** A deterministic pod such as a mesh has many of: an application, a sidecar, an init container, a projected token. */
export function podOf(index: number, change: number): KubeObject {
  const app = `app-${index % 250}`;
  const node = `node-${index % 100}`;
  const name = `${app}-${(index * 7919).toString(36)}-${index}`;
  const startedAt = new Date(1_760_000_000_000 + index * 1000 + change * 60_000).toISOString();
  const status = (container: string, restarts: number) => ({
    name: container,
    image: `registry.example.com/team/${container}:1.${index % 30}.0`,
    imageID: `registry.example.com/team/${container}@sha256:${String(index % 30).padStart(64, 'a')}`,
    containerID: `containerd://${index.toString(16).padStart(60, '0')}${change.toString(16).padStart(4, '0')}`,
    ready: true,
    started: true,
    restartCount: restarts,
    state: { running: { startedAt } },
    lastState: {},
  });
  const container = (of: string) => ({
    name: of,
    image: `registry.example.com/team/${of}:1.${index % 30}.0`,
    imagePullPolicy: 'IfNotPresent',
    env: [
      ...Array.from({ length: 12 }, (_, i) => ({ name: `SETTING_${i}`, value: `value-${i}-of-${app}` })),
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    readinessProbe: {
      httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [{ name: 'token', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
    securityContext: { runAsUser: 1337, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: `team-${index % 20}`,
      uid: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      resourceVersion: '',
      creationTimestamp: '2025-10-09T08:53:20Z',
      labels: {
        app,
        version: `v${index % 3}`,
        'pod-template-hash': (index * 7919).toString(36),
        'security.istio.io/tlsMode': 'istio',
        'app.kubernetes.io/name': app,
      },
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '15020',
        'sidecar.istio.io/status':
          '{"initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["workload-socket","credential-socket"]}',
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${app}-${(index * 7919).toString(36)}`,
          uid: `rs-${index % 500}`,
          controller: true,
        },
      ],
    },
    spec: {
      nodeName: node,
      serviceAccountName: app,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      initContainers: [container('istio-init')],
      containers: [container('main'), container('istio-proxy')],
      volumes: [
        {
          name: 'token',
          projected: {
            defaultMode: 420,
            sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }],
          },
        },
      ],
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
    },
    status: {
      phase: 'Running',
      qosClass: 'Burstable',
      hostIP: `192.168.${index % 100}.1`,
      podIP: `10.${index % 100}.${index % 250}.7`,
      podIPs: [{ ip: `10.${index % 100}.${index % 250}.7` }],
      startTime: startedAt,
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: startedAt,
      })),
      initContainerStatuses: [
        {
          ...status('istio-init', 0),
          state: { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: startedAt } },
        },
      ],
      containerStatuses: [status('main', change), status('istio-proxy', 0)],
    },
  };
}
