import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { node, pod, service, slice } from '../../test/cluster-objects.ts';
import { discover } from '../../test/discovered.ts';
import { MemoryCache } from '../../test/memory-cache.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { formatProblem } from '../config/problem.ts';
import type { EndpointSlice, Pod, Service, SliceEndpoint } from './kubernetes/objects.ts';
import { WorkQueue } from './work-queue.ts';

const urlsOf = ({ running }: ReturnType<typeof discover>): string[] =>
  [...running.values()].map(({ displayUrl }) => displayUrl).sort();

describe('thousands of pods', () => {
  const COUNT = 5_000;
  const NODES = 50;
  const many = (): Pod[] =>
    Array.from({ length: COUNT }, (_, i) =>
      pod(`p-${i}`, {
        ip: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
        node: `node-${i % NODES}`,
        annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' },
      }),
    );

  test('the change of one costs one, and its targets alone are touched', async () => {
    const pods = new MemoryCache<Pod>('Pod', many());
    // The only agent: it has to look at all of them.
    const it = discover({ pods }, { node: undefined });
    it.discovery.start();
    await it.settle();
    expect(it.running.size).toBe(COUNT);
    const before = it.discovery.pools.map(({ relabeled }) => relabeled);
    it.log.length = 0;
    const [first] = many();
    pods.put({ ...first!, status: { ...first!.status, podIP: '10.9.9.9' } });
    await it.settle();
    const after = it.discovery.pools.map(({ relabeled }, i) => relabeled - before[i]!);
    expect(Math.max(...after)).toBe(1);
    expect(it.log).toEqual(['begin http://10.9.9.9:9090/metrics', 'gone http://10.0.0.0:9090/metrics']);
  });

  test('an agent of one node does not even look at those of others', async () => {
    const it = discover({ pods: new MemoryCache('Pod', many()) });
    it.discovery.start();
    await it.settle();
    expect(it.running.size).toBe(COUNT / NODES);
    expect(Math.max(...it.discovery.pools.map(({ relabeled }) => relabeled))).toBe(COUNT / NODES);
  });

  test('the first look lets others have their turn every few pods', async () => {
    let turns = 0;
    const done: number[] = [];
    const queue = new WorkQueue((run) => {
      turns++;
      setImmediate(run);
    });
    for (let i = 0; i < 1_000; i++) queue.add(String(i), () => done.push(i));
    // Asked for again before it was done: once is enough.
    queue.add('7', () => done.push(7));
    await queue.whenIdle();
    expect(done).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(turns).toBe(100);
  });
});

