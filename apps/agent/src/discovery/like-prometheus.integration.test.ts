import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { KubeObject } from '@binnacle/kube';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingress, node, pod, service, slice } from '../../test/cluster-objects.ts';
import { FakeClock } from '../../test/fake-clock.ts';
import { MemoryCache } from '../../test/memory-cache.ts';
import {
  isCurrentPrometheus,
  prometheusBinary,
  startPrometheus,
  type RunningPrometheus,
} from '../../test/prometheus.ts';
import type { Target } from '../scrape/target.ts';
import { Discovery } from './discovery.ts';
import type { DiscoveryCaches } from './kubernetes/objects.ts';
import { AUTOMATIC } from './settings.ts';

const PODS = [
  pod('web', {
    labels: { app: 'web', 'app.kubernetes.io/name': 'web-x' },
    annotations: { 'prometheus.io/scrape': 'true', 'with space/é': 'ü' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u', controller: true }],
    spec: {
      containers: [
        {
          name: 'app',
          image: 'app:1',
          ports: [
            { name: 'http', containerPort: 8080, protocol: 'TCP' },
            { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
          ],
        },
        { name: 'portless', image: 'x:2' },
      ],
      initContainers: [{ name: 'init', image: 'i:1', ports: [{ containerPort: 7, protocol: 'UDP' }] }],
    },
  }),
  pod('six', {
    ip: 'fd00::1',
    spec: { containers: [{ name: 'app', ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
  }),
  pod('pending', { ip: '', status: { phase: 'Pending', podIP: '', podIPs: [], conditions: [] } }),
  pod('done', {
    namespace: 'test',
    ip: '10.0.0.9',
    node: 'node-2',
    status: { phase: 'Succeeded', podIP: '10.0.0.9', conditions: [{ type: 'Ready', status: 'False' }] },
  }),
];
const SERVICES = [
  service(
    'web',
    { ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }] },
    { labels: { app: 'web' }, annotations: { note: 'n' } },
  ),
  service('external', { type: 'ExternalName', externalName: 'example.org', ports: [{ port: 443, protocol: 'TCP' }] }),
  service('lb', {
    type: 'LoadBalancer',
    loadBalancerIP: '1.2.3.4',
    ports: [
      { name: 'a', port: 1, protocol: 'TCP' },
      { name: 'b', port: 2, protocol: 'UDP' },
    ],
  }),
];
const SLICES = [
  slice('web-abc', 'web', {
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: [
      {
        addresses: ['10.0.0.1'],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: 'node-1',
        targetRef: { kind: 'Pod', name: 'web', namespace: 'prod' },
      },
      { addresses: ['10.0.0.77'], conditions: { ready: false }, hostname: 'h' },
    ],
  }),
];
/** What the endpoints controller makes of the same. */
const ENDPOINTS = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'web', namespace: 'prod', uid: 'e', resourceVersion: '1', labels: { app: 'web' } },
  subsets: [
    {
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      addresses: [{ ip: '10.0.0.1', nodeName: 'node-1', targetRef: { kind: 'Pod', name: 'web', namespace: 'prod' } }],
      notReadyAddresses: [{ ip: '10.0.0.77', hostname: 'h' }],
    },
  ],
};
const NODES = [node('node-1', '192.168.0.1', { labels: { zone: 'a/b' }, annotations: { x: 'y' } }), node('node-2')];
const INGRESSES = [
  ingress(
    'web',
    {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['*.example.org'] }],
      rules: [
        { host: 'a.example.org', http: { paths: [{ path: '/x' }, { path: '/y' }] } },
        { host: 'b.test', http: { paths: [{ path: '/' }] } },
      ],
    },
    { labels: { l: 'v' } },
  ),
];

const OBJECTS: Readonly<Record<string, { readonly kind: string; readonly items: readonly KubeObject[] }>> = {
  '/api/v1/pods': { kind: 'PodList', items: PODS },
  '/api/v1/services': { kind: 'ServiceList', items: SERVICES },
  '/api/v1/nodes': { kind: 'NodeList', items: NODES },
  '/api/v1/endpoints': { kind: 'EndpointsList', items: [ENDPOINTS] },
  '/apis/discovery.k8s.io/v1/endpointslices': { kind: 'EndpointSliceList', items: SLICES },
  '/apis/networking.k8s.io/v1/ingresses': { kind: 'IngressList', items: INGRESSES },
};

