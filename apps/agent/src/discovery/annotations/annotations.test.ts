import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pod, service, slice } from '../../../test/cluster-objects.ts';
import { discover } from '../../../test/discovered.ts';
import { MemoryCache } from '../../../test/memory-cache.ts';
import { formatProblem } from '../../config/problem.ts';
import type { EndpointSlice, Pod, Service } from '../kubernetes/objects.ts';
import { INSTANCES, instancesOf } from './instances.ts';

const block = (more = '', url = 'http://$IP:15020/stats/prometheus'): string =>
  `[[inputs.prom]]\n  url = "${url}"\n${more}`;

describe('datakit/prom.instances', () => {
  const asks = (toml: string, parts: Parameters<typeof pod>[1] = {}): Pod =>
    pod('reviews-1', { ...parts, annotations: { [INSTANCES]: toml, ...parts.annotations } });

  test('all placeholders', () => {
    const text = block(
      'source = "s-$NODENAME"\n[inputs.prom.tags]\nnamespace = "$NAMESPACE"\npod_name = "$PODNAME"\nip = "$IP"',
    );
    const { targets, problems } = instancesOf(asks(text));
    expect(problems).toEqual([]);
    expect(targets).toHaveLength(1);
    expect(targets[0]).toMatchObject({
      job: 's-node-1',
      displayUrl: 'http://10.0.0.1:15020/stats/prometheus',
      instance: '10.0.0.1:15020',
    });
  });

  test('labels: those of the block first, then those that say which pod', async () => {
    const owner = asks(block('[inputs.prom.tags]\nnamespace = "mine"'), { labels: { app: 'reviews' } });
    const it = discover({ pods: new MemoryCache('Pod', [owner]) });
    it.discovery.start();
    await it.settle();
    expect(it.labelsOf('http://10.0.0.1:15020/stats/prometheus')).toEqual({
      app: 'reviews',
      cluster: 'k8s-istio',
      host: 'node-1',
      instance: '10.0.0.1:15020',
      // By default namespace and name of the pod.
      job: 'prod/reviews-1',
      namespace: 'mine',
      node: 'node-1',
      pod: 'reviews-1',
    });
  });

  test.each([
    {
      name: 'one of several addresses',
      annotations: { [`${INSTANCES}.ip_index`]: '1' },
      want: ['http://10.9.9.9:15020/stats/prometheus'],
    },
    { name: 'an index that there is not', annotations: { [`${INSTANCES}.ip_index`]: '2' }, want: [] },
    { name: 'not running', status: { phase: 'Pending', podIP: '10.0.0.1' }, want: [] },
    { name: 'no address yet', status: { phase: 'Running', podIP: '' }, want: [] },
  ])('$name', ({ annotations = {}, status = {}, want }) => {
    const owner = asks(block(), {
      annotations,
      status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: '10.9.9.9' }], ...status },
    });
    expect(instancesOf(owner).targets.map(({ displayUrl }) => displayUrl)).toEqual(want);
  });

  test('an IPv6 address stands in brackets', () => {
    const { targets } = instancesOf(asks(block(), { ip: 'fd00::1' }));
    expect(targets[0]?.displayUrl).toBe('http://[fd00::1]:15020/stats/prometheus');
  });

  test.each([
    ['uds_path = "/var/run/docker.sock"', 'an annotation must not name a socket of the machine'],
    ['output = "/etc/cron.d/x"', 'an annotation must not name a file of the machine'],
    [
      'auth = { type = "bearer_token", token_file = "/var/run/secrets/token" }',
      'auth.token_file: an annotation must not',
    ],
    ['tls_open = true\ntls_cert = "/etc/kubernetes/pki/etcd/peer.crt"', 'tls_cert: an annotation must not'],
    ['ca_certs = ["/etc/shadow"]', 'ca_certs: an annotation must not'],
  ])('a pod reaches nothing of the machine: %s', (option, message) => {
    const { targets, problems } = instancesOf(asks(block(option)));
    expect(targets).toEqual([]);
    expect(problems.map((problem) => formatProblem(problem)).join('\n')).toContain(message);
  });

  test.each([
    'file:///etc/passwd',
    '/etc/passwd',
    'http://127.0.0.1:10255/metrics',
    'http://localhost:9529/metrics',
    'http://169.254.169.254/latest',
    'http://[::1]:1/',
    'http://0.0.0.0:1/',
    'http://2130706433/',
    'http://[::ffff:127.0.0.1]/',
  ])('nor an address of it: %s', (url) => {
    const { targets, problems } = instancesOf(asks(block('', url)));
    expect(targets).toEqual([]);
    expect(problems[0]?.code).toBe('not_allowed');
  });

  test.each([
    ['[[inputs.prom]]\nurl = ', 'pod prod/reviews-1, annotation datakit/prom.instances:2: not valid TOML'],
    [block('intervall = "60s"'), 'intervall: unknown option. Did you mean interval?'],
    [block('\ttags_ignore = ["a"]'), ':3: this line is indented with a tab, which YAML does not allow'],
  ])('%j is said in words', (text, message) => {
    expect(
      instancesOf(asks(text))
        .problems.map((problem) => formatProblem(problem))
        .join('\n'),
    ).toContain(message);
  });

  test('a line indented with a tab counts all the same', () => {
    expect(instancesOf(asks(block('\tsource = "s"'))).targets[0]?.job).toBe('s');
  });

  test('comes and goes with the pod; what does not concern it leaves it alone', async () => {
    const pods = new MemoryCache<Pod>('Pod');
    const it = discover({ pods });
    it.discovery.start();
    const first = asks(block());
    pods.put(first);
    await it.settle();
    pods.put({ ...first, status: { ...first.status, conditions: [{ type: 'Ready', status: 'False' }] } });
    await it.settle();
    expect(it.log).toEqual(['begin http://10.0.0.1:15020/stats/prometheus']);
    pods.put({ ...first, metadata: { ...first.metadata, annotations: { [INSTANCES]: block('interval = "10s"') } } });
    await it.settle();
    expect([...it.running.values()].map(({ scrape }) => scrape.intervalMs)).toEqual([10_000]);
    pods.delete('prod', 'reviews-1');
    await it.settle();
    expect(it.running.size).toBe(0);
    expect(it.log.at(-1)).toBe('gone http://10.0.0.1:15020/stats/prometheus');
  });

  test('no text makes it throw', () => {
    const line = constantFrom(
      '[[inputs.prom]]',
      'url = "http://$IP:1/"',
      'tags = {',
      '\t',
      '$IP',
      'source = "$NODENAME"',
      '"""',
    );
    assert(property(array(line), (lines) => void instancesOf(asks(lines.join('\n')))));
    assert(property(string(), (text) => void instancesOf(asks(text))));
  });
});

