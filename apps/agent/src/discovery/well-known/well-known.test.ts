import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createParser } from '@binnacle/exposition';
import { labelsToRecord } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import { node, pod, service, slice } from '../../../test/cluster-objects.ts';
import { discover, TEST_TAGS } from '../../../test/discovered.ts';
import { MemoryCache } from '../../../test/memory-cache.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { formatProblem } from '../../config/problem.ts';
import type { EndpointSlice, Node, Pod, Service } from '../kubernetes/objects.ts';
import { ScrapeTable } from '../../scrape/scrape-table.ts';
import { flagsOf, pathOnHost } from './component-flags.ts';

const ENVOY_PORTS = [
  { name: 'http-envoy-prom', containerPort: 15_090, protocol: 'TCP' },
  { name: 'status-port', containerPort: 15_021, protocol: 'TCP' },
];
const MERGED = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': '15020',
  'prometheus.io/path': '/stats/prometheus',
};

async function found(pods: readonly Pod[], view: Parameters<typeof discover>[1] = {}) {
  const it = discover({ pods: new MemoryCache('Pod', pods) }, view);
  it.discovery.start();
  await it.settle();
  return it;
}

const common = { cluster: 'k8s-istio', env: 'test' };

describe('Istio', () => {
  test('istiod, whatever ports its chart declares, once', async () => {
    const istiod = pod('istiod-1', {
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': 'default' },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '15014' },
      spec: {
        containers: [{ name: 'discovery', ports: [{ containerPort: 8080 }, { containerPort: 15_010 }] }],
      },
    });
    const it = await found([istiod]);
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl)).toEqual(['http://10.0.0.1:15014/metrics']);
    expect(it.labelsOf('http://10.0.0.1:15014/metrics')).toEqual({
      ...common,
      app: 'istiod',
      container: 'discovery',
      instance: '10.0.0.1:15014',
      job: 'istiod',
      namespace: 'istio-system',
      node: 'node-1',
      pod: 'istiod-1',
    });
  });

  const sidecar = (name: string, parts: Parameters<typeof pod>[1] = {}): Pod =>
    pod(name, {
      labels: { app: 'reviews', version: 'v1' },
      spec: {
        containers: [
          { name: 'reviews', ports: [{ containerPort: 9080 }] },
          { name: 'istio-proxy', ports: ENVOY_PORTS },
        ],
      },
      ...parts,
    });

  test('a sidecar with merged metrics is read at 15020, once, and not as an annotated pod', async () => {
    const it = await found([sidecar('reviews-v1', { annotations: MERGED })]);
    expect(it.log).toEqual(['begin http://10.0.0.1:15020/stats/prometheus']);
    expect(it.labelsOf('http://10.0.0.1:15020/stats/prometheus')).toEqual({
      ...common,
      app: 'reviews',
      container: 'istio-proxy',
      instance: '10.0.0.1:15020',
      job: 'istio-proxy',
      namespace: 'prod',
      node: 'node-1',
      pod: 'reviews-v1',
    });
  });

  test.each([
    { name: 'no annotations', parts: {}, want: ['http://10.0.0.1:15090/stats/prometheus'] },
    {
      name: 'the application has a port of its own, and merging is off',
      parts: {
        annotations: {
          'prometheus.io/scrape': 'true',
          'prometheus.io/port': '9080',
          'prometheus.istio.io/merge-metrics': 'false',
        },
      },
      want: ['http://10.0.0.1:15090/stats/prometheus', 'http://10.0.0.1:9080/metrics'],
    },
    {
      name: 'a native sidecar, which is an init container',
      parts: {
        annotations: MERGED,
        spec: { containers: [{ name: 'app' }], initContainers: [{ name: 'istio-proxy', ports: ENVOY_PORTS }] },
      },
      want: ['http://10.0.0.1:15020/stats/prometheus'],
    },
    { name: 'IPv6', parts: { ip: 'fd00::7' }, want: ['http://[fd00::7]:15090/stats/prometheus'] },
    {
      name: 'IPv6, merged',
      parts: { ip: 'fd00::7', annotations: MERGED },
      want: ['http://[fd00::7]:15020/stats/prometheus'],
    },
    { name: 'another node', parts: { node: 'node-2' }, want: [] },
    { name: 'a job that is over', parts: { status: { phase: 'Succeeded', podIP: '10.0.0.1' } }, want: [] },
  ])('a sidecar: $name', async ({ parts, want }) => {
    const it = await found([sidecar('x', parts)]);
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl).sort()).toEqual(want);
  });

  test('ztunnel answers on 15020 without a path', async () => {
    const ztunnel = pod('ztunnel-a', {
      namespace: 'istio-system',
      labels: { app: 'ztunnel' },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '15020' },
      spec: { containers: [{ name: 'istio-proxy', ports: [{ name: 'ztunnel-stats', containerPort: 15_020 }] }] },
    });
    const it = await found([ztunnel]);
    expect(it.log).toEqual(['begin http://10.0.0.1:15020/metrics']);
    expect(it.labelsOf('http://10.0.0.1:15020/metrics')).toMatchObject({
      job: 'ztunnel',
      app: 'ztunnel',
      pod: 'ztunnel-a',
    });
  });
});

