import { HOUR, iso, reported, uidOf, type Json, type Reported } from './reported.ts';

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
