import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubeApiServer, type KubeApiServerOptions } from '@binnacle/kube-api-server';
import { expect, onTestFinished, test } from 'vitest';
import { Receiver } from '../../test/receiver.ts';
import { startTarget } from '../../test/target-server.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadSettings } from '../config/load-settings.ts';
import { formatProblem } from '../config/problem.ts';
import { silentLog } from '../log.ts';
import { startAgent, type RunningAgent } from '../run-agent.ts';
import { systemClock } from '../scrape/schedule.ts';

async function startApi(options: KubeApiServerOptions = {}): Promise<KubeApiServer> {
  const api = new KubeApiServer(options);
  await api.listen();
  onTestFinished(() => api.close());
  const apply = (object: object): unknown => api.store.apply(object as never);
  apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } });
  apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'web:1' }] },
    status: { phase: 'Running' },
  });
  return api;
}

function kubeconfigOf(api: KubeApiServer, folder: string, token?: string): string {
  const path = join(folder, 'kubeconfig');
  const user = token === undefined ? {} : { token };
  const config = {
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server: api.url } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

async function start(
  receiver: Receiver,
  kubeconfig: string,
  more: { args?: string[]; conf?: string; host?: string; inputs?: string } = {},
): Promise<RunningAgent> {
  const root = temporaryFolder();
  const conf = join(root, 'conf.d');
  mkdirSync(conf);
  if (more.conf !== undefined) writeFileSync(join(conf, 'a.conf'), more.conf);
  const own = [
    '--conf-dir',
    conf,
    '--data-dir',
    join(root, 'data'),
    '--listen',
    'off',
    '--host-name',
    more.host ?? 'h',
  ];
  const kubernetes = [
    '--inputs',
    more.inputs ?? 'kubernetes',
    '--kubernetes.interval',
    '1s',
    '--kubernetes.kubeconfig',
    kubeconfig,
  ];
  const { settings } = await loadSettings(
    ['--server.url', receiver.url, ...own, ...kubernetes, ...(more.args ?? [])],
    {},
    root,
  );
  const agent = await startAgent(settings, {
    clock: systemClock,
    log: silentLog,
    random: () => 0,
    problems: () => [],
    env: {},
  });
  onTestFinished(() => agent.stop());
  return agent;
}

test('metrics of objects, objects and events arrive under the name of the cluster', async () => {
  const api = await startApi();
  const receiver = await Receiver.start();
  api.store.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'default' },
    data: { password: 'c2VjcmV0' },
  } as never);
  api.store.apply({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'default' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
    reason: 'BackOff',
    type: 'Warning',
    message: 'again',
    firstTimestamp: new Date().toISOString(),
    lastTimestamp: new Date().toISOString(),
    count: 3,
  } as never);
  const agent = await start(receiver, kubeconfigOf(api, temporaryFolder()));
  const isThere = (): boolean =>
    receiver.valuesOf('kube_pod_status_phase').length > 0 &&
    receiver.events.length > 0 &&
    receiver.objectReports.some(({ complete }) => complete.some(({ kind }) => kind === 'Pod'));
  await receiver.until(isThere);
  const { cluster } = agent.status();
  expect(cluster).toMatch(/^k8s-[0-9a-f]{8}$/);
  const info = receiver.samples.find(({ series }) => series.startsWith('kube_pod_info'))!;
  expect(info.series).toContain(`cluster="${cluster}"`);
  expect(info.series).toContain('job="kube-state-metrics"');
  expect(info.series).not.toContain('host="h"');
  expect(receiver.objectReports[0]).toMatchObject({ cluster, source: 'kubernetes' });
  const secret = receiver.objectReports.flatMap(({ changed }) => changed).find(({ kind }) => kind === 'Secret')!;
  expect(JSON.stringify(secret)).not.toContain('c2VjcmV0');
  expect(receiver.events[0]).toMatchObject({ reason: 'BackOff', count: 3, involved: { kind: 'Pod', name: 'web' } });
  expect(agent.status()).toMatchObject({
    election: { enabled: false, state: 'none: this agent does everything' },
    targets: [{ job: 'kube-state-metrics', health: 'up', url: new URL(api.url).origin }],
  });
});