describe('files', () => {
  const write = (path: string, text: string): void => {
    // As a ConfigMap is swapped: the new file takes the place of the old one.
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  };
  const job = (name: string, rest = ''): string =>
    `  - job_name: ${name}\n    static_configs: [{targets: ['${name}:1']}]\n${rest}`;

  test('a prometheus.yml that is named, and those in the conf folders; other YAML is left alone', async () => {
    const folder = temporaryFolder();
    const named = join(folder, 'prometheus.yml');
    const conf = join(folder, 'conf.d');
    mkdirSync(join(conf, 'deep'), { recursive: true });
    write(named, `scrape_configs:\n${job('a')}`);
    write(join(conf, 'deep', 'b.yaml'), `scrape_configs:\n${job('b')}`);
    write(join(conf, 'targets.yml'), '- targets: [x:1]\n');
    const it = discover({}, {}, { scrapeConfigFiles: [named], confDirs: [conf] });
    it.discovery.start();
    expect(urlsOf(it)).toEqual(['http://a:1/metrics', 'http://b:1/metrics']);
    it.discovery.stop();
  });

  test('a change begins and ends what is different, and nothing else', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'prometheus.yml');
    write(file, `scrape_configs:\n${job('a')}${job('b')}`);
    const it = discover({}, {}, { scrapeConfigFiles: [file] });
    it.discovery.start();
    it.log.length = 0;
    // A comment above moves all lines.
    write(file, `# more\nscrape_configs:\n${job('a')}${job('b', '    scrape_interval: 5s\n')}${job('c')}`);
    it.discovery.look();
    expect(it.log).toEqual(['moved http://b:1/metrics', 'begin http://b:1/metrics', 'begin http://c:1/metrics']);
    it.discovery.stop();
  });

  test('a version with an error leaves the last good one in force, and is said with its line', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'prometheus.yml');
    write(file, `scrape_configs:\n${job('a')}`);
    const it = discover({}, {}, { scrapeConfigFiles: [file] });
    it.discovery.start();
    write(file, `scrape_configs:\n${job('a')}    scrape_interval: soon\n${job('b')}`);
    it.discovery.look();
    expect(urlsOf(it)).toEqual(['http://a:1/metrics']);
    expect(it.discovery.problems.map((problem) => formatProblem(problem))).toEqual([
      `${file}:4: scrape_configs[0].scrape_interval: expected a duration such as 30s or 1m, got "soon"`,
      `${file}: the last good version of this file stays in force`,
    ]);
    write(file, `scrape_configs:\n${job('b')}`);
    it.discovery.look();
    expect(urlsOf(it)).toEqual(['http://b:1/metrics']);
    expect(it.discovery.problems).toEqual([]);
    it.discovery.stop();
  });

  test('a file that is named and not there is said; it is read once it comes', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'prometheus.yml');
    const it = discover({}, {}, { scrapeConfigFiles: [file] });
    it.discovery.start();
    expect(it.discovery.problems.map((problem) => formatProblem(problem))).toEqual([`${file}: no such file`]);
    write(file, `scrape_configs:\n${job('a')}`);
    it.discovery.look();
    expect(urlsOf(it)).toEqual(['http://a:1/metrics']);
    expect(it.discovery.problems).toEqual([]);
    it.discovery.stop();
  });

  test('a change of an included file counts', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'prometheus.yml');
    write(file, 'scrape_config_files: [more-*.yml]\n');
    write(join(folder, 'more-1.yml'), `scrape_configs:\n${job('a')}`);
    const it = discover({}, {}, { scrapeConfigFiles: [file] });
    it.discovery.start();
    expect(urlsOf(it)).toEqual(['http://a:1/metrics']);
    write(join(folder, 'more-1.yml'), `scrape_configs:\n${job('b')}`);
    it.discovery.look();
    expect(urlsOf(it)).toEqual(['http://b:1/metrics']);
    rmSync(file);
    it.discovery.look();
    it.discovery.stop();
  });

  test('target_limit and unfit targets are said', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'prometheus.yml');
    write(
      file,
      `scrape_configs:
  - job_name: a
    target_limit: 1
    static_configs: [{targets: ['a:1', 'b:1', 'c:1']}]
    relabel_configs:
      - {source_labels: [__address__], regex: 'c:1', target_label: __scheme__, replacement: ftp}
`,
    );
    const it = discover({}, {}, { scrapeConfigFiles: [file] });
    it.discovery.start();
    expect(it.discovery.pools[0]!.problems.map((problem) => formatProblem(problem))).toEqual([
      `${file}:2: scrape_configs[0]: 2 targets, more than target_limit allows (1): the others are not scraped. Raise it, or have relabeling drop some`,
      `${file}:2: scrape_configs[0]: c:1: expected http or https as __scheme__, got "ftp"`,
    ]);
    expect(urlsOf(it)).toEqual(['http://a:1/metrics']);
    it.discovery.stop();
  });

  test('Kubernetes roles without a cluster are said to find nothing, and nothing is asked', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'prometheus.yml');
    write(file, 'scrape_configs:\n  - job_name: a\n    kubernetes_sd_configs: [{role: pod}]\n');
    const it = discover({}, {}, { scrapeConfigFiles: [file] });
    it.discovery.start();
    expect(it.discovery.pools[0]!.problems[0]?.message).toBe(
      'role pod: this agent does not watch pods, so nothing is found',
    );
    it.discovery.stop();
  });
});

test('what belongs to no node is scraped by the elected agent alone, and moves without an end', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, "scrape_configs:\n  - job_name: a\n    static_configs: [{targets: ['a:1']}]\n");
  const it = discover({}, {}, { scrapeConfigFiles: [file], isElected: false });
  it.discovery.start();
  it.discovery.setElected(true);
  it.discovery.setElected(false);
  expect(it.log).toEqual(['begin http://a:1/metrics', 'moved http://a:1/metrics']);
  it.discovery.stop();
});

