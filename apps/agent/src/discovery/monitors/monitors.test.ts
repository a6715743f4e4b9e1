import type { KubeObject } from '@binnacle/kube';
import { describe, expect, test } from 'vitest';
import { pod, service, slice } from '../../../test/cluster-objects.ts';
import { discover } from '../../../test/discovered.ts';
import { MemoryCache } from '../../../test/memory-cache.ts';
import { formatProblem } from '../../config/problem.ts';
import type { EndpointSlice, Pod, Service } from '../kubernetes/objects.ts';
import { serviceMonitorJobs } from './monitor-jobs.ts';

const monitor = (kind: 'ServiceMonitor' | 'PodMonitor', spec: object, namespace = 'prod', name = 'm'): KubeObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: { name, namespace, uid: name, resourceVersion: '1' },
  spec,
});

const PORTS = [
  { name: 'http', containerPort: 8080, protocol: 'TCP' },
  { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
];
const pods = (): MemoryCache<Pod> =>
  new MemoryCache<Pod>('Pod', [
    pod('web-1', {
      labels: { app: 'web', tier: 'front', 'app.kubernetes.io/part-of': 'shop' },
      spec: { containers: [{ name: 'app', ports: PORTS }] },
    }),
    pod('done', {
      ip: '10.0.0.8',
      labels: { app: 'web' },
      spec: { containers: [{ name: 'app', ports: PORTS }] },
      status: { phase: 'Succeeded', podIP: '10.0.0.8' },
    }),
    pod('other', {
      ip: '10.0.0.9',
      namespace: 'test',
      labels: { app: 'web' },
      spec: { containers: [{ name: 'app', ports: PORTS }] },
    }),
  ]);
const services = (): MemoryCache<Service> =>
  new MemoryCache<Service>('Service', [
    service('web', {}, { labels: { app: 'web', team: 'blue', component: 'c' } }),
    service('web', {}, { namespace: 'test', labels: { app: 'web', team: 'red' } }),
  ]);
const slices = (): MemoryCache<EndpointSlice> =>
  new MemoryCache<EndpointSlice>('EndpointSlice', [
    slice('web-a', 'web', {
      ports: [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: 'metrics', port: 9090, protocol: 'TCP' },
      ],
      endpoints: [
        { addresses: ['10.0.0.1'], nodeName: 'node-1', targetRef: { kind: 'Pod', name: 'web-1', namespace: 'prod' } },
        { addresses: ['10.0.0.3'], nodeName: 'node-2', targetRef: { kind: 'Pod', name: 'web-3', namespace: 'prod' } },
        { addresses: ['172.16.0.1'] },
      ],
    }),
    slice(
      'web-b',
      'web',
      {
        ports: [{ name: 'metrics', port: 9090, protocol: 'TCP' }],
        endpoints: [
          { addresses: ['10.0.0.9'], nodeName: 'node-1', targetRef: { kind: 'Pod', name: 'other', namespace: 'test' } },
        ],
      },
      'test',
    ),
  ]);

async function found(...monitors: readonly KubeObject[]) {
  const serviceMonitors = new MemoryCache(
    'ServiceMonitor',
    monitors.filter(({ kind }) => kind === 'ServiceMonitor'),
  );
  const podMonitors = new MemoryCache(
    'PodMonitor',
    monitors.filter(({ kind }) => kind === 'PodMonitor'),
  );
  const caches = { pods: pods(), services: services(), endpointSlices: slices(), serviceMonitors, podMonitors };
  const it = discover(caches);
  it.discovery.start();
  await it.settle();
  await it.settle();
  return { ...it, ...caches, urls: () => [...it.running.values()].map(({ displayUrl }) => displayUrl).sort() };
}

const select = { matchLabels: { app: 'web' } };
const base = { cluster: 'k8s-istio', env: 'test' };