describe('prometheus.io on pods', () => {
  const annotated = (annotations: Record<string, string>, parts: Parameters<typeof pod>[1] = {}): Pod =>
    pod('web-1', {
      labels: { app: 'web' },
      annotations: { 'prometheus.io/scrape': 'true', ...annotations },
      spec: {
        containers: [
          { name: 'app', ports: [{ containerPort: 80 }, { containerPort: 9090 }] },
          { name: 'side', ports: [{ containerPort: 7 }] },
        ],
      },
      ...parts,
    });
  const urls = async (...pods: readonly Pod[]): Promise<string[]> => {
    const it = discover({ pods: new MemoryCache('Pod', pods) });
    it.discovery.start();
    await it.settle();
    return [...it.running.values()].map(({ displayUrl }) => displayUrl).sort();
  };

  test.each([
    {
      name: 'port, path, scheme',
      annotations: { 'prometheus.io/port': '9090', 'prometheus.io/path': '/m', 'prometheus.io/scheme': 'https' },
      want: ['https://10.0.0.1:9090/m'],
    },
    {
      name: 'a port that the pod does not declare',
      annotations: { 'prometheus.io/port': '1234' },
      want: ['http://10.0.0.1:1234/metrics'],
    },
    {
      name: 'parameters',
      annotations: { 'prometheus.io/port': '7', 'prometheus.io/param_format': 'prometheus' },
      want: ['http://10.0.0.1:7/metrics?format=prometheus'],
    },
    {
      name: 'without a port all that are declared',
      annotations: {},
      want: ['http://10.0.0.1/metrics', 'http://10.0.0.1:7/metrics', 'http://10.0.0.1:9090/metrics'],
    },
    { name: 'not asked for', annotations: { 'prometheus.io/scrape': 'false', 'prometheus.io/port': '7' }, want: [] },
    {
      name: 'a port that is none',
      annotations: { 'prometheus.io/port': 'metrics' },
      want: ['http://10.0.0.1/metrics', 'http://10.0.0.1:7/metrics', 'http://10.0.0.1:9090/metrics'],
    },
  ])('$name', async ({ annotations, want }) => {
    expect(await urls(annotated(annotations as Record<string, string>))).toEqual(want);
  });

  test('labels of the contract, with the container whose port it is', async () => {
    const it = discover({ pods: new MemoryCache('Pod', [annotated({ 'prometheus.io/port': '7' })]) });
    it.discovery.start();
    await it.settle();
    expect(it.labelsOf('http://10.0.0.1:7/metrics')).toEqual({
      app: 'web',
      cluster: 'k8s-istio',
      container: 'side',
      env: 'test',
      instance: '10.0.0.1:7',
      job: 'web',
      namespace: 'prod',
      node: 'node-1',
      pod: 'web-1',
    });
  });

  test('slow ones every five minutes', async () => {
    const it = discover({
      pods: new MemoryCache('Pod', [
        annotated({ 'prometheus.io/scrape': '', 'prometheus.io/scrape-slow': 'true', 'prometheus.io/port': '7' }),
      ]),
    });
    it.discovery.start();
    await it.settle();
    expect([...it.running.values()].map(({ scrape }) => scrape.intervalMs)).toEqual([300_000]);
  });

  test('what the agent collects itself is not scraped as well', async () => {
    const metrics = annotated(
      { 'prometheus.io/port': '8080' },
      { labels: { 'app.kubernetes.io/name': 'kube-state-metrics' } },
    );
    expect(await urls(metrics)).toEqual([]);
  });

  test('a pod with both kinds of annotations at the same address is scraped once, by its own words', async () => {
    const owner = annotated({
      'prometheus.io/port': '15020',
      'prometheus.io/path': '/stats/prometheus',
      [INSTANCES]: block('source = "mine"'),
    });
    const it = discover({ pods: new MemoryCache('Pod', [owner]) });
    it.discovery.start();
    await it.settle();
    expect([...it.running.values()].map(({ job, displayUrl }) => `${job} ${displayUrl}`)).toEqual([
      'mine http://10.0.0.1:15020/stats/prometheus',
    ]);
  });
});

