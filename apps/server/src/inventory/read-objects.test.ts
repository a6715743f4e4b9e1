import { routes, type ClusterEvent, type ObjectSummary, type ResponseOf } from '@binnacle/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleCluster } from '../../test/sample-cluster/cluster.ts';
import { sampleEvents } from '../../test/sample-cluster/events.ts';
import { sampleHost } from '../../test/sample-cluster/host.ts';
import { uidOf } from '../../test/sample-cluster/reported.ts';
import { startTestServer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
let cookie: string;
let token: string;

beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.setUp();
  token = await server.token(cookie, 'agent');
  const now = server.clock.nowMs;
  const objects = sampleCluster(now);
  const complete = [{ kind: 'Pod', uids: objects.filter((it) => it.kind === 'Pod').map((it) => it.uid) }];
  const report = { cluster: 'prod', source: 'kubernetes', sentAtMs: now };
  // Backwards: pods come before the replica sets that own them, endpoint slices before their services.
  await post('objects', { ...report, changed: objects.toReversed(), complete });
  await post('objects', { ...report, cluster: 'docker', source: 'host:docker-1', changed: sampleHost(now) });
  await post('events', { cluster: 'prod', sentAtMs: now, events: sampleEvents(now, objects) });
});
afterAll(() => server.close());

async function post(what: 'objects' | 'events', body: unknown): Promise<void> {
  const answer = await server.send('POST', `/api/agents/${what}`, { token, body });
  if (answer.status !== 200) throw new Error(answer.text);
}

async function get(path: string): Promise<unknown> {
  const answer = await server.send('GET', `/api/${path}`, { cookie });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer.json();
}
/** Also checks that the answer is what the contract promises. */
const list = async (query: string): Promise<ResponseOf<typeof routes.listObjects>> =>
  routes.listObjects.response.parse(await get(`objects?${query}`));
const names = async (query: string): Promise<string[]> => (await list(query)).objects.map((it) => it.name);
const one = async (query: string): Promise<ObjectSummary> => {
  const { objects } = await list(query);
  if (objects.length !== 1) throw new Error(`${objects.length} objects for ${query}`);
  return objects[0]!;
};
const events = async (query: string): Promise<ResponseOf<typeof routes.listEvents>> =>
  routes.listEvents.response.parse(await get(`events?${query}`));

test.each([
  { query: 'kind=Node', want: ['cp-1', 'worker-1', 'worker-2'] },
  { query: 'kind=Node&order=desc', want: ['worker-2', 'worker-1', 'cp-1'] },
  { query: 'kind=Node&search=control-plane', want: ['cp-1'] },
  { query: 'kind=Node&level=warning', want: ['worker-1', 'worker-2'] },
  { query: 'kind=StatefulSet&kind=DaemonSet', want: ['kube-proxy', 'postgres'] },
  { query: 'kind=Deployment&namespace=istio-system', want: ['istio-ingressgateway', 'istiod'] },
  { query: 'kind=Deployment&labels=app%3Dreviews,version+in+(v1,v2)', want: ['reviews-v1', 'reviews-v2'] },
  { query: 'kind=Deployment&labels=app%3Dreviews,version!%3Dv1', want: ['reviews-v2', 'reviews-v3'] },
  { query: 'kind=Deployment&labels=!app', want: [] },
  { query: 'kind=Deployment&search=REVIEWS+v3', want: ['reviews-v3'] },
  { query: 'kind=Deployment&search=%25', want: [] },
  { query: 'kind=Deployment&name=bookinfo/details-v1&name=istiod', want: ['details-v1', 'istiod'] },
  { query: 'kind=Job&sort=status', want: ['migrate-schema', 'backup-29401'] },
  { query: 'kind=Container&status=OOMKilled', want: ['web-worker-1'] },
  { query: 'kind=Container&cluster=prod', want: [] },
  { query: 'kind=Service&sort=ready&order=desc&limit=2', want: ['reviews', 'ratings'] },
  { query: 'kind=Pod&sort=created&order=desc&limit=1&namespace=shop', want: ['backup-29401-x7k2p'] },
  { query: 'kind=Pod&gone=only', want: [] },
])('objects?$query', async ({ query, want }) => {
  expect(await names(query)).toEqual(want);
});