describe('ServiceMonitor', () => {
  test('labels as the operator gives them, and the node', async () => {
    const it = await found(
      monitor('ServiceMonitor', {
        selector: select,
        jobLabel: 'component',
        targetLabels: ['team'],
        podTargetLabels: ['app.kubernetes.io/part-of'],
        endpoints: [{ port: 'metrics' }],
      }),
    );
    // The endpoint on another node is that node's; the one on none is the elected agent's, as this one is.
    expect(it.urls()).toEqual(['http://10.0.0.1:9090/metrics', 'http://172.16.0.1:9090/metrics']);
    expect(it.labelsOf('http://10.0.0.1:9090/metrics')).toEqual({
      ...base,
      app_kubernetes_io_part_of: 'shop',
      container: 'app',
      endpoint: 'metrics',
      instance: '10.0.0.1:9090',
      job: 'c',
      namespace: 'prod',
      node: 'node-1',
      pod: 'web-1',
      service: 'web',
      team: 'blue',
    });
    expect(it.labelsOf('http://172.16.0.1:9090/metrics')).toMatchObject({
      job: 'c',
      service: 'web',
      endpoint: 'metrics',
    });
  });

  test.each([
    {
      name: 'all namespaces',
      spec: { namespaceSelector: { any: true } },
      want: ['http://10.0.0.1:9090/metrics', 'http://10.0.0.9:9090/metrics', 'http://172.16.0.1:9090/metrics'],
    },
    {
      name: 'a namespace by name',
      spec: { namespaceSelector: { matchNames: ['test'] } },
      want: ['http://10.0.0.9:9090/metrics'],
    },
    {
      name: 'an expression that fits',
      spec: { selector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['blue', 'green'] }] } },
      want: ['http://10.0.0.1:9090/metrics', 'http://172.16.0.1:9090/metrics'],
    },
    {
      name: 'one that does not',
      spec: { selector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['blue'] }] } },
      want: [],
    },
    {
      name: 'a label that must not be there',
      spec: { selector: { matchExpressions: [{ key: 'legacy', operator: 'DoesNotExist' }] } },
      want: ['http://10.0.0.1:9090/metrics', 'http://172.16.0.1:9090/metrics'],
    },
    {
      name: 'a target port by number',
      spec: { endpoints: [{ targetPort: 8080 }] },
      want: ['http://10.0.0.1:8080/metrics'],
    },
    {
      name: 'a target port by name',
      spec: { endpoints: [{ targetPort: 'http' }] },
      want: ['http://10.0.0.1:8080/metrics'],
    },
    {
      name: 'path, scheme and parameters',
      spec: { endpoints: [{ targetPort: 8080, path: '/p', scheme: 'HTTPS', params: { a: ['1', '2'] } }] },
      want: ['https://10.0.0.1:8080/p?a=1&a=2'],
    },
    {
      name: 'relabelings come last',
      spec: {
        endpoints: [
          {
            port: 'metrics',
            relabelings: [
              { sourceLabels: ['pod'], regex: '.+', action: 'Keep' },
              { targetLabel: '__metrics_path__', replacement: '/r' },
            ],
          },
        ],
      },
      want: ['http://10.0.0.1:9090/r'],
    },
  ])('$name', async ({ spec, want }) => {
    const it = await found(monitor('ServiceMonitor', { selector: select, endpoints: [{ port: 'metrics' }], ...spec }));
    expect(it.urls()).toEqual(want);
  });

  test('times, limits, files', () => {
    const { jobs, problems } = serviceMonitorJobs(
      monitor('ServiceMonitor', {
        selector: {},
        sampleLimit: 100,
        endpoints: [
          {
            port: 'a',
            interval: '15s',
            scrapeTimeout: '5s',
            honorLabels: true,
            bearerTokenFile: '/token',
            bearerTokenSecret: { key: '' },
            tlsConfig: { caFile: '/ca', serverName: 'n' },
            metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }],
          },
        ],
      }),
      30_000,
    );
    expect(problems).toEqual([]);
    expect(jobs[0]).toMatchObject({
      intervalMs: 15_000,
      timeoutMs: 5_000,
      honorLabels: true,
      sampleLimit: 100,
      request: { credentials: { kind: 'token', token: { path: '/token' } }, tls: { serverName: 'n', verify: true } },
    });
    expect(jobs[0]!.metricRelabel).toHaveLength(1);
  });

  test.each([
    [
      { basicAuth: { username: { name: 's', key: 'u' } } },
      'basicAuth.username: needs Secret s, key u. The agent has no right to read Secrets',
    ],
    [
      { tlsConfig: { ca: { configMap: { name: 'c', key: 'ca.crt' } } } },
      'tlsConfig.ca.configMap: needs ConfigMap c, key ca.crt',
    ],
    [{ tlsConfig: { keySecret: { name: 's', key: 'k' } } }, 'tlsConfig.keySecret: needs Secret s'],
    [{ authorization: { credentials: { name: 's', key: 'k' } } }, 'authorization.credentials: needs Secret s'],
    [{ oauth2: {} }, 'oauth2: OAuth 2.0 is not supported'],
    [{ interval: 'soon' }, 'interval: expected a duration such as 30s, got "soon"'],
    [{ relabelings: [{ action: 'hashmod', targetLabel: 'x' }] }, 'relabelings[0].modulus: missing: hashmod needs it'],
    [{ relabelings: [{ sourceLabels: ['a'] }] }, 'relabelings[0].targetLabel: missing: replace needs it'],
    [{ scrapeTimeout: '2m' }, 'scrapeTimeout: longer than the interval'],
  ])('%j is said in words, and the other endpoints go on', async (endpoint, message) => {
    const it = await found(
      monitor('ServiceMonitor', { selector: select, endpoints: [{ port: 'http', ...endpoint }] }, 'prod', 'bad'),
      monitor('ServiceMonitor', { selector: select, endpoints: [{ port: 'metrics' }] }),
    );
    const said = it.discovery.problems.map((problem) => formatProblem(problem)).join('\n');
    expect(said).toContain(`ServiceMonitor prod/bad: spec.endpoints[0].${message}`);
    expect(it.urls()).toContain('http://10.0.0.1:9090/metrics');
  });

  test('comes, changes and goes', async () => {
    const it = await found(monitor('ServiceMonitor', { selector: select, endpoints: [{ port: 'metrics' }] }));
    it.serviceMonitors.put(monitor('ServiceMonitor', { selector: select, endpoints: [{ port: 'http' }] }));
    await it.settle();
    await it.settle();
    expect(it.urls()).toEqual(['http://10.0.0.1:8080/metrics', 'http://172.16.0.1:8080/metrics']);
    it.services.put(service('web', {}, { labels: { app: 'else' } }));
    await it.settle();
    expect(it.urls()).toEqual([]);
    it.services.put(service('web', {}, { labels: { app: 'web' } }));
    await it.settle();
    expect(it.urls()).toHaveLength(2);
    it.serviceMonitors.delete('prod', 'm');
    await it.settle();
    expect(it.urls()).toEqual([]);
    expect(it.discovery.pools.some(({ job }) => job.tier === 'monitors')).toBe(false);
  });

  test('after a relist without it, it is gone', async () => {
    const it = await found(monitor('ServiceMonitor', { selector: select, endpoints: [{ port: 'metrics' }] }));
    it.serviceMonitors.relist([]);
    await it.settle();
    expect(it.urls()).toEqual([]);
  });
});