describe('prometheus.io on services', () => {
  const caches = (annotations: Record<string, string>) => ({
    pods: new MemoryCache<Pod>('Pod', [
      pod('web-1', { ip: '10.0.0.1', spec: { containers: [{ name: 'app', ports: [{ containerPort: 8080 }] }] } }),
    ]),
    services: new MemoryCache<Service>('Service', [
      service(
        'web',
        { ports: [{ name: 'http', port: 80 }] },
        { annotations: { 'prometheus.io/scrape': 'true', ...annotations } },
      ),
    ]),
    endpointSlices: new MemoryCache<EndpointSlice>('EndpointSlice', [
      slice('web-a', 'web', {
        ports: [{ name: 'http', port: 8080 }],
        endpoints: [
          { addresses: ['10.0.0.1'], nodeName: 'node-1', targetRef: { kind: 'Pod', name: 'web-1' } },
          { addresses: ['10.0.0.2'], nodeName: 'node-2', targetRef: { kind: 'Pod', name: 'web-2' } },
          { addresses: ['172.16.0.9'] },
        ],
      }),
    ]),
  });

  test('endpoints on this node, and as the elected agent those on none', async () => {
    const it = discover(caches({}), {}, { isElected: true });
    it.discovery.start();
    await it.settle();
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl).sort()).toEqual([
      'http://10.0.0.1:8080/metrics',
      'http://172.16.0.9:8080/metrics',
    ]);
    expect(it.labelsOf('http://10.0.0.1:8080/metrics')).toMatchObject({
      job: 'web',
      service: 'web',
      pod: 'web-1',
      node: 'node-1',
    });
    it.discovery.setElected(false);
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl)).toEqual(['http://10.0.0.1:8080/metrics']);
  });

  test('a port of its own', async () => {
    const it = discover(caches({ 'prometheus.io/port': '9999', 'prometheus.io/path': '/x' }), {}, { isElected: true });
    it.discovery.start();
    await it.settle();
    expect([...it.running.values()].map(({ displayUrl }) => displayUrl).sort()).toEqual([
      'http://10.0.0.1:9999/x',
      'http://172.16.0.9:9999/x',
    ]);
  });
});

test('each kind can be turned off', async () => {
  const owner = pod('x', {
    annotations: { [INSTANCES]: block(), 'prometheus.io/scrape': 'true', 'prometheus.io/port': '1' },
  });
  const it = discover(
    { pods: new MemoryCache('Pod', [owner]) },
    {},
    { off: new Set(['instances', 'pod-annotations']) },
  );
  it.discovery.start();
  await it.settle();
  expect(it.log).toEqual([]);
});
