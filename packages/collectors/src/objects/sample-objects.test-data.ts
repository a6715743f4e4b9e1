import { apiVersionOf, kindSpec, type KindName, type KubeObject } from '@binnacle/kube';

const CREATED = '2026-01-13T18:38:00Z';
const at = (seconds: number): string => new Date(Date.parse(CREATED) + seconds * 1000).toISOString();

/** One object of each kind that has every field from which a metric or a label comes. */
const objects: Readonly<Record<MetricKind, Readonly<Record<string, unknown>>>> = {
  Node: {
    metadata: {
      labels: { 'node-role.kubernetes.io/control-plane': '', team: 'sre' },
      annotations: { owner: 'sre@example.com' },
      deletionTimestamp: at(60),
    },
    spec: {
      podCIDR: '10.244.0.0/24',
      providerID: 'aws:///i-1',
      unschedulable: true,
      taints: [
        { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
        { key: 'gone', effect: 'NoExecute' },
      ],
    },
    status: {
      capacity: {
        cpu: '4',
        memory: '16384Ki',
        pods: '110',
        'ephemeral-storage': '10Gi',
        'hugepages-2Mi': '0',
        'nvidia.com/gpu': '2',
        'attachable-volumes-aws-ebs': '39',
        unknown: '7',
      },
      allocatable: { cpu: '3920m', memory: '15Mi', pods: '110' },
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'MemoryPressure', status: 'Unknown' },
      ],
      addresses: [
        { type: 'InternalIP', address: '192.168.0.1' },
        { type: 'Hostname', address: 'sample' },
      ],
      nodeInfo: {
        kernelVersion: '6.1',
        osImage: 'Debian',
        containerRuntimeVersion: 'containerd://2.1',
        kubeletVersion: 'v1.34.0',
        kubeProxyVersion: 'v1.34.0',
        systemUUID: 'uuid-1',
      },
    },
  },
  Namespace: { status: { phase: 'Terminating', conditions: [{ type: 'NamespaceContentRemaining', status: 'True' }] } },
  Pod: {
    metadata: {
      deletionTimestamp: at(600),
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'rs', controller: true },
        { apiVersion: 'v1', kind: 'Thing', name: 'other', uid: 't' },
      ],
    },
    spec: {
      nodeName: 'node1',
      hostNetwork: true,
      priorityClassName: 'high',
      restartPolicy: 'Always',
      runtimeClassName: 'gvisor',
      schedulerName: 'default-scheduler',
      serviceAccountName: 'web',
      overhead: { cpu: '250m', memory: '120Mi' },
      initContainers: [
        {
          name: 'proxy',
          image: 'proxy:1',
          restartPolicy: 'Always',
          resources: { requests: { cpu: '10m' }, limits: { memory: '1Mi' } },
        },
      ],
      containers: [
        {
          name: 'web',
          image: 'web:1',
          resources: {
            requests: { cpu: '100m', memory: '64Mi', 'nvidia.com/gpu': '1' },
            limits: { cpu: '1', memory: '128Mi', 'ephemeral-storage': '1G', 'hugepages-2Mi': '4Mi' },
          },
        },
        { name: 'broken', image: 'broken:1' },
        { name: 'ended', image: 'ended:1' },
      ],
      tolerations: [
        { key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoExecute', tolerationSeconds: 300 },
        { operator: 'Exists' },
      ],
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data', readOnly: true } },
        { name: 'tmp', emptyDir: {} },
      ],
    },
    status: {
      phase: 'Running',
      reason: 'Evicted',
      hostIP: '192.168.0.1',
      podIP: '10.244.0.7',
      podIPs: [{ ip: '10.244.0.7' }, { ip: 'fd00::7' }],
      qosClass: 'Burstable',
      startTime: at(1),
      conditions: [
        { type: 'Initialized', status: 'True', lastTransitionTime: at(2) },
        { type: 'Ready', status: 'True', lastTransitionTime: at(4) },
        { type: 'ContainersReady', status: 'True', lastTransitionTime: at(3) },
        { type: 'PodScheduled', status: 'True', lastTransitionTime: at(1) },
        { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' },
      ],
      initContainerStatuses: [
        {
          name: 'proxy',
          image: 'proxy:1',
          imageID: 'sha256:p',
          containerID: 'containerd://p',
          ready: false,
          restartCount: 2,
          state: { waiting: { reason: 'PodInitializing' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: at(2) } },
        },
        {
          name: 'first',
          image: 'first:1',
          imageID: 'sha256:f',
          containerID: 'containerd://f',
          ready: true,
          restartCount: 0,
          state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: at(1), finishedAt: at(2) } },
          lastState: {},
        },
      ],
      containerStatuses: [
        {
          name: 'web',
          image: 'docker.io/web:1',
          imageID: 'sha256:w',
          containerID: 'containerd://w',
          ready: true,
          restartCount: 0,
          state: { running: { startedAt: at(3) } },
          lastState: {},
        },
        {
          name: 'broken',
          image: 'broken:1',
          imageID: '',
          ready: false,
          restartCount: 5,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: at(3), finishedAt: at(9) } },
        },
        {
          name: 'ended',
          image: 'ended:1',
          imageID: 'sha256:e',
          containerID: 'containerd://e',
          ready: false,
          restartCount: 0,
          state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: at(3), finishedAt: at(8) } },
          lastState: {},
        },
      ],
    },
  },
  Deployment: {
    metadata: { generation: 4 },
    spec: {
      replicas: 10,
      paused: true,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    },
    status: {
      replicas: 11,
      readyReplicas: 9,
      availableReplicas: 8,
      unavailableReplicas: 3,
      updatedReplicas: 5,
      terminatingReplicas: 1,
      observedGeneration: 3,
      conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
    },
  },
  ReplicaSet: {
    metadata: { generation: 2 },
    spec: { replicas: 3 },
    status: { replicas: 3, fullyLabeledReplicas: 2, readyReplicas: 1, observedGeneration: 2 },
  },
  ReplicationController: {
    metadata: { generation: 2 },
    spec: { replicas: 3 },
    status: { replicas: 3, availableReplicas: 1 },
  },
  StatefulSet: {
    metadata: { generation: 2 },
    spec: {
      replicas: 3,
      ordinals: { start: 5 },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
    },
    status: {
      replicas: 3,
      availableReplicas: 2,
      currentReplicas: 1,
      readyReplicas: 2,
      updatedReplicas: 2,
      observedGeneration: 2,
      currentRevision: 'a',
      updateRevision: 'b',
    },
  },
  DaemonSet: {
    metadata: { generation: 2 },
    status: {
      currentNumberScheduled: 1,
      desiredNumberScheduled: 2,
      numberAvailable: 3,
      numberMisscheduled: 4,
      numberReady: 5,
      numberUnavailable: 6,
      observedGeneration: 7,
      updatedNumberScheduled: 8,
    },
  },
  Job: {
    metadata: {
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: 'c', controller: true }],
    },
    spec: { parallelism: 2, completions: 3, activeDeadlineSeconds: 60 },
    status: {
      active: 1,
      ready: 1,
      succeeded: 1,
      failed: 4,
      startTime: at(0),
      completionTime: at(30),
      conditions: [
        { type: 'Complete', status: 'False' },
        { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' },
        { type: 'Suspended', status: 'False' },
      ],
    },
  },
  CronJob: {
    spec: {
      schedule: '*/5 * * * *',
      timeZone: 'Europe/Berlin',
      concurrencyPolicy: 'Forbid',
      suspend: false,
      startingDeadlineSeconds: 100,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    },
    status: { active: [{ name: 'a' }], lastScheduleTime: at(120), lastSuccessfulTime: at(130) },
  },
  Service: {
    spec: {
      type: 'LoadBalancer',
      clusterIP: '10.0.0.1',
      externalName: 'db.example.com',
      loadBalancerIP: '1.2.3.4',
      externalTrafficPolicy: 'Local',
      externalIPs: ['5.6.7.8'],
    },
    status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { hostname: 'lb.example.com' }] } },
  },
  Endpoints: {
    subsets: [
      {
        addresses: [{ ip: '10.244.0.7' }],
        notReadyAddresses: [{ ip: '10.244.0.8' }],
        ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
      },
    ],
  },
  EndpointSlice: {
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['10.244.0.7', '10.244.0.8'],
        conditions: { ready: true, serving: true, terminating: false },
        hostname: 'web-0',
        nodeName: 'node1',
        zone: 'a',
        targetRef: { kind: 'Pod', name: 'web', namespace: 'default' },
        hints: { forZones: [{ name: 'a' }] },
      },
    ],
    ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
  },
  Ingress: {
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'web.example',
          http: {
            paths: [
              { path: '/', backend: { service: { name: 'web', port: { number: 80 } } } },
              {
                path: '/static',
                backend: { resource: { apiGroup: 'storage.example', kind: 'Bucket', name: 'static' } },
              },
            ],
          },
        },
      ],
      tls: [{ hosts: ['web.example'], secretName: 'web-tls' }],
    },
  },
  HorizontalPodAutoscaler: {
    metadata: { generation: 2 },
    spec: {
      minReplicas: 2,
      maxReplicas: 8,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        {
          type: 'ContainerResource',
          containerResource: {
            name: 'memory',
            container: 'web',
            target: { type: 'AverageValue', averageValue: '500Mi' },
          },
        },
        {
          type: 'Pods',
          pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '1500m' } },
        },
        { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: '30' } } },
        { type: 'Object', object: { metric: { name: 'hits' }, target: { type: 'Value', value: '2k' } } },
      ],
    },
    status: {
      currentReplicas: 3,
      desiredReplicas: 4,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 91, averageValue: '182m' } } },
      ],
      conditions: [{ type: 'ScalingLimited', status: 'False' }],
    },
  },
  PodDisruptionBudget: {
    status: { currentHealthy: 1, desiredHealthy: 2, disruptionsAllowed: 3, expectedPods: 4, observedGeneration: 5 },
  },
  PersistentVolume: {
    metadata: { deletionTimestamp: at(60) },
    spec: {
      capacity: { storage: '5Gi' },
      storageClassName: 'fast',
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Block',
      claimRef: { name: 'data', namespace: 'default' },
      gcePersistentDisk: { pdName: 'pd' },
      awsElasticBlockStore: { volumeID: 'vol-1' },
      azureDisk: { diskName: 'disk' },
      fc: { wwids: ['w1', 'w2'], lun: 0, targetWWNs: ['t1'] },
      iscsi: { targetPortal: 'p', iqn: 'iqn.x', lun: 1, initiatorName: 'i' },
      nfs: { server: 'nfs', path: '/export' },
      csi: { driver: 'ebs.csi', volumeHandle: 'h' },
      local: { path: '/mnt', fsType: 'ext4' },
      hostPath: { path: '/data', type: 'Directory' },
    },
    status: { phase: 'Bound' },
  },
  PersistentVolumeClaim: {
    metadata: { deletionTimestamp: at(60) },
    spec: {
      storageClassName: 'fast',
      volumeName: 'pv',
      volumeMode: 'Filesystem',
      accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
      resources: { requests: { storage: '5Gi' } },
    },
    status: { phase: 'Bound', conditions: [{ type: 'Resizing', status: 'True' }] },
  },
  StorageClass: { provisioner: 'ebs.csi', reclaimPolicy: 'Retain', volumeBindingMode: 'WaitForFirstConsumer' },
  ResourceQuota: {
    status: { hard: { pods: '10', 'requests.cpu': '1500m', 'limits.memory': '2Gi' }, used: { pods: '3' } },
  },
  LimitRange: {
    spec: {
      limits: [
        {
          type: 'Container',
          max: { cpu: '2' },
          min: { cpu: '10m' },
          default: { memory: '128Mi' },
          defaultRequest: { memory: '64Mi' },
          maxLimitRequestRatio: { cpu: '4' },
        },
      ],
    },
  },
  ConfigMap: {},
  Secret: { type: 'kubernetes.io/tls' },
  ClusterRole: {},
  Lease: {
    metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'node1', uid: 'n' }] },
    spec: { holderIdentity: 'node1', renewTime: '2026-01-13T18:40:16.123456Z' },
  },
  CertificateSigningRequest: {
    spec: { signerName: 'kubernetes.io/kubelet-serving' },
    status: { certificate: 'Y2VydA==', conditions: [{ type: 'Approved', status: 'True' }] },
  },
  NetworkPolicy: { spec: { ingress: [{}, {}], egress: [{}] } },
  VolumeAttachment: {
    spec: { attacher: 'ebs.csi', nodeName: 'node1', source: { persistentVolumeName: 'pv' } },
    status: { attached: true, attachmentMetadata: { devicePath: '/dev/xvdb' } },
  },
  MutatingWebhookConfiguration: {},
  ValidatingWebhookConfiguration: {},
};

type MetricKind = Exclude<
  KindName,
  | 'Event'
  | 'VirtualService'
  | 'DestinationRule'
  | 'Gateway'
  | 'ServiceEntry'
  | 'WorkloadEntry'
  | 'Sidecar'
  | 'PeerAuthentication'
  | 'RequestAuthentication'
  | 'AuthorizationPolicy'
  | 'ServiceMonitor'
  | 'PodMonitor'
>;

export const sampleKinds = Object.keys(objects) as readonly MetricKind[];

/** The sample of a kind, called `sample`. */
export function sampleObject(kind: MetricKind): KubeObject {
  const { group, versions, scope } = kindSpec(kind);
  const { metadata, ...rest } = objects[kind] as { metadata?: object };
  return {
    apiVersion: apiVersionOf({ group, version: versions[0] ?? '' }),
    kind,
    metadata: {
      name: 'sample',
      ...(scope === 'namespaced' ? { namespace: 'default' } : {}),
      uid: `uid-${kind}`,
      resourceVersion: '77',
      creationTimestamp: CREATED,
      ...metadata,
    },
    ...rest,
  };
}