describe('the cluster itself', () => {
  test('kubelet: four paths of the own node, cAdvisor with labels and times of its own', async () => {
    const nodes = new MemoryCache<Node>('Node', [node('node-1'), node('node-2', '192.168.0.2')]);
    const it = discover({ nodes });
    it.discovery.start();
    await it.settle();
    const host = 'https://192.168.0.1:10250';
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl).sort()).toEqual([
      `${host}/metrics`,
      `${host}/metrics/cadvisor`,
      `${host}/metrics/probes`,
      `${host}/metrics/resource`,
    ]);
    expect(it.labelsOf(`${host}/metrics/cadvisor`)).toEqual({
      cluster: 'k8s-istio',
      host: 'node-1',
      instance: '192.168.0.1:10250',
      job: 'cadvisor',
      metrics_path: '/metrics/cadvisor',
      node: 'node-1',
    });
    expect(it.labelsOf(`${host}/metrics`)).toMatchObject({ job: 'kubelet', metrics_path: '/metrics' });
    const cadvisor = [...it.running.values()].find(({ job }) => job === 'cadvisor')!;
    expect(cadvisor.scrape.honorTimestamps).toBe(true);
  });

  test('API servers are read by the elected agent, and move with the election', async () => {
    const endpointSlices = new MemoryCache<EndpointSlice>('EndpointSlice', [
      slice(
        'kubernetes',
        'kubernetes',
        {
          ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
          endpoints: [{ addresses: ['192.168.0.1'] }, { addresses: ['192.168.0.2'] }],
        },
        'default',
      ),
    ]);
    const it = discover({ endpointSlices }, {}, { isElected: false });
    it.discovery.start();
    await it.settle();
    expect(it.log).toEqual([]);
    it.discovery.setElected(true);
    expect(it.log).toEqual(['begin https://192.168.0.1:6443/metrics', 'begin https://192.168.0.2:6443/metrics']);
    expect(it.labelsOf('https://192.168.0.2:6443/metrics')).toEqual({
      ...common,
      instance: '192.168.0.2:6443',
      job: 'kube-apiserver',
      namespace: 'default',
      service: 'kubernetes',
    });
    it.log.length = 0;
    it.discovery.setElected(false);
    expect(it.log).toEqual(['moved https://192.168.0.1:6443/metrics', 'moved https://192.168.0.2:6443/metrics']);
  });

  test('where no endpoints are published, the API server that the agent speaks to is read', async () => {
    const endpointSlices = new MemoryCache<EndpointSlice>('EndpointSlice');
    const server = new URL('https://127.0.0.1:16443');
    const tls = { ca: [], cert: undefined, key: undefined, serverName: '', verify: true };
    const it = discover({ endpointSlices }, { access: { server, credentials: undefined, tls } });
    it.discovery.start();
    await it.settle();
    expect(it.log).toEqual(['begin https://127.0.0.1:16443/metrics']);
    endpointSlices.put(
      slice(
        'kubernetes',
        'kubernetes',
        { ports: [{ name: 'https', port: 6443 }], endpoints: [{ addresses: ['192.168.0.1'] }] },
        'default',
      ),
    );
    await it.settle();
    await it.settle();
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl)).toEqual(['https://192.168.0.1:6443/metrics']);
  });

  test('CoreDNS is coredns, though its service is annotated under another name', async () => {
    const dns = pod('coredns-1', {
      namespace: 'kube-system',
      ip: '10.0.0.2',
      labels: { 'k8s-app': 'kube-dns' },
      spec: {
        containers: [
          {
            name: 'coredns',
            ports: [
              { name: 'dns', containerPort: 53, protocol: 'UDP' },
              { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
            ],
          },
        ],
      },
    });
    const it = discover({
      pods: new MemoryCache('Pod', [dns]),
      services: new MemoryCache<Service>('Service', [
        service(
          'kube-dns',
          {},
          {
            namespace: 'kube-system',
            annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9153' },
          },
        ),
      ]),
      endpointSlices: new MemoryCache<EndpointSlice>('EndpointSlice', [
        slice(
          'kube-dns-x',
          'kube-dns',
          {
            ports: [
              { name: 'dns', port: 53, protocol: 'UDP' },
              { name: 'metrics', port: 9153, protocol: 'TCP' },
            ],
            endpoints: [
              {
                addresses: ['10.0.0.2'],
                nodeName: 'node-1',
                targetRef: { kind: 'Pod', name: 'coredns-1', namespace: 'kube-system' },
              },
            ],
          },
          'kube-system',
        ),
      ]),
    });
    it.discovery.start();
    await it.settle();
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl)).toEqual(['http://10.0.0.2:9153/metrics']);
    expect(it.labelsOf('http://10.0.0.2:9153/metrics')).toMatchObject({
      job: 'coredns',
      namespace: 'kube-system',
      pod: 'coredns-1',
      container: 'coredns',
    });
  });
});

