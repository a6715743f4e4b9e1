import type { ContainerObject, EventReportInput, HostObject, ObjectReportInput } from '@binnacle/api';

type Json = Readonly<Record<string, unknown>>;
type Reported = NonNullable<ObjectReportInput['changed']>[number];

const HOUR = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** A uid that looks like one and is the same in every run. */
export function uidOf(text: string): string {
  let hash = 2_166_136_261;
  const part = (): string => {
    for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 16_777_619);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  const [a, b, c, d] = [part(), part(), part(), part()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(0, 3)}-${c.slice(3)}${d}`.slice(0, 36);
}

let version = 100_000;
function reported(
  kind: string,
  apiVersion: string,
  namespace: string,
  name: string,
  rest: Json,
  createdAtMs: number,
): Reported {
  const { metadata = {}, ...object } = rest as { metadata?: Json };
  const uid = uidOf(`${kind}/${namespace}/${name}`);
  return {
    kind,
    apiVersion,
    uid,
    namespace,
    name,
    object: {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespace === '' ? {} : { namespace }),
        uid,
        resourceVersion: String(++version),
        generation: 1,
        creationTimestamp: iso(createdAtMs),
        ...metadata,
      },
      ...object,
    },
  };
}

const owner = (kind: string, apiVersion: string, namespace: string, name: string): Json => ({
  ownerReferences: [
    { apiVersion, kind, name, uid: uidOf(`${kind}/${namespace}/${name}`), controller: true, blockOwnerDeletion: true },
  ],
});

export type PodTrouble = 'none' | 'crash' | 'oom' | 'pending' | 'image' | 'init' | 'done' | 'ending';

interface PodShape {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly version: string;
  readonly node: string;
  readonly index: number;
  readonly image: string;
  readonly owner: Json;
  readonly hash?: string;
  readonly sidecar?: boolean;
  readonly trouble?: PodTrouble;
  readonly createdAtMs: number;
}

/** A pod as the API server gives it, well or in one of the troubles that pods have. */
export function samplePod(it: PodShape): Reported {
  const { trouble = 'none', sidecar = true } = it;
  const pending = trouble === 'pending';
  const started = { running: { startedAt: iso(it.createdAtMs + 8000) } };
  const killed = (reason: string, exitCode: number): Json => ({
    exitCode,
    reason,
    startedAt: iso(it.createdAtMs + 8000),
    finishedAt: iso(it.createdAtMs + HOUR),
    containerID: `containerd://${uidOf(it.name)}`,
  });
  const state: Readonly<Record<PodTrouble, Json>> = {
    none: { state: started, ready: true, started: true, restartCount: 0 },
    ending: { state: started, ready: true, started: true, restartCount: 0 },
    crash: {
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off 5m0s restarting failed container=${it.app} pod=${it.name}`,
        },
      },
      lastState: { terminated: killed('Error', 1) },
      ready: false,
      started: false,
      restartCount: 14,
    },
    oom: {
      state: started,
      lastState: { terminated: killed('OOMKilled', 137) },
      ready: true,
      started: true,
      restartCount: 3,
    },
    image: {
      state: { waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${it.image}"` } },
      ready: false,
      started: false,
      restartCount: 0,
    },
    init: { state: { waiting: { reason: 'PodInitializing' } }, ready: false, started: false, restartCount: 0 },
    done: { state: { terminated: killed('Completed', 0) }, ready: false, started: false, restartCount: 0 },
    pending: {},
  };
  const containers = [it.app, ...(sidecar ? ['istio-proxy'] : [])];
  const ready = trouble === 'none' || trouble === 'oom' || trouble === 'ending';
  return reported(
    'Pod',
    'v1',
    it.namespace,
    it.name,
    {
      metadata: {
        labels: {
          app: it.app,
          version: it.version,
          ...(it.hash === undefined ? {} : { 'pod-template-hash': it.hash }),
          ...(sidecar ? { 'security.istio.io/tlsMode': 'istio', 'service.istio.io/canonical-name': it.app } : {}),
        },
        annotations: {
          'prometheus.io/scrape': 'true',
          'prometheus.io/port': '15020',
          'prometheus.io/path': '/stats/prometheus',
        },
        ...it.owner,
        ...(trouble === 'ending' ? { deletionTimestamp: iso(it.createdAtMs + HOUR) } : {}),
      },
      spec: {
        serviceAccountName: `bookinfo-${it.app}`,
        restartPolicy: trouble === 'done' ? 'Never' : 'Always',
        ...(pending ? {} : { nodeName: it.node }),
        ...(sidecar ? { initContainers: [{ name: 'istio-init', image: 'docker.io/istio/proxyv2:1.27.1' }] } : {}),
        containers: containers.map((name) => ({
          name,
          image: name === 'istio-proxy' ? 'docker.io/istio/proxyv2:1.27.1' : it.image,
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
          ports:
            name === 'istio-proxy' ? [{ containerPort: 15_090, name: 'http-envoy-prom' }] : [{ containerPort: 9080 }],
        })),
      },
      status: {
        phase:
          pending || trouble === 'image' || trouble === 'init'
            ? 'Pending'
            : trouble === 'done'
              ? 'Succeeded'
              : 'Running',
        qosClass: 'Burstable',
        conditions: pending
          ? [
              {
                type: 'PodScheduled',
                status: 'False',
                reason: 'Unschedulable',
                message: '0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available.',
              },
            ]
          : [
              { type: 'Initialized', status: trouble === 'init' ? 'False' : 'True' },
              {
                type: 'Ready',
                status: ready ? 'True' : 'False',
                message: ready ? '' : `containers with unready status: [${it.app}]`,
              },
              { type: 'PodScheduled', status: 'True' },
            ],
        ...(pending
          ? {}
          : {
              hostIP: '10.0.0.1',
              podIP: `10.244.${it.index >> 8}.${it.index & 255}`,
              podIPs: [{ ip: `10.244.${it.index >> 8}.${it.index & 255}` }],
              startTime: iso(it.createdAtMs),
              ...(sidecar
                ? {
                    initContainerStatuses: [
                      {
                        name: 'istio-init',
                        ready: trouble !== 'init',
                        restartCount: 0,
                        state: trouble === 'init' ? started : { terminated: killed('Completed', 0) },
                      },
                    ],
                  }
                : {}),
              containerStatuses: containers.map((name) => ({
                name,
                image: name === 'istio-proxy' ? 'docker.io/istio/proxyv2:1.27.1' : it.image,
                containerID: `containerd://${uidOf(it.name + name)}`,
                ...(name === 'istio-proxy' && trouble !== 'init' && trouble !== 'done' ? state.none : state[trouble]),
              })),
            }),
      },
    },
    it.createdAtMs,
  );
}

