import { expect, test } from 'vitest';
import { INPUT_NAMES } from './input-names.ts';
import { formatProblem } from './problem.ts';
import { readAgentYaml } from './read-agent-yaml.ts';
import { readFlags } from './read-flags.ts';
import { resolveSettings, type AgentSettings } from './settings.ts';

const machine = { hostName: 'node-1', address: '10.0.0.7' };

function resolve(
  args: string[],
  env: Record<string, string> = {},
  yaml = '',
): { settings: AgentSettings; problems: string[] } {
  const flags = readFlags(args);
  const file = readAgentYaml('agent.yaml', yaml);
  const { settings, problems } = resolveSettings(flags.layer, env, file.layer, machine);
  return { settings, problems: [...flags.problems, ...file.problems, ...problems].map(formatProblem) };
}

test('flag beats environment beats file beats default', () => {
  const yaml = 'cluster-name: from-file\n';
  expect(resolve([]).settings.tags.cluster).toBe('node-1');
  expect(resolve([], {}, yaml).settings.tags.cluster).toBe('from-file');
  expect(resolve([], { ENV_CLUSTER_NAME_K8S: 'from-env' }, yaml).settings.tags.cluster).toBe('from-env');
  const env = { ENV_CLUSTER_NAME_K8S: 'from-env', BINNACLE_CLUSTER_NAME: 'from-ours' };
  expect(resolve([], env, yaml).settings.tags.cluster).toBe('from-ours');
  expect(resolve(['--cluster-name', 'from-flag'], env, yaml).settings.tags.cluster).toBe('from-flag');
});

test('defaults', () => {
  expect(resolve([]).settings).toMatchObject({
    servers: [],
    confDirs: ['/etc/binnacle/conf.d', '/usr/local/datakit/conf.d'],
    dataDir: './binnacle-agent',
    listen: { host: '127.0.0.1', port: 9529 },
    queueMaxBytes: 2 * 1024 ** 3,
    election: 'auto',
    host: { intervalMs: 15_000, proc: '/proc', sys: '/sys', root: '/' },
    container: { intervalMs: 15_000, docker: undefined, cri: undefined },
    kubernetes: { mode: 'auto', intervalMs: 30_000, kubeconfig: undefined, nodeName: undefined },
    logLevel: 'info',
  });
});

test("the environment of the article's DaemonSet", () => {
  const { settings, problems } = resolve([], {
    ENV_DATAWAY: 'https://openway.example.com?token=tkn_abc',
    ENV_GLOBAL_HOST_TAGS: 'host=__datakit_hostname,host_ip=__datakit_ip,cluster_name_k8s=k8s-istio',
    ENV_NAMESPACE: 'k8s-istio',
    ENV_DEFAULT_ENABLED_INPUTS: 'cpu,disk,container,statsd',
    ENV_ENABLE_ELECTION: 'enable',
    ENV_HTTP_LISTEN: '0.0.0.0:9529',
  });
  expect(problems).toEqual([]);
  expect(settings.servers).toEqual([
    {
      display: 'https://openway.example.com',
      writeUrl: 'https://openway.example.com/api/v1/write',
      statusUrl: 'https://openway.example.com/api/agents/status',
      objectsUrl: 'https://openway.example.com/api/agents/objects',
      eventsUrl: 'https://openway.example.com/api/agents/events',
      token: 'tkn_abc',
      basicAuth: undefined,
    },
  ]);
  expect(settings.tags.cluster).toBe('k8s-istio');
  expect([...settings.tags.host]).toEqual([
    ['host', 'node-1'],
    ['host_ip', '10.0.0.7'],
  ]);
  expect([...settings.tags.election]).toEqual([]);
  expect(settings).toMatchObject({
    election: 'on',
    electionNamespace: 'k8s-istio',
    listen: { host: '0.0.0.0', port: 9529 },
    otherInputs: ['statsd'],
  });
  expect([...settings.inputs].sort()).toEqual(['container', 'cpu', 'discovery', 'disk', 'kubernetes', 'pressure']);
});