test.each([
  {
    query: 'kind=Pod&search=ratings-v1',
    want: { status: 'CrashLoopBackOff', level: 'error', ready: 1, desired: 2, restarts: 14 },
  },
  {
    query: 'kind=Pod&status=Pending',
    want: { level: 'error', message: expect.stringContaining('Insufficient memory') as string },
  },
  { query: 'kind=Pod&status=ImagePullBackOff', want: { ready: 1, desired: 2 } },
  { query: 'kind=Pod&status=Terminating', want: { level: 'busy' } },
  { query: 'kind=Pod&status=Init:0/1', want: { level: 'busy' } },
  { query: 'kind=Service&name=ratings', want: { status: 'NoEndpoints', level: 'error', ready: 0, desired: 1 } },
  { query: 'kind=Service&name=reviews', want: { status: 'ClusterIP', level: 'warning', ready: 5, desired: 6 } },
  { query: 'kind=Service&name=details', want: { status: 'ClusterIP', level: 'ok' } },
  { query: 'kind=Node&name=worker-2', want: { status: 'Ready,SchedulingDisabled' } },
])('$query has its state', async ({ query, want }) => {
  expect(await one(query)).toMatchObject(want);
});

test('pods belong to their workload, in whichever order they came', async () => {
  expect(await one('kind=Pod&search=ratings-v1')).toMatchObject({
    workload: { kind: 'Deployment', name: 'ratings-v1' },
    owner: { kind: 'ReplicaSet' },
  });
  expect(await one('kind=Pod&search=backup')).toMatchObject({ workload: { kind: 'CronJob', name: 'backup' } });
  expect(await names('kind=Pod&workload=Deployment/reviews-v1')).toHaveLength(3);
});

test('nodes tell how many pods they have', async () => {
  const { objects } = await list('kind=Node');
  const pods = await list('kind=Pod&limit=1000');
  const count = pods.objects.filter((it) => it.node === 'worker-1' && it.level !== 'idle').length;
  expect(objects.find((it) => it.name === 'worker-1')!.facts).toMatchObject({ pods: count, cpuCores: 7.91 });
});

describe('pages', () => {
  test.each(['name', 'status', 'restarts', 'created', 'ready', 'namespace', 'node', 'cluster', 'kind'])(
    'by %s have every object once, in the order of the whole, both ways',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const whole = (await list(`sort=${sort}&order=${order}&limit=1000`)).objects.map((it) => it.uid);
        const paged: string[] = [];
        for (let after = ''; ;) {
          const page = await list(`sort=${sort}&order=${order}&limit=17${after}`);
          paged.push(...page.objects.map((it) => it.uid));
          expect(page.total).toBe(whole.length);
          if (page.next === null) break;
          after = `&after=${page.next}`;
        }
        expect(paged).toEqual(whole);
      }
    },
  );
});

test('the counts of a property do not depend on the filter on it', async () => {
  const { facets, total } = await list('kind=Pod&namespace=shop&facets=namespace&facets=level&facets=status');
  expect(facets.namespace).toContainEqual({ value: 'bookinfo', count: 11 });
  expect(facets.level!.reduce((sum, it) => sum + it.count, 0)).toBe(total);
  expect(facets.status!.map((it) => it.value)).toContain('Terminating');
});

test('the summary has each kind with its states, the worst first', async () => {
  const { kinds, clusters } = routes.summarizeObjects.response.parse(await get('objects/summary'));
  const pods = kinds.find((it) => it.kind === 'Pod')!;
  expect(pods.states[0]).toMatchObject({ level: 'error' });
  expect(pods.states.reduce((sum, it) => sum + it.count, 0)).toBe(pods.total);
  expect(clusters.map((it) => it.cluster)).toEqual(['docker', 'prod']);
  const narrow = routes.summarizeObjects.response.parse(await get('objects/summary?namespace=shop&cluster=prod'));
  expect(narrow.kinds.map((it) => it.kind)).not.toContain('Node');
});

test('an object comes as it is in its cluster, without what is secret or repeats it', async () => {
  const { uid } = await one('kind=Secret');
  const got = routes.getObject.response.parse(await get(`objects/${uid}`));
  expect(got.object).toMatchObject({ kind: 'Secret', type: 'Opaque', metadata: { name: 'db-password' } });
  expect(JSON.stringify(got)).not.toContain('aHVudGVyMg');
  const missing = await server.send('GET', '/api/objects/nothing', { cookie });
  expect([missing.status, missing.json()]).toMatchObject([404, { error: { code: 'not_found' } }]);
});