interface Deployed {
  readonly namespace: string;
  readonly app: string;
  readonly version: string;
  readonly image: string;
  readonly replicas: number;
  readonly troubles?: readonly PodTrouble[];
  readonly sidecar?: boolean;
}

const DEPLOYED: readonly Deployed[] = [
  {
    namespace: 'bookinfo',
    app: 'productpage',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-productpage-v1:1.20.3',
    replicas: 2,
  },
  {
    namespace: 'bookinfo',
    app: 'details',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-details-v1:1.20.3',
    replicas: 1,
  },
  {
    namespace: 'bookinfo',
    app: 'ratings',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-ratings-v1:1.20.3',
    replicas: 1,
    troubles: ['crash'],
  },
  {
    namespace: 'bookinfo',
    app: 'reviews',
    version: 'v1',
    image: 'docker.io/istio/examples-bookinfo-reviews-v1:1.20.3',
    replicas: 3,
  },
  {
    namespace: 'bookinfo',
    app: 'reviews',
    version: 'v2',
    image: 'docker.io/istio/examples-bookinfo-reviews-v2:1.20.3',
    replicas: 2,
    troubles: ['none', 'oom'],
  },
  {
    namespace: 'bookinfo',
    app: 'reviews',
    version: 'v3',
    image: 'docker.io/istio/examples-bookinfo-reviews-v3:1.20.3',
    replicas: 2,
    troubles: ['pending', 'image'],
  },
  {
    namespace: 'istio-system',
    app: 'istiod',
    version: '1.27.1',
    image: 'docker.io/istio/pilot:1.27.1',
    replicas: 1,
    sidecar: false,
  },
  {
    namespace: 'istio-system',
    app: 'istio-ingressgateway',
    version: '1.27.1',
    image: 'docker.io/istio/proxyv2:1.27.1',
    replicas: 2,
    sidecar: false,
  },
  {
    namespace: 'kube-system',
    app: 'coredns',
    version: 'v1.12',
    image: 'registry.k8s.io/coredns/coredns:v1.12.1',
    replicas: 2,
    sidecar: false,
  },
  {
    namespace: 'shop',
    app: 'checkout',
    version: 'v1',
    image: 'registry.example.org/shop/checkout:2026.11.3',
    replicas: 2,
    troubles: ['init', 'ending'],
  },
];