/** The little of an API server that a watcher needs: lists, and watches in which nothing happens. */
function apiServer(): Server {
  return createServer((request, response) => {
    const url = new URL(request.url!, 'http://x');
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/version') {
      response.end(JSON.stringify({ major: '1', minor: '31', gitVersion: 'v1.31.0' }));
      return;
    }
    const list = OBJECTS[url.pathname];
    const apiVersion = url.pathname.replace(/^\/apis?\//, '').replace(/\/[^/]*$/, '');
    if (list === undefined) response.writeHead(404).end('{}');
    else if (!url.searchParams.has('watch')) {
      const metadata = { resourceVersion: '1' };
      response.end(JSON.stringify({ kind: list.kind, apiVersion, metadata, items: list.items }));
    } else {
      response.flushHeaders();
      if (!url.searchParams.has('sendInitialEvents')) return;
      for (const object of list.items) response.write(`${JSON.stringify({ type: 'ADDED', object })}\n`);
      const metadata = { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } };
      const end = { kind: list.kind.replace(/List$/, ''), apiVersion, metadata };
      response.write(`${JSON.stringify({ type: 'BOOKMARK', object: end })}\n`);
    }
  });
}

const ROLES = isCurrentPrometheus ? (['pod', 'node', 'service', 'endpoints', 'endpointslice', 'ingress'] as const) : [];

/** Rules of all kinds over targets of a file and of an address. */
const RELABELING = `
      - {source_labels: [__address__], regex: '([^:]+):(\\d+)', target_label: host, replacement: '\${1}_$2'}
      - {source_labels: [env, tier], separator: '-', target_label: both}
      - {source_labels: [env], regex: prod, action: keep}
      - {source_labels: [tier], regex: 'd.*', action: drop}
      - {source_labels: [__address__], modulus: 7, target_label: shard, action: hashmod}
      - {regex: 'meta_(.+)', action: labelmap, replacement: 'x_$1'}
      - {regex: 'meta_.*', action: labeldrop}
      - {source_labels: [tier], target_label: TIER, action: uppercase}
      - {source_labels: [path], regex: '(/.+)', target_label: __metrics_path__}
      - {source_labels: [q], regex: '(.+)', target_label: __param_q}
      - {source_labels: [same], target_label: tier, action: dropequal}
      - {source_labels: [every], regex: '(.+)', target_label: __scrape_interval__}
      - {source_labels: [tls], regex: 'yes', replacement: https, target_label: __scheme__}
      - {source_labels: [gone], target_label: q}
`;
const GROUPS = [
  { targets: ['a:1', 'b:2', 'c:3'], labels: { env: 'prod', tier: 'web', meta_zone: 'z', path: '/p', q: 'a b&c' } },
  { targets: ['d:4'], labels: { env: 'test', tier: 'web' } },
  { targets: ['e:5'], labels: { env: 'prod', tier: 'db' } },
  { targets: ['f:6'], labels: { env: 'prod', tier: 'Äpfel', same: 'x', tls: 'yes' } },
  { targets: ['g:7'], labels: { env: 'prod', tier: 'x', same: 'x' } },
  { targets: ['h:8', 'h:8'], labels: { env: 'prod', tier: 'y', every: '17m', job: 'other', instance: 'named' } },
];

interface Shown {
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
  readonly scrapePool: string;
}