/** Relations of an object as `relation: Kind/name, …`, names of pods cut to their workload. */
async function related(query: string): Promise<Record<string, string[]>> {
  const { uid } = await one(query);
  const { groups } = routes.getRelatedObjects.response.parse(await get(`objects/${uid}/related`));
  const short = (it: ObjectSummary): string =>
    `${it.kind}/${it.kind === 'Pod' ? (it.workload?.name ?? it.name) : it.kind === 'ReplicaSet' || it.kind === 'EndpointSlice' ? '' : it.name}`;
  return Object.fromEntries(groups.map((it) => [it.relation, [...new Set(it.objects.map(short))].sort()]));
}

test.each([
  {
    query: 'kind=Pod&search=ratings-v1',
    want: {
      owner: ['Deployment/ratings-v1', 'ReplicaSet/'],
      services: ['Service/ratings'],
      policies: ['PeerAuthentication/default', 'PeerAuthentication/ratings'],
    },
  },
  {
    query: 'kind=Deployment&name=reviews-v1',
    want: {
      owned: ['ReplicaSet/'],
      pods: ['Pod/reviews-v1'],
      services: ['Service/reviews'],
      scaling: ['HorizontalPodAutoscaler/reviews-v1'],
    },
  },
  {
    query: 'kind=Service&name=reviews',
    want: {
      owner: ['Deployment/reviews-v1', 'Deployment/reviews-v2', 'Deployment/reviews-v3'],
      owned: ['EndpointSlice/'],
      pods: ['Pod/reviews-v1', 'Pod/reviews-v2', 'Pod/reviews-v3'],
      routing: ['DestinationRule/reviews', 'VirtualService/reviews'],
      policies: ['AuthorizationPolicy/reviews-viewer', 'PeerAuthentication/default'],
    },
  },
  {
    query: 'kind=Service&name=productpage',
    want: {
      owner: ['Deployment/productpage-v1'],
      owned: ['EndpointSlice/'],
      pods: ['Pod/productpage-v1'],
      routing: ['Gateway/bookinfo-gateway', 'VirtualService/bookinfo'],
      policies: ['PeerAuthentication/default'],
    },
  },
  {
    query: 'kind=VirtualService&name=reviews',
    want: { services: ['Service/reviews'], routing: ['DestinationRule/reviews'] },
  },
  {
    query: 'kind=DestinationRule&name=reviews',
    want: { services: ['Service/reviews'], routing: ['VirtualService/reviews'] },
  },
  { query: 'kind=CronJob&name=backup', want: { owned: ['Job/backup-29401'], pods: ['Pod/backup'] } },
  { query: 'kind=HorizontalPodAutoscaler', want: { scaling: ['Deployment/reviews-v1'] } },
  {
    query: 'kind=Host',
    want: {
      containers: [
        'Container/web-migrate-1',
        'Container/web-nginx-1',
        'Container/web-redis-1',
        'Container/web-worker-1',
      ],
    },
  },
  { query: 'kind=Container&name=web-redis-1', want: { host: ['Host/docker-1'] } },
])('what belongs to $query', async ({ query, want }) => {
  const got = await related(query);
  delete got['node'];
  expect(got).toEqual(want);
});

