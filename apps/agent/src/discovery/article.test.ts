import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createParser } from '@binnacle/exposition';
import { labelsToRecord } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import { pod, service, slice } from '../../test/cluster-objects.ts';
import { discover, TEST_TAGS, type Discovered } from '../../test/discovered.ts';
import { MemoryCache } from '../../test/memory-cache.ts';
import { formatProblem } from '../config/problem.ts';
import { parseConfFile } from '../inputs/conf-file.ts';
import { ScrapeTable } from '../scrape/scrape-table.ts';
import { targetsOf, type Target } from '../scrape/target.ts';
import { INSTANCES } from './annotations/instances.ts';
import type { EndpointSlice, Pod, Service } from './kubernetes/objects.ts';

const fixtures =
  process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));
const recorded = `${fixtures}/exposition/istio`;
const article = (name: string): string =>
  readFileSync(new URL(`../../../../testdata/agent/article/${name}`, import.meta.url), 'utf8');

const ENVOY = { name: 'istio-proxy', ports: [{ name: 'http-envoy-prom', containerPort: 15_090, protocol: 'TCP' }] };
/** What the injector adds. */
const MERGED = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': '15020',
  'prometheus.io/path': '/stats/prometheus',
};

const BOOKINFO = ['productpage', 'details', 'ratings', 'reviews'];

function bookinfoPods(): Pod[] {
  return BOOKINFO.map((app, i) =>
    pod(`${app}-v1-0`, {
      ip: `10.0.1.${i + 1}`,
      labels: { app, version: 'v1' },
      annotations: { ...MERGED, [INSTANCES]: article(`bookinfo-${app}.annotation.toml`) },
      spec: { containers: [{ name: app, ports: [{ containerPort: 9080 }] }, ENVOY] },
    }),
  );
}

const GATEWAYS = ['istio-ingressgateway', 'istio-egressgateway'];

function controlPlanePods(): Pod[] {
  return [
    pod('istiod-0', {
      namespace: 'istio-system',
      ip: '10.0.2.1',
      labels: { app: 'istiod' },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '15014' },
      spec: { containers: [{ name: 'discovery', ports: [{ containerPort: 8080 }] }] },
    }),
    ...GATEWAYS.map((app, i) =>
      pod(`${app}-0`, {
        namespace: 'istio-system',
        ip: `10.0.2.${i + 2}`,
        labels: { app },
        annotations: MERGED,
        spec: { containers: [ENVOY] },
      }),
    ),
  ];
}

const system = { namespace: 'istio-system' };
const services = (): Service[] => [
  service('istiod', { ports: [{ name: 'http-monitoring', port: 15_014 }] }, system),
  ...GATEWAYS.map((app) => service(`${app}-ext`, { ports: [{ name: 'metrics', port: 15_020 }] }, system)),
];
const behind = (name: string, port: string, number: number, ip: string): EndpointSlice =>
  slice(
    `${name}-x`,
    name,
    { ports: [{ name: port, port: number }], endpoints: [{ addresses: [ip], nodeName: 'node-1' }] },
    'istio-system',
  );
const slices = (): EndpointSlice[] => [
  behind('istiod', 'http-monitoring', 15_014, '10.0.2.1'),
  ...GATEWAYS.map((app, i) => behind(`${app}-ext`, 'metrics', 15_020, `10.0.2.${i + 2}`)),
];

const CONFIGURATIONS = ['prom_istiod.conf', 'prom-ingressgateway.conf', 'prom-egressgateway.conf'];

/** The article's set-up, and what the agents scrape in it. */
async function setUp(): Promise<{ readonly it: Discovered; readonly inputs: readonly Target[] }> {
  const inputs = CONFIGURATIONS.flatMap((name) => {
    const conf = parseConfFile(name, article(name));
    expect(conf.problems).toEqual([]);
    return conf.inputs.flatMap(targetsOf);
  });
  const it = discover({
    pods: new MemoryCache('Pod', [...bookinfoPods(), ...controlPlanePods()]),
    services: new MemoryCache('Service', services()),
    endpointSlices: new MemoryCache('EndpointSlice', slices()),
  });
  it.discovery.setInputs(inputs);
  it.discovery.start();
  await it.settle();
  return { it, inputs };
}

/** What is stored of a target that exposes this. */
function stored(target: Target, path: string): Record<string, string>[] {
  const { families, labels } = target.rules({ tags: TEST_TAGS, election: true });
  const table = new ScrapeTable(families, labels, target.scrape);
  table.begin();
  const parser = createParser('prometheus-text', table, { normalizeBounds: true });
  parser.push(readFileSync(path));
  expect(parser.end().ok).toBe(true);
  const found: Record<string, string>[] = [];
  table.commit(1, { sample: (series) => void found.push(labelsToRecord(series.labels)), stale: () => {} });
  return found;
}

test('each thing is read as the article says, and what it leaves out is filled in', async () => {
  const { it } = await setUp();
  const scraped = [...it.running.values()].map(({ job, displayUrl }) => `${job} ${displayUrl}`).sort();
  expect(scraped).toEqual(
    [
      ...BOOKINFO.flatMap((app, i) => [
        `bookinfo-istio-${app} http://10.0.1.${i + 1}:15020/stats/prometheus`,
        `istio-proxy http://10.0.1.${i + 1}:15020/stats/prometheus`,
      ]),
      'istiod http://10.0.2.1:15014/metrics',
      'istio-proxy http://10.0.2.2:15020/stats/prometheus',
      'istio-proxy http://10.0.2.3:15020/stats/prometheus',
    ].sort(),
  );
});