const NODES = ['cp-1', 'worker-1', 'worker-2'];

/** A small cluster with Bookinfo on Istio, in which some things are wrong: what an agent would send after its first lists. */
export function sampleCluster(nowMs: number): Reported[] {
  version = 100_000;
  const born = nowMs - 26 * HOUR;
  const objects: Reported[] = NODES.map((name, i) => sampleNode(name, i, nowMs - 40 * 24 * HOUR));
  for (const [name, labels] of [
    ['bookinfo', { 'istio-injection': 'enabled' }],
    ['istio-system', {}],
    ['kube-system', {}],
    ['shop', { 'istio-injection': 'enabled' }],
  ] as const) {
    objects.push(reported('Namespace', 'v1', '', name, { metadata: { labels }, status: { phase: 'Active' } }, born));
  }
  let index = 10;
  for (const it of DEPLOYED) objects.push(...deployed(it, () => index++, born));
  objects.push(...services(born), ...mesh(born), ...batch(nowMs), ...others(born));
  return objects;
}

function sampleNode(name: string, i: number, createdAtMs: number): Reported {
  return reported(
    'Node',
    'v1',
    '',
    name,
    {
      metadata: {
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          ...(i === 0 ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        },
      },
      spec: {
        podCIDR: `10.244.${i}.0/24`,
        ...(i === 0 ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {}),
        ...(i === 2 ? { unschedulable: true } : {}),
      },
      status: {
        addresses: [
          { type: 'InternalIP', address: `10.0.0.${i + 1}` },
          { type: 'Hostname', address: name },
        ],
        capacity: { cpu: '8', memory: '32Gi', pods: '110' },
        allocatable: { cpu: '7910m', memory: '31254Mi', pods: '110' },
        conditions: [
          {
            type: 'MemoryPressure',
            status: i === 1 ? 'True' : 'False',
            message: i === 1 ? 'kubelet has insufficient memory available' : '',
          },
          { type: 'DiskPressure', status: 'False' },
          { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
        ],
        nodeInfo: {
          kubeletVersion: 'v1.34.1',
          osImage: 'Debian GNU/Linux 13 (trixie)',
          kernelVersion: '6.12.48+deb13-amd64',
          containerRuntimeVersion: 'containerd://2.2.0',
          architecture: 'amd64',
        },
      },
    },
    createdAtMs,
  );
}

function deployed(it: Deployed, next: () => number, born: number): Reported[] {
  const name =
    it.app === it.version || !it.version.startsWith('v')
      ? it.app
      : it.app === 'coredns'
        ? it.app
        : `${it.app}-${it.version}`;
  const hash = uidOf(name).slice(0, 9).replace('-', '');
  const set = `${name}-${hash}`;
  const labels = { app: it.app, version: it.version };
  const template = {
    metadata: { labels },
    spec: {
      serviceAccountName: `bookinfo-${it.app}`,
      containers: [{ name: it.app, image: it.image, ports: [{ containerPort: 9080 }] }],
    },
  };
  const troubles = Array.from({ length: it.replicas }, (_, i) => it.troubles?.[i] ?? 'none');
  const ready = troubles.filter((trouble) => trouble === 'none' || trouble === 'oom').length;
  const status = {
    observedGeneration: 1,
    replicas: it.replicas,
    updatedReplicas: it.replicas,
    readyReplicas: ready,
    availableReplicas: ready,
  };
  const spec = { replicas: it.replicas, selector: { matchLabels: labels }, template };
  return [
    reported(
      'Deployment',
      'apps/v1',
      it.namespace,
      name,
      {
        metadata: { labels, annotations: { 'deployment.kubernetes.io/revision': '1' } },
        spec: { ...spec, strategy: { type: 'RollingUpdate' } },
        status,
      },
      born,
    ),
    reported(
      'ReplicaSet',
      'apps/v1',
      it.namespace,
      set,
      {
        metadata: {
          labels: { ...labels, 'pod-template-hash': hash },
          ...owner('Deployment', 'apps/v1', it.namespace, name),
        },
        spec,
        status,
      },
      born,
    ),
    ...troubles.map((trouble, i) =>
      samplePod({
        namespace: it.namespace,
        name: `${set}-${uidOf(`${set}${i}`).slice(0, 5)}`,
        app: it.app,
        version: it.version,
        node: NODES[(next() % 2) + 1]!,
        index: next(),
        image: it.image,
        owner: owner('ReplicaSet', 'apps/v1', it.namespace, set),
        hash,
        trouble,
        createdAtMs: born + i * HOUR,
        ...(it.sidecar === undefined ? {} : { sidecar: it.sidecar }),
      }),
    ),
  ];
}

function services(born: number): Reported[] {
  const service = (
    namespace: string,
    name: string,
    port: number,
    ready: number,
    total: number,
    spec: Json = {},
  ): Reported[] => [
    reported(
      'Service',
      'v1',
      namespace,
      name,
      {
        metadata: { labels: { app: name } },
        spec: {
          type: 'ClusterIP',
          clusterIP: `10.96.${name.length}.${port % 250}`,
          selector: { app: name },
          ports: [{ name: 'http', port, targetPort: port, protocol: 'TCP' }],
          ...spec,
        },
      },
      born,
    ),
    reported(
      'EndpointSlice',
      'discovery.k8s.io/v1',
      namespace,
      `${name}-${uidOf(name).slice(0, 5)}`,
      {
        metadata: { labels: { 'kubernetes.io/service-name': name }, ...owner('Service', 'v1', namespace, name) },
        addressType: 'IPv4',
        endpoints: Array.from({ length: total }, (_, i) => ({
          addresses: [`10.244.0.${i + 1}`],
          conditions: { ready: i < ready },
        })),
        ports: [{ name: 'http', port, protocol: 'TCP' }],
      },
      born,
    ),
  ];
  return [
    ...service('bookinfo', 'productpage', 9080, 2, 2),
    ...service('bookinfo', 'details', 9080, 1, 1),
    ...service('bookinfo', 'ratings', 9080, 0, 1),
    ...service('bookinfo', 'reviews', 9080, 5, 6),
    ...service('istio-system', 'istiod', 15_012, 1, 1),
    ...service('istio-system', 'istio-ingressgateway', 80, 2, 2, { type: 'LoadBalancer' }),
  ];
}

function mesh(born: number): Reported[] {
  const api = 'networking.istio.io/v1';
  return [
    reported(
      'VirtualService',
      api,
      'bookinfo',
      'reviews',
      {
        spec: {
          hosts: ['reviews'],
          http: [
            {
              name: 'jason',
              match: [{ headers: { 'end-user': { exact: 'jason' } } }],
              route: [{ destination: { host: 'reviews', subset: 'v2' } }],
            },
            {
              route: [
                { destination: { host: 'reviews', subset: 'v1' }, weight: 90 },
                { destination: { host: 'reviews', subset: 'v3' }, weight: 10 },
              ],
              timeout: '2s',
              retries: { attempts: 3, perTryTimeout: '1s' },
            },
          ],
        },
      },
      born,
    ),
    reported(
      'VirtualService',
      api,
      'bookinfo',
      'bookinfo',
      {
        spec: {
          hosts: ['*'],
          gateways: ['bookinfo-gateway'],
          http: [
            {
              match: [{ uri: { exact: '/productpage' } }, { uri: { prefix: '/static' } }],
              route: [{ destination: { host: 'productpage', port: { number: 9080 } } }],
            },
          ],
        },
      },
      born,
    ),
    reported(
      'Gateway',
      api,
      'bookinfo',
      'bookinfo-gateway',
      {
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
        },
      },
      born,
    ),
    reported(
      'DestinationRule',
      api,
      'bookinfo',
      'reviews',
      {
        spec: {
          host: 'reviews',
          trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' }, outlierDetection: { consecutive5xxErrors: 5 } },
          subsets: ['v1', 'v2', 'v3'].map((name) => ({ name, labels: { version: name } })),
        },
        status: {
          validationMessages: [
            { level: 'WARNING', type: { code: 'IST0118', name: 'PortNameIsNotUnderNamingConvention' } },
          ],
        },
      },
      born,
    ),
    reported(
      'PeerAuthentication',
      'security.istio.io/v1',
      'istio-system',
      'default',
      { spec: { mtls: { mode: 'STRICT' } } },
      born,
    ),
    reported(
      'PeerAuthentication',
      'security.istio.io/v1',
      'bookinfo',
      'ratings',
      { spec: { selector: { matchLabels: { app: 'ratings' } }, mtls: { mode: 'DISABLE' } } },
      born,
    ),
    reported(
      'AuthorizationPolicy',
      'security.istio.io/v1',
      'bookinfo',
      'reviews-viewer',
      {
        spec: {
          selector: { matchLabels: { app: 'reviews' } },
          action: 'ALLOW',
          rules: [{ from: [{ source: { principals: ['cluster.local/ns/bookinfo/sa/bookinfo-productpage'] } }] }],
        },
      },
      born,
    ),
    reported(
      'ServiceEntry',
      api,
      'bookinfo',
      'payments',
      {
        spec: {
          hosts: ['api.payments.example.com'],
          location: 'MESH_EXTERNAL',
          resolution: 'DNS',
          ports: [{ number: 443, name: 'https', protocol: 'TLS' }],
        },
      },
      born,
    ),
  ];
}