describe('events', () => {
  test('come newest first, in pages', async () => {
    const whole = await events('limit=1000');
    expect(whole.total).toBe(whole.events.length);
    const times = whole.events.map((it) => it.lastAtMs);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const paged: ClusterEvent[] = [];
    for (let after = ''; ;) {
      const page = await events(`limit=10${after}`);
      paged.push(...page.events);
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(paged).toEqual(whole.events);
  });

  test.each([
    { query: 'reason=FailedScheduling', want: ['FailedScheduling'] },
    { query: 'search=insufficient+MEMORY', want: ['FailedScheduling'] },
    { query: 'kind=Node', want: ['EvictionThresholdMet'] },
    { query: 'kind=Deployment&type=Normal', want: ['ScalingReplicaSet'] },
    { query: 'cluster=other', want: [] },
  ])('$query', async ({ query, want }) => {
    expect((await events(query)).events.map((it) => it.reason)).toEqual(want);
  });

  test('about an object are its own and those of what it owns; a node is found by its name', async () => {
    const deployment = await one('kind=Deployment&name=reviews-v3');
    const reasons = (await events(`about=${deployment.uid}`)).events.map((it) => it.reason);
    expect(reasons).toEqual(expect.arrayContaining(['FailedScheduling', 'Failed', 'ScalingReplicaSet']));
    const node = await one('kind=Node&name=worker-1');
    expect((await events(`about=${node.uid}`)).events.map((it) => it.reason)).toEqual(['EvictionThresholdMet']);
    expect((await events('about=nothing')).events).toEqual([]);
  });

  test('a histogram counts every event of its time once', async () => {
    const to = server.clock.nowMs;
    const from = to - 2 * 3_600_000;
    const { histogram, total } = await events(`from=${from}&to=${to}&buckets=12&limit=0&facets=type`);
    expect(histogram).toMatchObject({ fromMs: from });
    expect(histogram!.series.map((it) => [it.type, it.counts.length])).toEqual([
      ['Normal', 12],
      ['Warning', 12],
    ]);
    expect(histogram!.series.flatMap((it) => it.counts).reduce((sum, it) => sum + it, 0)).toBe(total);
  });

  test('an event that happened again is the same event', async () => {
    const now = server.clock.nowMs;
    const again = (count: number, lastAtMs: number) =>
      post('events', {
        cluster: 'again',
        sentAtMs: now,
        events: [
          {
            uid: 'e1',
            type: 'Warning',
            reason: 'BackOff',
            message: `${count} times`,
            involved: { kind: 'Pod', name: 'p' },
            firstAtMs: now - 1000,
            lastAtMs,
            count,
            source: {},
          },
        ],
      });
    await again(1, now - 900);
    await again(7, now - 100);
    // An old report that comes late changes nothing.
    await again(3, now - 500);
    const got = await events('cluster=again');
    expect(got.events).toMatchObject([{ count: 7, message: '7 times', lastAtMs: now - 100, firstAtMs: now - 1000 }]);
  });
});

test.each([
  { path: 'objects?kimd=Pod', issue: 'query' },
  { path: 'objects?limit=0', issue: 'query.limit' },
  { path: 'objects?sort=colour', issue: 'query.sort' },
  { path: 'objects?labels=a b', issue: 'query.labels' },
  { path: 'objects?after=!', issue: 'query.after' },
  { path: `objects?after=${Buffer.from('["x",{}]').toString('base64url')}`, issue: 'query.after' },
  { path: 'events?buckets=10', issue: 'query.buckets' },
  { path: 'events?from=yesterday', issue: 'query.from' },
])('$path is refused with its place', async ({ path, issue }) => {
  const answer = await server.send('GET', `/api/${path}`, { cookie });
  expect([answer.status, answer.json()]).toMatchObject([
    400,
    { error: { code: 'invalid_request', issues: [{ path: issue }] } },
  ]);
});

test('hostile names and values are data, wherever they go', async () => {
  const hostile = `x' OR 1=1; DROP TABLE objects; --"<script>`;
  const now = server.clock.nowMs;
  await post('objects', {
    cluster: hostile,
    source: 'kubernetes',
    sentAtMs: now,
    changed: [
      {
        kind: hostile,
        uid: hostile,
        name: hostile,
        namespace: hostile,
        object: { metadata: { labels: { [hostile]: hostile, __proto__: { polluted: 'yes' } } } },
      },
    ],
  });
  const text = encodeURIComponent(hostile);
  const found = await one(
    `cluster=${text}&kind=${text}&namespace=${text}&search=${encodeURIComponent('drop')}&name=${text}`,
  );
  expect(found).toMatchObject({ name: hostile, labels: { [hostile]: hostile } });
  const got = routes.getObject.response.parse(await get(`objects/${text}?cluster=${text}`));
  expect(got.uid).toBe(hostile);
  expect((await list(`search=${text}`)).total).toBe(1);
});

test('uids of the sample are apart', () => {
  expect(uidOf('a')).not.toBe(uidOf('b'));
  expect(uidOf('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});