test('labels of the node go to its pods where the job asks for them', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'prometheus.yml');
  writeFileSync(
    file,
    `scrape_configs:
  - job_name: a
    kubernetes_sd_configs: [{role: pod, attach_metadata: {node: true}}]
    relabel_configs: [{source_labels: [__meta_kubernetes_node_label_zone], target_label: zone}]
`,
  );
  const nodes = new MemoryCache('Node', [node('node-1', '192.168.0.1', { labels: { zone: 'a' } })]);
  const pods = new MemoryCache<Pod>('Pod', [
    pod('x', { spec: { containers: [{ name: 'c', ports: [{ containerPort: 1 }] }] } }),
  ]);
  const it = discover({ nodes, pods }, {}, { scrapeConfigFiles: [file], off: new Set(['kubelet']) });
  it.discovery.start();
  await it.settle();
  expect(it.labelsOf('http://10.0.0.1:1/metrics')).toMatchObject({ zone: 'a' });
  nodes.put(node('node-1', '192.168.0.1', { labels: { zone: 'b' } }));
  await it.settle();
  expect(it.labelsOf('http://10.0.0.1:1/metrics')).toMatchObject({ zone: 'b' });
  it.discovery.stop();
});

test('an agent that does not know its node scrapes everything while it is elected, and says so', async () => {
  const pods = new MemoryCache<Pod>('Pod', [
    pod('a', { node: 'node-7', annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '1' } }),
    pod('b', {
      node: 'node-8',
      annotations: { 'datakit/prom.instances': '[[inputs.prom]]\nurl = "http://$IP:2/metrics"\n' },
    }),
  ]);
  const it = discover({ pods }, { node: undefined }, { isElected: false });
  it.discovery.start();
  await it.settle();
  expect(it.log).toEqual([]);
  it.discovery.setElected(true);
  await it.settle();
  expect(urlsOf(it)).toEqual(['http://10.0.0.1:1/metrics', 'http://10.0.0.1:2/metrics']);
  it.discovery.setElected(false);
  await it.settle();
  expect(urlsOf(it)).toEqual([]);
  expect(it.log.slice(2).sort()).toEqual(['moved http://10.0.0.1:1/metrics', 'moved http://10.0.0.1:2/metrics']);
  expect(it.discovery.problems[0]?.code).toBe('no_node_name');
});

test('an input that another agent runs counts, unless it reads the loopback there', async () => {
  const { parseConfFile } = await import('../inputs/conf-file.ts');
  const { targetsOf } = await import('../scrape/target.ts');
  const targets = (url: string) =>
    parseConfFile('x.conf', `[[inputs.prom]]\nurl = "${url}"\n`).inputs.flatMap(targetsOf);
  const annotated = pod('a', { annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '1' } });
  const it = discover({ pods: new MemoryCache<Pod>('Pod', [annotated]) });
  it.discovery.setInputs(
    [...targets('http://10.0.0.1:1/metrics'), ...targets('http://127.0.0.1:1/metrics')],
    () => false,
  );
  it.discovery.start();
  await it.settle();
  expect(it.log).toEqual([]);
  it.discovery.setInputs(targets('http://127.0.0.1:1/metrics'), () => false);
  expect(urlsOf(it)).toEqual(['http://10.0.0.1:1/metrics']);
});

test('endpoint slices of v1beta1 name the node in their topology', async () => {
  const services = new MemoryCache<Service>('Service', [
    service('web', {}, { annotations: { 'prometheus.io/scrape': 'true' } }),
  ]);
  const on = (host: string): SliceEndpoint => ({
    addresses: [`10.0.0.${host.length}`],
    topology: { 'kubernetes.io/hostname': host },
  });
  const endpointSlices = new MemoryCache<EndpointSlice>('EndpointSlice', [
    slice('web-a', 'web', { ports: [{ name: 'http', port: 1 }], endpoints: [on('node-1'), on('node-200')] }),
  ]);
  const it = discover({ services, endpointSlices });
  it.discovery.start();
  await it.settle();
  expect(urlsOf(it)).toEqual(['http://10.0.0.6:1/metrics']);
  expect(it.labelsOf('http://10.0.0.6:1/metrics')).toMatchObject({ node: 'node-1', job: 'web' });
});