test.each([
  { env: {}, want: INPUT_NAMES },
  { env: { BINNACLE_INPUTS: 'cpu,mem' }, want: ['cpu', 'mem'] },
  { env: { BINNACLE_INPUTS: 'none' }, want: [] },
  { env: { BINNACLE_INPUTS: '-container' }, want: INPUT_NAMES.filter((name) => name !== 'container') },
  { env: { BINNACLE_INPUTS: 'all,-cpu' }, want: INPUT_NAMES.filter((name) => name !== 'cpu') },
  {
    env: { ENV_DEFAULT_ENABLED_INPUTS: '-container' },
    want: INPUT_NAMES.filter((name) => !['container', 'kubernetes', 'discovery'].includes(name)),
  },
  {
    env: {
      ENV_DEFAULT_ENABLED_INPUTS:
        'cpu,disk,diskio,mem,swap,system,hostobject,net,host_processes,container,statsd,ddtrace',
    },
    want: INPUT_NAMES.filter((name) => name !== 'netstat'),
  },
])('inputs of $env', ({ env, want }) => {
  const { settings, problems } = resolve([], env);
  expect(problems).toEqual([]);
  expect([...settings.inputs].sort()).toEqual([...want].sort());
});

test("where the host is mounted, and what else is in a pod's environment", () => {
  const { settings } = resolve([], {
    HOST_PROC: '/rootfs/proc',
    HOST_SYS: '/rootfs/sys',
    HOST_ROOT: '/rootfs',
    NODE_NAME: 'n1',
    ENV_K8S_NODE_NAME: 'n2',
    ENV_INPUT_CONTAINER_ENDPOINTS: 'unix:///var/run/docker.sock,unix:///var/run/crio/crio.sock',
    ENV_ENABLE_ELECTION: 'disable',
    ENV_K8S_CLUSTER_NAME: 'older',
  });
  expect(settings).toMatchObject({
    host: { proc: '/rootfs/proc', sys: '/rootfs/sys', root: '/rootfs' },
    kubernetes: { nodeName: 'n2' },
    container: { docker: 'unix:///var/run/docker.sock', cri: 'unix:///var/run/crio/crio.sock' },
    election: 'off',
    tags: { cluster: 'older' },
  });
});

test('a setting that others begin with, as one value and as a table', () => {
  const { settings, problems } = resolve([], {}, 'election: on\nkubernetes:\n  kubeconfig: k\n  interval: 1m\n');
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({ election: 'on', kubernetes: { mode: 'auto', kubeconfig: 'k', intervalMs: 60_000 } });
});

test('lists: repeated flags, commas in the environment, sequences in the file', () => {
  const urls = (settings: AgentSettings): string[] => settings.servers.map(({ display }) => display);
  expect(urls(resolve(['--server.url', 'http://a', '--server.url=http://b']).settings)).toEqual([
    'http://a',
    'http://b',
  ]);
  expect(urls(resolve([], { BINNACLE_SERVER_URL: 'http://a, http://b' }).settings)).toEqual(['http://a', 'http://b']);
  expect(urls(resolve([], {}, 'server:\n  url: [http://a, http://b]\n').settings)).toEqual(['http://a', 'http://b']);
  expect(resolve([], {}, 'global-tag:\n  zone: z1\n  rack: 3\n').settings.tags.election.get('rack')).toBe('3');
});