describe('static pods', () => {
  const component = (name: string, command: readonly string[], more: Parameters<typeof pod>[1] = {}): Pod =>
    pod(`${name}-node-1`, {
      namespace: 'kube-system',
      ip: '192.168.0.1',
      labels: { component: name, tier: 'control-plane' },
      spec: { hostNetwork: true, containers: [{ name, command: [name, ...command] }], ...more.spec },
    });

  test.each([
    {
      name: 'etcd with metrics on loopback',
      pods: [
        component('etcd', [
          '--listen-metrics-urls=http://127.0.0.1:2381',
          '--listen-client-urls=https://127.0.0.1:2379',
        ]),
      ],
      want: ['http://127.0.0.1:2381/metrics', 'etcd', '192.168.0.1:2381'],
    },
    {
      name: 'etcd with metrics on an address',
      pods: [component('etcd', ['--listen-metrics-urls', 'http://127.0.0.1:2381,http://192.168.0.1:2381'])],
      want: ['http://127.0.0.1:2381/metrics', 'etcd', '192.168.0.1:2381'],
    },
    {
      name: 'the scheduler of kubeadm',
      pods: [component('kube-scheduler', ['--bind-address=127.0.0.1'])],
      want: ['https://127.0.0.1:10259/metrics', 'kube-scheduler', '192.168.0.1:10259'],
    },
    {
      name: 'a controller manager that listens everywhere, on another port',
      pods: [component('kube-controller-manager', ['--secure-port=11257'])],
      want: ['https://192.168.0.1:11257/metrics', 'kube-controller-manager', '192.168.0.1:11257'],
    },
    {
      name: 'kube-proxy',
      pods: [
        pod('kube-proxy-x', {
          namespace: 'kube-system',
          ip: '192.168.0.1',
          labels: { 'k8s-app': 'kube-proxy' },
          spec: {
            hostNetwork: true,
            containers: [{ name: 'kube-proxy', command: ['/usr/local/bin/kube-proxy', '--config=x'] }],
          },
        }),
      ],
      want: ['http://127.0.0.1:10249/metrics', 'kube-proxy', '192.168.0.1:10249'],
    },
  ])('$name', async ({ pods, want: [url, job, instance] }) => {
    const it = await found(pods);
    expect(it.log).toEqual([`begin ${url}`]);
    expect(it.labelsOf(url!)).toMatchObject({
      job,
      instance,
      node: 'node-1',
      namespace: 'kube-system',
      host: 'node-1',
    });
  });

  test('what only loopback answers is said to be out of reach without the network of the node', async () => {
    const it = await found([component('kube-scheduler', ['--bind-address=127.0.0.1'])], { hostNetwork: false });
    expect(it.log).toEqual([]);
    expect(it.discovery.problems.map((problem) => formatProblem(problem))).toEqual([
      'discovery of kube-scheduler kube-scheduler-node-1: kube-scheduler listens on the loopback of its node only, which this agent does not share. Run the agent with hostNetwork: true, or have the component listen on an address of the node',
    ]);
  });

  test('etcd that answers its clients only: certificates from its folder on the machine', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'etc/kubernetes/pki/etcd'), { recursive: true });
    for (const name of ['ca.crt', 'healthcheck-client.crt', 'healthcheck-client.key']) {
      writeFileSync(join(root, 'etc/kubernetes/pki/etcd', name), '');
    }
    const flags = [
      '--advertise-client-urls=https://192.168.0.1:2379',
      '--client-cert-auth=true',
      '--cert-file=/certs/server.crt',
      '--key-file=/certs/server.key',
      '--trusted-ca-file=/certs/ca.crt',
    ];
    const etcd = component('etcd', flags, {
      spec: {
        containers: [{ name: 'etcd', command: ['etcd', ...flags], volumeMounts: [{ name: 'c', mountPath: '/certs' }] }],
        volumes: [{ name: 'c', hostPath: { path: '/etc/kubernetes/pki/etcd' } }],
      },
    });
    const it = await found([etcd], { hostRoot: root });
    expect(it.log).toEqual(['begin https://192.168.0.1:2379/metrics']);
    const [target] = it.running.values();
    const folder = join(root, 'etc/kubernetes/pki/etcd');
    expect(target!.scrape.request.tls).toMatchObject({
      verify: true,
      ca: [{ path: join(folder, 'ca.crt') }],
      cert: { path: join(folder, 'healthcheck-client.crt') },
      key: { path: join(folder, 'healthcheck-client.key') },
    });
    const bare = await found([etcd], { hostRoot: join(root, 'nothing') });
    expect(bare.log).toEqual([]);
    expect(bare.discovery.problems[0]?.message).toContain(
      'etcd asks for a client certificate, and the agent finds none in',
    );
  });

  test('etcd that an input reads already is left to it', async () => {
    const it = discover({
      pods: new MemoryCache('Pod', [
        component('etcd', [
          '--listen-metrics-urls=http://127.0.0.1:2381',
          '--listen-client-urls=https://127.0.0.1:2379',
        ]),
      ]),
    });
    const { parseConfFile } = await import('../../inputs/conf-file.ts');
    const { targetsOf } = await import('../../scrape/target.ts');
    const conf = parseConfFile('etcd.conf', '[[inputs.prom]]\nurl = "https://127.0.0.1:2379/metrics"\n');
    it.discovery.setInputs(conf.inputs.flatMap(targetsOf));
    it.discovery.start();
    await it.settle();
    expect(it.log).toEqual([]);
    it.discovery.setInputs([]);
    expect(it.log).toEqual(['begin http://127.0.0.1:2381/metrics']);
  });
});