test('in the report each target belongs to its job', async () => {
  const { it } = await setUp();
  const jobs = [...it.running.values()].map(({ id, job }) => [job, it.discovery.jobOf(id)]);
  expect(new Set(jobs.filter(([job]) => job === 'istiod').map(([, id]) => id))).toEqual(new Set(['well-known#istiod']));
  expect(new Set(jobs.filter(([job]) => job === 'istio-proxy').map(([, id]) => id))).toEqual(
    new Set(['well-known#istio-proxy']),
  );
  expect(new Set(jobs.filter(([job]) => job!.startsWith('bookinfo')).map(([, id]) => id))).toEqual(
    new Set(['instances-annotation']),
  );
});

test('the tab in three of the annotations is said in words, and does no harm', async () => {
  const { it } = await setUp();
  const said = it.discovery.problems.map((problem) => formatProblem(problem));
  expect(said).toHaveLength(3);
  for (const line of said) {
    expect(line).toMatch(
      /^pod prod\/\w+-v1-0, annotation datakit\/prom\.instances:6: this line is indented with a tab/,
    );
  }
});

describe.skipIf(!existsSync(recorded))('with captured expositions (left out without the fixtures)', () => {
  const sidecar = `${recorded}/sidecar-merged-1.13.prom`;
  const istiod = `${recorded}/istiod-1.13.prom`;
  const expositionOf = (target: Target): string => (target.displayUrl.includes(':15014/') ? istiod : sidecar);
  /** Names of metrics in an exposition. */
  const namesIn = (path: string): Set<string> =>
    new Set(
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => /^[\w:]+/.exec(line)![0]),
    );

  test('every series that the Istio views need arrives, with cluster, once', async () => {
    const { it, inputs } = await setUp();
    const all = [...it.running.values(), ...inputs].flatMap((target) => stored(target, expositionOf(target)));
    expect(all.every(({ cluster }) => cluster === 'k8s-istio')).toBe(true);
    const arrived = new Set(all.map(({ __name__ }) => __name__));
    const exposed = new Set([...namesIn(sidecar), ...namesIn(istiod)]);
    const needed = article('metrics-of-the-istio-views.txt')
      .split('\n')
      .flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`])
      .filter((name) => exposed.has(name));
    expect(needed.length).toBeGreaterThan(40);
    expect(needed.filter((name) => !arrived.has(name))).toEqual([]);
  });

  test('no series of a proxy or of istiod is stored twice', async () => {
    const { it, inputs } = await setUp();
    for (const [address, path] of [
      ['10.0.1.4', sidecar],
      ['10.0.2.1', istiod],
    ] as const) {
      const own = [...it.running.values()].filter(({ displayUrl }) => displayUrl.includes(address));
      const configured = address === '10.0.2.1' ? [inputs[0]!] : [];
      const names = [...own, ...configured].map(
        (target) => new Set(stored(target, path).map(({ __name__ }) => __name__)),
      );
      expect(names).toHaveLength(2);
      const [some, others] = names as [Set<string>, Set<string>];
      expect([...some].filter((name) => others.has(name))).toEqual([]);
    }
  });

  test('labels of the contract on what the sidecars tell', async () => {
    const { it } = await setUp();
    const target = [...it.running.values()].find(({ job }) => job === 'bookinfo-istio-reviews')!;
    const requests = stored(target, sidecar).filter(({ __name__ }) => __name__ === 'istio_requests_total');
    expect(requests.length).toBeGreaterThan(0);
    for (const labels of requests) {
      expect(labels).toMatchObject({
        app: 'reviews',
        cluster: 'k8s-istio',
        namespace: 'prod',
        node: 'node-1',
        pod: 'reviews-v1-0',
        pod_name: 'reviews-v1-0',
        measurement: 'istio_prom',
      });
      expect(labels).toHaveProperty('reporter');
      expect(labels).toHaveProperty('destination_service');
    }
  });

  test('without any configuration all of it arrives, and of Envoy only what the views use', async () => {
    const it = discover({
      pods: new MemoryCache('Pod', [
        pod('reviews-0', { annotations: MERGED, spec: { containers: [ENVOY] } }),
        ...controlPlanePods(),
      ]),
    });
    it.discovery.start();
    await it.settle();
    const all = [...it.running.values()].flatMap((target) => stored(target, expositionOf(target)));
    const arrived = new Set(all.map(({ __name__ }) => __name__));
    const exposed = new Set([...namesIn(sidecar), ...namesIn(istiod)]);
    const needed = article('metrics-of-the-istio-views.txt')
      .split('\n')
      .flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`])
      .filter((name) => exposed.has(name));
    expect(needed.filter((name) => !arrived.has(name))).toEqual([]);
    const envoy = [...exposed].filter((name) => name.startsWith('envoy_'));
    expect(envoy.length).toBeGreaterThan(200);
    expect([...arrived].filter((name) => name!.startsWith('envoy_')).length).toBeLessThan(60);
    expect(all.every((labels) => !Object.keys(labels).some((name) => name.startsWith('__tmp')))).toBe(true);
    expect(all.every(({ app, pod: name }) => name === 'reviews-0' || app !== undefined)).toBe(true);
  });
});
