import type { Cluster } from '../cluster/cluster.ts';
import type { NewObject } from '../objects/object-store.ts';
import type { Incident } from './incident.ts';

const NAMESPACE = 'bookinfo';
const NETWORKING = 'networking.istio.io/v1';
/** How long the canary stays at each step. */
const CANARY_STEP_MS = 120_000;

/** Replaces an object as `kubectl apply` would. @returns puts back what was there */
export function applyObject(cluster: Cluster, object: NewObject): () => void {
  const { kind, metadata } = object;
  const before = cluster.objects.get(kind, metadata.namespace, metadata.name);
  cluster.objects.put({
    ...object,
    metadata: { ...before?.metadata, ...metadata, generation: (before?.metadata.generation ?? 0) + 1 },
  });
  return () => {
    const now = cluster.objects.get(kind, metadata.namespace, metadata.name);
    if (before === undefined) cluster.objects.remove(kind, metadata.namespace, metadata.name);
    else
      cluster.objects.put({
        ...before,
        metadata: { ...before.metadata, generation: (now?.metadata.generation ?? 1) + 1 },
      });
  };
}

/** VirtualService `reviews` with these shares of v1, v2, v3. */
export const reviewsWeights = (...weights: readonly number[]): NewObject => ({
  apiVersion: NETWORKING,
  kind: 'VirtualService',
  metadata: { name: 'reviews', namespace: NAMESPACE },
  spec: {
    hosts: ['reviews'],
    http: [
      {
        route: weights.flatMap((weight, i) =>
          weight === 0 ? [] : [{ destination: { host: 'reviews', subset: `v${i + 1}` }, weight }],
        ),
      },
    ],
  },
});

const CANARY_STEPS: readonly (readonly [v1: number, v2: number])[] = [
  [90, 10],
  [50, 50],
  [0, 100],
];

export const canary: Incident = {
  name: 'canary',
  title: 'reviews v2 is released: 10 %, 50 %, then all of the traffic',
  look: 'Istio Mesh: HTTP/gRPC workloads; Istio Service of reviews: versions',
  begin(cluster) {
    const undo = applyObject(cluster, reviewsWeights(90, 10));
    let at = 0;
    return {
      step(elapsedMs) {
        const step = Math.min(CANARY_STEPS.length - 1, Math.floor(elapsedMs / CANARY_STEP_MS));
        if (step === at) return;
        at = step;
        applyObject(cluster, reviewsWeights(...CANARY_STEPS[step]!));
      },
      stage: () => `v1 ${CANARY_STEPS[at]![0]} %, v2 ${CANARY_STEPS[at]![1]} %`,
      end: undo,
    };
  },
};

export const badVersion: Incident = {
  name: 'bad-version',
  title: 'reviews v3 answers slowly, and every third time with an error',
  look: 'Istio Mesh: success and 5xx; Istio Service of reviews: success and latency by version',
  begin(cluster) {
    const key = `${NAMESPACE}/reviews-v3`;
    cluster.trouble.set(key, { errorShare: 0.33, slowdown: 40 });
    return { end: () => void cluster.trouble.delete(key) };
  },
};

export const delayForJason: Incident = {
  name: 'delay-jason',
  title: 'ratings is delayed by 7 s for the user jason, as in the article',
  look: 'Istio Service of reviews and ratings: duration p99; Istio Workload of productpage: failures by destination',
  begin(cluster) {
    const route = [{ destination: { host: 'ratings', subset: 'v1' } }];
    const undo = applyObject(cluster, {
      apiVersion: NETWORKING,
      kind: 'VirtualService',
      metadata: { name: 'ratings', namespace: NAMESPACE },
      spec: {
        hosts: ['ratings'],
        http: [
          {
            match: [{ headers: { 'end-user': { exact: 'jason' } } }],
            fault: { delay: { percentage: { value: 100 }, fixedDelay: '7s' } },
            route,
          },
          { route },
        ],
      },
    });
    return { end: undo };
  },
};

export const mutualTlsOff: Incident = {
  name: 'mtls-off',
  title: 'mutual TLS is turned off for ratings',
  look: 'Istio Mesh: encrypted share',
  begin(cluster) {
    const undo = applyObject(cluster, {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'ratings-plain', namespace: NAMESPACE },
      spec: { selector: { matchLabels: { app: 'ratings' } }, mtls: { mode: 'DISABLE' } },
    });
    return { end: undo };
  },
};

export const pushErrors: Incident = {
  name: 'istiod-push-errors',
  title: 'istiod fails to build some of its configuration, proxies refuse some, pushes are slow',
  look: 'Istio Control Plane: rejected by proxies, push errors, convergence',
  begin({ controlPlane }) {
    controlPlane.internalErrorsPerMinute = 12;
    controlPlane.rejectsPerMinute = 24;
    controlPlane.pushDelaySeconds = 6;
    return {
      end() {
        controlPlane.internalErrorsPerMinute = 0;
        controlPlane.rejectsPerMinute = 0;
        controlPlane.pushDelaySeconds = 0;
      },
    };
  },
};

export const rejectedConfiguration: Incident = {
  name: 'istiod-rejected-config',
  title: 'a pipeline applies an invalid VirtualService over and over; the webhook refuses it',
  look: 'Istio Control Plane: invalid configuration, validation',
  begin({ controlPlane }) {
    controlPlane.invalidConfigsPerMinute = 8;
    return {
      end() {
        controlPlane.invalidConfigsPerMinute = 0;
      },
    };
  },
};

export const rootCertificateExpired: Incident = {
  name: 'root-cert-expired',
  title: 'the root certificate of the mesh has expired: new connections fail',
  look: 'Istio Control Plane: root certificate, signing; Istio Mesh: error reasons (UF)',
  begin(cluster) {
    const { controlPlane } = cluster;
    const before = controlPlane.rootExpiryMs;
    controlPlane.rootExpiryMs = cluster.nowMs - 600_000;
    controlPlane.signErrorsPerMinute = 20;
    cluster.brokenTlsShare = 0.35;
    return {
      end() {
        controlPlane.rootExpiryMs = before;
        controlPlane.signErrorsPerMinute = 0;
        cluster.brokenTlsShare = 0;
      },
    };
  },
};