const inOrder = (targets: readonly Shown[]): readonly Shown[] => {
  const sorted = (record: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return targets
    .map((target) => ({
      ...target,
      discoveredLabels: sorted(target.discoveredLabels),
      labels: sorted(target.labels),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
};

describe.skipIf(prometheusBinary === undefined)(
  'the same configuration gives the same targets as in Prometheus (left out without it)',
  () => {
    const servers: Server[] = [];
    let prometheus: RunningPrometheus | undefined;
    let theirs: readonly Shown[] = [];
    let ours: readonly Shown[] = [];

    beforeAll(async () => {
      const api = apiServer().listen(0, '127.0.0.1');
      const http = createServer((_, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(GROUPS));
      }).listen(0, '127.0.0.1');
      servers.push(api, http);
      await Promise.all(servers.map((server) => once(server, 'listening')));
      const portOf = (server: Server): number => (server.address() as AddressInfo).port;
      const url = `http://127.0.0.1:${portOf(http)}/targets`;
      const yaml = `
global: {scrape_interval: 1h, scrape_timeout: 1m}
scrape_configs:
  - job_name: file
    params: {q: [one, two], module: [m]}
    file_sd_configs: [{files: ['targets/*.json']}]
    relabel_configs: ${RELABELING}
  - job_name: http
    scheme: https
    http_sd_configs: [{url: '${url}'}]
    relabel_configs: ${RELABELING}
  - job_name: static
    static_configs: [{targets: ['x:1', '[::1]:2'], labels: {a: b}}]
${ROLES.map(
  (role) => `
  - job_name: ${role}
    kubernetes_sd_configs: [{role: ${role}, api_server: 'http://127.0.0.1:${portOf(api)}'}]
    relabel_configs:
      - {action: labelmap, regex: __meta_(.+), replacement: meta_$1}
      - {source_labels: [__meta_kubernetes_ingress_path], regex: (.+), target_label: __metrics_path__}
`,
).join('')}`;
      prometheus = await startPrometheus(yaml, (folder) => {
        mkdirSync(join(folder, 'targets'));
        writeFileSync(join(folder, 'targets', 'a.json'), JSON.stringify(GROUPS));
      });
      const pools = new Set(['file', 'http', 'static', ...ROLES]);
      for (let tries = 0; tries < 300; tries++) {
        theirs = ((await prometheus.ask('targets?state=active')) as { activeTargets: Shown[] }).activeTargets;
        if (new Set(theirs.map(({ scrapePool }) => scrapePool)).size === pools.size) break;
        await pause(100);
      }

      const running = new Map<string, Target>();
      const caches: DiscoveryCaches = {
        pods: new MemoryCache('Pod', PODS),
        services: new MemoryCache('Service', SERVICES),
        endpointSlices: new MemoryCache('EndpointSlice', SLICES),
        nodes: new MemoryCache('Node', NODES),
        ingresses: new MemoryCache('Ingress', INGRESSES),
      };
      const discovery = new Discovery({
        settings: {
          scrapeConfigFiles: [prometheus.config],
          confDirs: [],
          off: new Set(AUTOMATIC),
          envoyKeep: [],
          podNetwork: 'auto',
          intervalMs: 30_000,
        },
        cluster: {
          caches,
          access: {
            server: undefined,
            credentials: undefined,
            tls: { ca: [], cert: undefined, key: undefined, serverName: '', verify: true },
          },
          node: undefined,
          isInside: true,
          namespace: 'default',
          hostNetwork: true,
          hostRoot: '/',
        },
        isElected: true,
        sink: { begin: (target) => void running.set(target.id, target), end: ({ id }) => void running.delete(id) },
        clock: new FakeClock(),
        log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
        userAgent: 'test',
        env: {},
      });
      discovery.start();
      await discovery.whenIdle();
      for (let tries = 0; tries < 300 && discovery.pools.some(({ targetCount }) => targetCount === 0); tries++)
        await pause(20);
      discovery.stop();
      ours = [...running.values()].map((target) => {
        const { labels } = target.rules({ tags: NO_TAGS, election: true });
        const own = labels.ownLabels('up', '');
        const record: Record<string, string> = {};
        for (let i = 0; i < own.length; i += 2) {
          if (own[i] !== '__name__' && own[i] !== 'cluster') record[own[i]!] = own[i + 1]!;
        }
        return {
          discoveredLabels: target.discoveredLabels,
          labels: record,
          scrapeUrl: target.source.kind === 'http' ? target.source.url.href : '',
          scrapePool: target.id.slice(target.id.indexOf('#') + 1, target.id.indexOf(' ')),
        };
      });
    });

    afterAll(async () => {
      await prometheus?.stop();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    });

    test.each(['file', 'http', 'static', ...ROLES])('%s', (pool) => {
      const of = (targets: readonly Shown[]): readonly Shown[] =>
        inOrder(
          targets
            .filter(({ scrapePool }) => scrapePool === pool)
            .map(({ discoveredLabels, labels, scrapeUrl, scrapePool }) => ({
              // Those of older versions lose what relabeling changes.
              discoveredLabels: isCurrentPrometheus ? discoveredLabels : {},
              labels,
              // Without the port that the scheme has anyway.
              scrapeUrl: new URL(scrapeUrl).href,
              scrapePool,
            })),
        );
      expect(of(theirs).length).toBeGreaterThan(0);
      expect(of(ours)).toEqual(of(theirs));
    });
  },
);

const NO_TAGS = { cluster: 'c', host: new Map<string, string>(), election: new Map<string, string>() };