test('of two agents one does what is to be done once; when it ends the other goes on, with nothing doubled', async () => {
  const api = await startApi();
  const receiver = await Receiver.start();
  const port = await startTarget((_, response) => void response.end('a 1\n'));
  const conf = `[[inputs.prom]]\nurls = ["http://127.0.0.1:${port}/metrics"]\nsource = "job"\ninterval = "1s"\n`;
  const kubeconfig = kubeconfigOf(api, temporaryFolder());
  const args = ['--election', 'on', '--cluster-name', 'c', '--election.namespace', 'k8s-istio'];
  const first = await start(receiver, kubeconfig, { args, conf, host: 'h1' });
  await receiver.until(() => receiver.valuesOf('a{').length > 0 && receiver.valuesOf('kube_pod_info').length > 0);
  const second = await start(receiver, kubeconfig, { args, conf, host: 'h2' });
  const before = receiver.valuesOf('a{').length;
  await receiver.until(() => receiver.valuesOf('a{').length >= before + 4);
  expect(first.status().election.state).toMatch(/^elected for/);
  expect(second.status()).toMatchObject({
    election: { state: 'not elected: h1 is' },
    inputs: [{ source: 'job', state: 'waiting' }],
    targets: [],
  });
  await first.stop();
  const atStop = receiver.valuesOf('a{').length;
  const pods = receiver.valuesOf('kube_pod_info').length;
  await receiver.until(
    () => receiver.valuesOf('a{').length >= atStop + 3 && receiver.valuesOf('kube_pod_info').length > pods,
  );
  expect(second.status().election.state).toMatch(/^elected for/);
  for (const metric of ['a{', 'up{', 'kube_pod_info']) {
    const samples = receiver.samples.filter(({ series }) => series.startsWith(metric));
    const keys = samples.map(({ series, timestampMs }) => `${series} ${timestampMs}`);
    expect(new Set(keys).size, `${metric}: none doubled`).toBe(keys.length);
    expect(samples.some(({ value }) => value === 'stale')).toBe(false);
  }
  const series = new Set(receiver.samples.filter((it) => it.series.startsWith('a{')).map((it) => it.series));
  expect([...series]).toEqual([`a{cluster="c", instance="127.0.0.1:${port}", job="job"}`]);
});

test('what is missing is said: no API server, no right to the lease', async () => {
  const receiver = await Receiver.start();
  const api = await startApi({ authorization: 'rbac', withoutToken: 'anonymous' });
  const folder = temporaryFolder();
  const agent = await start(receiver, kubeconfigOf(api, folder), { args: ['--election', 'on', '--cluster-name', 'c'] });
  await receiver.until(() =>
    receiver.reports.some(({ problems }) => problems.some((it) => it.code === 'election_failed')),
  );
  const problem = agent.status().problems!.find(({ code }) => code === 'election_failed')!;
  expect(formatProblem(problem)).toMatch(/binnacle-agent.*forbidden.*may get, create and update leases/s);
  const nothing = await start(receiver, join(folder, 'absent'), { args: ['--cluster-name', 'c'] });
  expect(nothing.status().problems).toMatchObject([{ code: 'no_cluster', key: 'kubernetes' }]);
});

test('what the annotations of a pod ask for is scraped by the agent of its node', async () => {
  const api = await startApi();
  const receiver = await Receiver.start();
  const port = await startTarget((request, response) => {
    response.end(`a{path="${request.url}"} 1\n`);
  });
  api.store.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'annotated',
      namespace: 'default',
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(port),
        'prometheus.io/path': '/conventional',
      },
    },
    spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'web:1', ports: [{ containerPort: port }] }] },
    status: { phase: 'Running', podIP: '127.0.0.1', podIPs: [{ ip: '127.0.0.1' }] },
  } as never);
  const kubeconfig = kubeconfigOf(api, temporaryFolder());
  const agentOf = (node: string): Promise<RunningAgent> =>
    start(receiver, kubeconfig, {
      inputs: 'discovery',
      args: ['--kubernetes.node-name', node, '--election', 'on', '--cluster-name', 'c'],
      host: node,
    });
  const first = await agentOf('node1');
  const second = await agentOf('node2');
  const isReported = (): boolean => receiver.reports.some((it) => it.targets.some(({ health }) => health === 'up'));
  await receiver.until(() => receiver.valuesOf('a{').length > 0 && isReported());
  expect(receiver.samples.find(({ series }) => series.startsWith('a{'))!.series).toMatch(
    /^a\{cluster="c",.*namespace="default".*path="\/conventional", pod="annotated"\}$/,
  );
  // Beside the pod, whoever is elected scrapes what every cluster has: the API server.
  const jobs = (agent: RunningAgent): readonly string[] =>
    agent
      .status()
      .targets.map((it) => it.url)
      .filter((url) => url.includes(`:${port}/`));
  expect(jobs(first)).toEqual([`http://127.0.0.1:${port}/conventional`]);
  expect(jobs(second)).toEqual([]);
  expect(first.status().inputs).toContainEqual(expect.objectContaining({ kind: 'pod-annotations', targetCount: 1 }));
});
