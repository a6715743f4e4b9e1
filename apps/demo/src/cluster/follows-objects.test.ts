import { KubeApiServer } from '@binnacle/kube-api-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mirror } from '../objects/mirror.ts';
import { prodPlan } from '../plan/cluster-plans.ts';
import { START_MS } from '../../test/observed-world.ts';
import { Cluster } from './cluster.ts';

let cluster: Cluster;
let api: KubeApiServer;
let url: string;
let endMirror: () => void;

beforeEach(async () => {
  cluster = new Cluster({ plan: prodPlan(1), seed: 3, startMs: START_MS, networkBase: 64 });
  api = new KubeApiServer({
    customResources: ['istio', 'monitoring'],
    podDeletion: 'kubelet',
    garbageCollection: 'off',
  });
  endMirror = mirror(cluster.objects, api.store);
  url = await api.listen();
});
afterEach(async () => {
  endMirror();
  await api.close();
});

const pass = (seconds: number): void => {
  for (let i = 0; i < seconds; i++) cluster.step(cluster.nowMs + 1000);
};
async function call(method: string, path: string, body?: unknown): Promise<{ readonly [field: string]: unknown }> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          body: JSON.stringify(body),
          headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
        }),
  });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as { readonly [field: string]: unknown };
}
const podsOf = (app: string): readonly string[] =>
  cluster
    .podsOf('bookinfo', { app })
    .filter((pod) => pod.takesTraffic)
    .map(({ name }) => name);
const BOOKINFO = '/apis/networking.istio.io/v1/namespaces/bookinfo';

test('weights that a client writes route the next requests', async () => {
  const route = [{ destination: { host: 'reviews', subset: 'v2' } }];
  await call('PATCH', `${BOOKINFO}/virtualservices/reviews`, { spec: { http: [{ route }] } });
  const before = cluster.mesh.reports.ledger.count(
    (entry) =>
      entry.reporter === 'source' &&
      entry.destination !== 'bookinfo/reviews-v2' &&
      entry.service.startsWith('reviews.'),
  );
  pass(20);
  const after = cluster.mesh.reports.ledger.count(
    (entry) =>
      entry.reporter === 'source' &&
      entry.destination !== 'bookinfo/reviews-v2' &&
      entry.service.startsWith('reviews.'),
  );
  expect(after).toBe(before);
  expect(cluster.mesh.reports.ledger.count((entry) => entry.destination === 'bookinfo/reviews-v2')).toBeGreaterThan(
    300,
  );
});

test('an older version of the API and a match on a header do as well', async () => {
  const fault = { abort: { percentage: { value: 100 }, httpStatus: 418 } };
  await call('POST', '/apis/networking.istio.io/v1beta1/namespaces/bookinfo/virtualservices', {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    metadata: { name: 'details' },
    spec: {
      hosts: ['details'],
      http: [
        {
          match: [{ headers: { 'end-user': { exact: 'jason' } } }],
          fault,
          route: [{ destination: { host: 'details' } }],
        },
        { route: [{ destination: { host: 'details' } }] },
      ],
    },
  });
  pass(30);
  const teapots = cluster.mesh.reports.ledger.count(
    (entry) => entry.service.startsWith('details.') && entry.code === '418' && entry.flags === 'FI',
  );
  const all = cluster.mesh.reports.ledger.count(
    (entry) => entry.service.startsWith('details.') && entry.reporter === 'source',
  );
  expect(teapots / all).toBeGreaterThan(0.02);
  expect(teapots / all).toBeLessThan(0.12);
});

test('a limit on requests at once is a circuit breaker', async () => {
  await call('PATCH', `${BOOKINFO}/destinationrules/ratings`, {
    spec: { trafficPolicy: { connectionPool: { http: { http2MaxRequests: 1 } } } },
  });
  pass(20);
  expect(cluster.mesh.reports.ledger.count((entry) => entry.flags.includes('UO'))).toBeGreaterThan(0);
});

test('a Deployment that is scaled gets pods, and its status says so', async () => {
  await call('PATCH', '/apis/apps/v1/namespaces/bookinfo/deployments/ratings-v1/scale', { spec: { replicas: 4 } });
  pass(15);
  expect(podsOf('ratings')).toHaveLength(4);
  expect((await call('GET', '/apis/apps/v1/namespaces/bookinfo/deployments/ratings-v1'))['status']).toMatchObject({
    replicas: 4,
    readyReplicas: 4,
  });
  await call('PATCH', '/apis/apps/v1/namespaces/bookinfo/deployments/ratings-v1/scale', { spec: { replicas: 1 } });
  pass(15);
  expect(podsOf('ratings')).toHaveLength(1);
});

test('scaling does not replace the pods that are there', async () => {
  const before = podsOf('details');
  await call('PATCH', '/apis/apps/v1/namespaces/bookinfo/deployments/details-v1/scale', { spec: { replicas: 3 } });
  pass(15);
  expect(podsOf('details')).toEqual(expect.arrayContaining([...before]));
});

test('a new image is rolled out', async () => {
  const before = podsOf('details');
  await call('PATCH', '/apis/apps/v1/namespaces/bookinfo/deployments/details-v1', {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-11-28T13:00:00Z' } } } },
  });
  pass(40);
  const after = podsOf('details');
  expect(after).toHaveLength(2);
  expect(after.some((name) => before.includes(name))).toBe(false);
});

test('a deleted pod comes back under another name, and leaves its events', async () => {
  const [name] = podsOf('productpage');
  await call('DELETE', `/api/v1/namespaces/bookinfo/pods/${name}`);
  pass(20);
  expect(podsOf('productpage')).toHaveLength(2);
  expect(podsOf('productpage')).not.toContain(name);
  const events = (await call('GET', '/api/v1/namespaces/bookinfo/events'))['items'] as readonly { reason: string }[];
  expect(events.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining(['Killing', 'SuccessfulCreate', 'Started']),
  );
});

test('a version that somebody deploys takes traffic as soon as it is ready', async () => {
  const labels = { app: 'reviews', version: 'v4' };
  await call('POST', '/apis/apps/v1/namespaces/bookinfo/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'reviews-v4' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'reviews', image: 'example/reviews:4' }] } },
    },
  });
  await call('PATCH', `${BOOKINFO}/destinationrules/reviews`, {
    spec: { subsets: [{ name: 'v4', labels: { version: 'v4' } }] },
  });
  await call('PATCH', `${BOOKINFO}/virtualservices/reviews`, {
    spec: { http: [{ route: [{ destination: { host: 'reviews', subset: 'v4' } }] }] },
  });
  pass(30);
  expect(
    cluster.mesh.reports.ledger.count((entry) => entry.destination === 'bookinfo/reviews-v4' && entry.code === '200'),
  ).toBeGreaterThan(200);
});