function batch(nowMs: number): Reported[] {
  const container = { name: 'backup', image: 'registry.example.org/shop/backup:7' };
  const template = { spec: { containers: [container], restartPolicy: 'Never' } };
  const run = nowMs - 2 * HOUR;
  return [
    reported(
      'CronJob',
      'batch/v1',
      'shop',
      'backup',
      {
        spec: { schedule: '0 */2 * * *', timeZone: 'Europe/Lisbon', jobTemplate: { spec: { template } } },
        status: { lastScheduleTime: iso(run), lastSuccessfulTime: iso(run + 60_000) },
      },
      nowMs - 200 * HOUR,
    ),
    reported(
      'Job',
      'batch/v1',
      'shop',
      'backup-29401',
      {
        metadata: owner('CronJob', 'batch/v1', 'shop', 'backup'),
        spec: { completions: 1, template },
        status: {
          succeeded: 1,
          startTime: iso(run),
          completionTime: iso(run + 60_000),
          conditions: [{ type: 'Complete', status: 'True' }],
        },
      },
      run,
    ),
    samplePod({
      namespace: 'shop',
      name: 'backup-29401-x7k2p',
      app: 'backup',
      version: 'v7',
      node: 'worker-1',
      index: 900,
      image: container.image,
      owner: owner('Job', 'batch/v1', 'shop', 'backup-29401'),
      sidecar: false,
      trouble: 'done',
      createdAtMs: run,
    }),
    reported(
      'Job',
      'batch/v1',
      'shop',
      'migrate-schema',
      {
        spec: { completions: 1, backoffLimit: 4, template },
        status: {
          failed: 5,
          startTime: iso(run),
          conditions: [
            {
              type: 'Failed',
              status: 'True',
              reason: 'BackoffLimitExceeded',
              message: 'Job has reached the specified backoff limit',
            },
          ],
        },
      },
      run,
    ),
  ];
}