test.each([
  { name: 'unknown flag', args: ['--server.ulr', 'x'], want: '--server.ulr: unknown flag. Did you mean --server.url?' },
  { name: 'flag without a value', args: ['--server.url'], want: '--server.url: expected a value behind the flag' },
  {
    name: 'bad URL, without its token',
    args: ['--server.url', 'a?token=tkn_s'],
    want: '--server.url: expected an address such as http://127.0.0.1:9630, got "a?token=…"',
  },
  {
    name: 'bad size',
    args: ['--queue.max-size', 'big'],
    want: '--queue.max-size: expected a size such as 2GB, at least 1MB, got "big"',
  },
  {
    name: 'bad listen',
    env: { BINNACLE_LISTEN: 'x' },
    want: 'BINNACLE_LISTEN: expected an address such as 127.0.0.1:9529, or off, got "x"',
  },
  {
    name: 'unknown input',
    args: ['--inputs', 'cpus'],
    want: `--inputs: no such input: "cpus" (did you mean cpu?). Expected some of ${INPUT_NAMES.join(', ')}`,
  },
  {
    name: 'interval out of bounds',
    args: ['--host.interval', '1h'],
    want: '--host.interval: expected a duration between 1s and 5m, got "1h"',
  },
  {
    name: 'bad mode',
    args: ['--kubernetes', 'maybe'],
    want: '--kubernetes: expected on, off or auto, got "maybe"',
  },
  { name: 'bad tag', args: ['--global-tag', 'zone'], want: 'global tags: expected key=value, got "zone"' },
  {
    name: 'unknown key in the file',
    yaml: 'server:\n  url: http://a\n  tokn: x\n',
    want: 'agent.yaml:3: server.tokn: unknown key. Did you mean server.token?',
  },
  {
    name: 'bad value in the file',
    yaml: 'listen: x\n',
    want: 'agent.yaml:1: listen: expected an address such as 127.0.0.1:9529, or off, got "x"',
  },
  {
    name: 'list where one value is expected',
    yaml: 'data-dir: [a]\n',
    want: 'agent.yaml:1: data-dir: expected one value',
  },
  { name: 'bad YAML', yaml: 'a: [1\n', want: expect.stringMatching(/^agent\.yaml:\d: not valid YAML: /) as unknown },
])('problems: $name', ({ args = [], env = {}, yaml = '', want }) => {
  const { problems } = resolve(args, env as Record<string, string>, yaml);
  expect(problems).toEqual([want]);
});

test.each([
  ['--listen', '[::1]:0', { host: '::1', port: 0 }],
  ['--listen', ':9529', { host: '0.0.0.0', port: 9529 }],
  ['--listen', 'off', undefined],
])('%s %s', (flag, value, want) => {
  expect(resolve([flag, value]).settings.listen).toEqual(want);
});

test.each([
  {
    url: 'http://h:9090/api/v1/write',
    writeUrl: 'http://h:9090/api/v1/write',
    statusUrl: 'http://h:9090/api/agents/status',
  },
  {
    url: 'https://h/binnacle/',
    writeUrl: 'https://h/binnacle/api/v1/write',
    statusUrl: 'https://h/binnacle/api/agents/status',
  },
  { url: 'https://u:p%40@h/api/v1/push', writeUrl: 'https://h/api/v1/push', statusUrl: 'https://h/api/agents/status' },
])('server address $url', ({ url, writeUrl, statusUrl }) => {
  const [server] = resolve(['--server.url', url, '--server.token', 't']).settings.servers;
  expect(server).toMatchObject({ writeUrl, statusUrl, token: 't' });
  expect(server!.display).not.toContain('@');
});

test('the cluster comes from a tag of any set, is stored once, and is never empty', () => {
  const cluster = (env: Record<string, string>): string => resolve([], env).settings.tags.cluster;
  expect(cluster({ ENV_GLOBAL_ELECTION_TAGS: 'cluster_name_k8s=e' })).toBe('e');
  expect(cluster({ ENV_GLOBAL_TAGS: 'cluster_name_k8s=h' })).toBe('h');
  expect(cluster({ BINNACLE_GLOBAL_TAG: 'cluster=c' })).toBe('c');
  const { tags } = resolve([], { ENV_GLOBAL_TAGS: 'cluster_name_k8s=h', BINNACLE_GLOBAL_TAG: 'cluster=c' }).settings;
  expect(tags.host.has('cluster') || tags.host.has('cluster_name_k8s')).toBe(false);
  const nameless = resolveSettings(new Map(), {}, new Map(), { hostName: '', address: '' });
  expect(nameless.settings.tags.cluster).toBe('default');
});

test.each([
  { url: 'https://binnacle:9630', warns: true },
  { url: 'https://127.0.0.1:9630', warns: false },
  { url: 'https://[::1]:9630', warns: false },
])('an unverified server is a warning where somebody could stand in between: $url', ({ url, warns }) => {
  const { problems } = resolve(['--server.url', url, '--server.insecure-skip-verify']);
  expect(problems.some((problem) => problem.includes('not verified'))).toBe(warns);
});