test.each([
  [
    { name: 'a', command: ['etcd', '--a=1', '--b', '2', '--c', '--d=x=y'] },
    { a: '1', b: '2', c: 'true', d: 'x=y' },
  ],
  [
    { name: 'a', command: ['sh', '-c', 'exec etcd --a=1 --b 2'] },
    { a: '1', b: '2' },
  ],
  [{ name: 'a', args: ['-a=1', '--a=2'] }, { a: '2' }],
  [{ name: 'a' }, {}],
])('flags of %j', (container, want) => {
  expect(Object.fromEntries(flagsOf(container))).toMatchObject(want);
});

test('a path of a container on the machine', () => {
  const container = {
    name: 'c',
    volumeMounts: [
      { name: 'a', mountPath: '/etc' },
      { name: 'b', mountPath: '/etc/deep/' },
      { name: 'none', mountPath: '/data' },
    ],
  };
  const owner = pod('p', {
    spec: {
      containers: [container],
      volumes: [
        { name: 'a', hostPath: { path: '/host-a' } },
        { name: 'b', hostPath: { path: '/host-b' } },
        { name: 'none' },
      ],
    },
  });
  expect(
    ['/etc/x', '/etc/deep/y', '/data/z', '/other', '/etcetera'].map((path) => pathOnHost(path, container, owner)),
  ).toEqual(['/host-a/x', '/host-b/y', undefined, undefined, undefined]);
});

test('from outside of the cluster only the API server is found', async () => {
  const it = discover(
    { pods: new MemoryCache('Pod', [pod('x', { annotations: { 'prometheus.io/scrape': 'true' } })]) },
    {
      node: undefined,
      isInside: false,
      access: {
        server: new URL('https://api.example.org:6443/proxied'),
        credentials: undefined,
        tls: { ca: [], cert: undefined, key: undefined, serverName: '', verify: true },
      },
    },
  );
  it.discovery.start();
  await it.settle();
  expect(it.log).toEqual(['begin https://api.example.org:6443/proxied/metrics']);
});