describe('PodMonitor', () => {
  test('labels as the operator gives them, and the node; pods that are over are left out', async () => {
    const it = await found(
      monitor('PodMonitor', {
        selector: select,
        podTargetLabels: ['tier'],
        podMetricsEndpoints: [{ port: 'metrics' }],
      }),
    );
    expect(it.urls()).toEqual(['http://10.0.0.1:9090/metrics']);
    expect(it.labelsOf('http://10.0.0.1:9090/metrics')).toEqual({
      ...base,
      container: 'app',
      endpoint: 'metrics',
      instance: '10.0.0.1:9090',
      job: 'prod/m',
      namespace: 'prod',
      node: 'node-1',
      pod: 'web-1',
      tier: 'front',
    });
  });

  test.each([
    [{ portNumber: 8080 }, ['http://10.0.0.1:8080/metrics']],
    [{ targetPort: 'http' }, ['http://10.0.0.1:8080/metrics']],
    [{ port: 'nothing' }, []],
    [{ port: 'metrics', filterRunning: false }, ['http://10.0.0.1:9090/metrics', 'http://10.0.0.8:9090/metrics']],
  ])('%j', async (endpoint, want) => {
    const it = await found(monitor('PodMonitor', { selector: select, podMetricsEndpoints: [endpoint] }));
    expect(it.urls()).toEqual(want);
  });

  test('its word counts before annotations and what is found by itself, at the same address', async () => {
    const it = await found(
      monitor('PodMonitor', {
        selector: {},
        jobLabel: 'app',
        podMetricsEndpoints: [{ port: 'metrics', relabelings: [{ targetLabel: 'by', replacement: 'monitor' }] }],
      }),
    );
    it.pods.put(
      pod('web-1', {
        labels: { app: 'web' },
        annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' },
        spec: { containers: [{ name: 'app', ports: PORTS }] },
      }),
    );
    await it.settle();
    expect(it.urls()).toEqual(['http://10.0.0.1:9090/metrics']);
    expect(it.labelsOf('http://10.0.0.1:9090/metrics')).toMatchObject({ by: 'monitor', job: 'web' });
    it.podMonitors.delete('prod', 'm');
    await it.settle();
    expect(it.urls()).toEqual(['http://10.0.0.1:9090/metrics']);
    expect(it.labelsOf('http://10.0.0.1:9090/metrics')).not.toHaveProperty('by');
  });
});