function others(born: number): Reported[] {
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

/** A machine and the containers of its Docker, as the agent on it finds them. */
export function sampleHost(nowMs: number, host = 'docker-1'): Reported[] {
  const machine: HostObject = {
    metadata: { name: host, uid: uidOf(host), labels: {} },
    os: 'Debian GNU/Linux 13 (trixie)',
    kernel: '6.12.48+deb13-amd64',
    architecture: 'x86_64',
    cpuCores: 4,
    cpuModel: 'AMD EPYC 9354P',
    memoryBytes: 16 * 2 ** 30,
    ips: ['192.168.7.21'],
    runtimes: ['docker 29.1.0'],
    bootedAt: iso(nowMs - 12 * 24 * HOUR),
    agentVersion: '0.1.0',
  };
  const container = (name: string, image: string, more: Partial<ContainerObject>): ContainerObject => ({
    metadata: {
      name,
      uid: uidOf(host + name).replaceAll('-', ''),
      creationTimestamp: iso(nowMs - 30 * HOUR),
      labels: { 'com.docker.compose.project': 'web' },
    },
    host,
    runtime: 'docker',
    image,
    state: 'running',
    restartCount: 0,
    startedAt: iso(nowMs - 30 * HOUR),
    ...more,
  });
  const containers = [
    container('web-nginx-1', 'nginx:1.29', {
      health: 'healthy',
      ip: '172.18.0.2',
      ports: [{ containerPort: 80, hostPort: 8080, hostIp: '0.0.0.0' }],
      limits: { memoryBytes: 256 * 2 ** 20 },
    }),
    container('web-redis-1', 'redis:8.2', { ip: '172.18.0.3' }),
    container('web-worker-1', 'registry.example.org/web/worker:41', {
      state: 'exited',
      exitCode: 137,
      oomKilled: true,
      finishedAt: iso(nowMs - HOUR),
      restartCount: 6,
    }),
    container('web-migrate-1', 'registry.example.org/web/worker:41', {
      state: 'exited',
      exitCode: 0,
      finishedAt: iso(nowMs - 29 * HOUR),
    }),
  ];
  return [
    { kind: 'Host', uid: machine.metadata.uid, name: host, object: { ...machine } },
    ...containers.map((it): Reported => ({
      kind: 'Container',
      uid: it.metadata.uid,
      name: it.metadata.name,
      object: { ...it },
    })),
  ];
}

/** Events of the sample cluster, over the last six hours. */
export function sampleEvents(nowMs: number, objects: readonly Reported[]): EventReportInput['events'] {
  const find = (kind: string, part: string): Reported => {
    const found = objects.find((it) => it.kind === kind && it.name.includes(part));
    if (found === undefined) throw new Error(`BUG: the sample has no ${kind} ${part}`);
    return found;
  };
  const event = (
    about: Reported,
    type: string,
    reason: string,
    message: string,
    minutesAgo: number,
    count: number,
    component: string,
  ): EventReportInput['events'][number] => ({
    uid: uidOf(`${about.uid}${reason}${minutesAgo}`),
    type,
    reason,
    message,
    involved: {
      kind: about.kind,
      namespace: about.namespace ?? '',
      name: about.name,
      uid: about.kind === 'Node' ? about.name : about.uid,
    },
    firstAtMs: nowMs - minutesAgo * 60_000 - count * 20_000,
    lastAtMs: nowMs - minutesAgo * 60_000,
    count,
    source: { component, host: component === 'kubelet' ? 'worker-1' : '' },
  });
  const [ratings, pending, image, oom, node] = [
    find('Pod', 'ratings-v1'),
    objects.filter((it) => it.kind === 'Pod' && it.name.startsWith('reviews-v3'))[0]!,
    objects.filter((it) => it.kind === 'Pod' && it.name.startsWith('reviews-v3'))[1]!,
    objects.filter((it) => it.kind === 'Pod' && it.name.startsWith('reviews-v2'))[1]!,
    find('Node', 'worker-1'),
  ];
  const backOff = Array.from({ length: 18 }, (_, i) =>
    event(
      ratings,
      'Warning',
      'BackOff',
      `Back-off restarting failed container ratings in pod ${ratings.name}_bookinfo`,
      3 + i * 17,
      5 + i,
      'kubelet',
    ),
  );
  const scheduled = objects
    .filter((it) => it.kind === 'Pod')
    .slice(0, 14)
    .map((it, i) =>
      event(
        it,
        'Normal',
        'Scheduled',
        `Successfully assigned ${it.namespace ?? ''}/${it.name} to worker-1`,
        20 + i * 21,
        1,
        'default-scheduler',
      ),
    );
  return [
    ...backOff,
    ...scheduled,
    event(
      pending,
      'Warning',
      'FailedScheduling',
      '0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available.',
      6,
      44,
      'default-scheduler',
    ),
    event(
      image,
      'Warning',
      'Failed',
      'Failed to pull image "docker.io/istio/examples-bookinfo-reviews-v3:1.20.3": rpc error: code = NotFound',
      9,
      12,
      'kubelet',
    ),
    event(
      oom,
      'Warning',
      'OOMKilling',
      'Memory cgroup out of memory: Killed process 4711 (java) total-vm:2097152kB',
      65,
      1,
      'kernel-monitor',
    ),
    event(node, 'Warning', 'EvictionThresholdMet', 'Attempting to reclaim memory', 62, 2, 'kubelet'),
    event(
      find('Deployment', 'reviews-v3'),
      'Normal',
      'ScalingReplicaSet',
      'Scaled up replica set reviews-v3 to 2',
      71,
      1,
      'deployment-controller',
    ),
  ];
}