test('an agent without a node that reaches all of them reads their kubelets and components, and puts its name on none', async () => {
  const onNode = (name: string, ip: string): Pod =>
    pod(`etcd-${name}`, {
      namespace: 'kube-system',
      ip,
      labels: { component: 'etcd', tier: 'control-plane' },
      spec: {
        nodeName: name,
        containers: [{ name: 'etcd', command: ['etcd', `--listen-metrics-urls=http://${ip}:2381`] }],
      },
    });
  const node = (name: string, address: string): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: name, resourceVersion: '1' },
    status: {
      addresses: [{ type: 'InternalIP', address }],
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    },
  });
  const it = discover(
    {
      // Nodes of a simulated cluster have addresses of the loopback network.
      pods: new MemoryCache('Pod', [onNode('a', '127.64.0.10'), onNode('b', '127.64.0.11')]),
      nodes: new MemoryCache<Node>('Node', [node('a', '127.64.0.10'), node('b', '127.64.0.11')]),
    },
    { node: undefined },
    { podNetwork: 'reachable' },
  );
  it.discovery.start();
  await it.settle();
  const urls = [...it.running.values()].map(({ displayUrl }) => displayUrl);
  for (const ip of ['127.64.0.10', '127.64.0.11']) {
    expect(urls).toContain(`https://${ip}:10250/metrics/cadvisor`);
    expect(urls).toContain(`http://${ip}:2381/metrics`);
    expect(it.labelsOf(`http://${ip}:2381/metrics`)).not.toHaveProperty('host');
    expect(it.labelsOf(`https://${ip}:10250/metrics`)).not.toHaveProperty('host');
  }
  expect(it.discovery.problems).toEqual([]);
});

const fixtures =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../../shared/fixtures', import.meta.url));
const recorded = `${fixtures}/exposition/k8s-api`;

describe.skipIf(!existsSync(recorded))('the recorded cluster (left out without the fixtures)', () => {
  test("cAdvisor's own labels and times win, and the node is added", async () => {
    const it = discover({ nodes: new MemoryCache<Node>('Node', [node('node-1')]) });
    it.discovery.start();
    await it.settle();
    const stored = (job: string, path: string): (Record<string, string> & { at: number })[] => {
      const target = [...it.running.values()].find(({ displayUrl }) => displayUrl.endsWith(job))!;
      const { families, labels } = target.rules({ tags: TEST_TAGS, election: true });
      const table = new ScrapeTable(families, labels, target.scrape);
      table.begin();
      const parser = createParser('prometheus-text', table, { normalizeBounds: true });
      parser.push(readFileSync(path));
      expect(parser.end().ok).toBe(true);
      const rows: (Record<string, string> & { at: number })[] = [];
      table.commit(1, {
        sample: (series, at) => void rows.push({ ...labelsToRecord(series.labels), at } as never),
        stale: () => {},
      });
      return rows;
    };
    const exposition = `${fixtures}/exposition/cadvisor/kubelet-cadvisor-k8s1.31.prom`;
    const cpu = stored('/metrics/cadvisor', exposition).filter(
      ({ __name__ }) => __name__ === 'container_cpu_usage_seconds_total',
    );
    expect(
      cpu.some(
        ({ pod: name, namespace, container }) =>
          name !== undefined && namespace !== undefined && container !== undefined,
      ),
    ).toBe(true);
    expect(
      cpu.every((row) => row['node'] === 'node-1' && row['job'] === 'cadvisor' && row['cluster'] === 'k8s-istio'),
    ).toBe(true);
    expect(cpu.some((row) => Object.keys(row).some((name) => name.startsWith('exported_')))).toBe(false);
    expect(cpu.every(({ at }) => at > 1_600_000_000_000)).toBe(true);
    // The same names at another path of the kubelet would count everything twice.
    const names = stored('/metrics/resource', exposition).map(({ __name__ }) => __name__);
    expect(names.filter((name) => name!.startsWith('container_'))).toEqual([]);
  });

  test('everything that it has of the control plane', async () => {
    const items = (name: string): never[] =>
      (JSON.parse(readFileSync(`${recorded}/${name}-k8s1.34.json`, 'utf8')) as { items: never[] }).items;
    const it = discover(
      {
        pods: new MemoryCache<Pod>('Pod', items('pods')),
        services: new MemoryCache<Service>('Service', items('services')),
        nodes: new MemoryCache<Node>('Node', items('nodes')),
      },
      { node: 'datagen-1-34' },
    );
    it.discovery.start();
    await it.settle();
    const jobs = [...it.running.values()].map(({ job, displayUrl }) => `${job} ${displayUrl}`).sort();
    expect(jobs).toEqual([
      'cadvisor https://192.168.58.2:10250/metrics/cadvisor',
      'coredns http://10.244.0.2:9153/metrics',
      'etcd http://127.0.0.1:2381/metrics',
      'kube-controller-manager https://127.0.0.1:10257/metrics',
      'kube-proxy http://127.0.0.1:10249/metrics',
      'kube-scheduler https://127.0.0.1:10259/metrics',
      'kubelet https://192.168.58.2:10250/metrics',
      'kubelet https://192.168.58.2:10250/metrics/probes',
      'kubelet https://192.168.58.2:10250/metrics/resource',
    ]);
  });
});
