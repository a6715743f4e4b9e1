import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatProblem } from '../config/problem.ts';
import { parseConfFile } from './conf-file.ts';
import { urlsOf } from './prom-options.ts';

const problemsOf = (text: string): string[] => parseConfFile('f.conf', text).problems.map(formatProblem);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const block = (lines: string): string => `[[inputs.prom]]\nurls = ["http://a/metrics"]\n${lines}\n`;

test('the etcd.conf of the article, comments and all', () => {
  const text = readFileSync(new URL('../../../../testdata/agent/etcd.conf', import.meta.url), 'utf8');
  const { inputs, problems } = parseConfFile('etcd.conf', text);
  expect(problems).toEqual([]);
  expect(inputs).toHaveLength(1);
  expect(inputs[0]!.options).toMatchObject({
    urls: ['https://172.16.0.229:2379/metrics'],
    source: 'etcd',
    interval: 60_000,
    metric_types: ['counter', 'gauge'],
    tls_open: true,
    tls_ca: '',
    tls_cert: '/etc/kubernetes/pki/etcd/peer.crt',
    measurements: [{ prefix: 'etcd_', name: 'etcd' }],
    election: true,
  });
  expect(inputs[0]!.warnings.map(formatProblem)).toEqual([
    "etcd.conf:30: inputs.prom[0].tls_open: tls_open without tls_ca: the target's certificate is not verified. Name its CA in tls_ca",
  ]);
});

test('defaults, and the bounds of interval and timeout', () => {
  const { inputs } = parseConfFile(
    'f.conf',
    `${block('interval = "1h"\ntimeout = "1s"')}${block('interval = "10ms"')}`,
  );
  expect(inputs[0]!.options).toMatchObject({
    interval: 300_000,
    timeout: 3_000,
    source: 'prom',
    honor_timestamps: true,
    metric_types: [],
  });
  expect(inputs[1]!.options).toMatchObject({
    interval: 1_000,
    timeout: 30_000,
    election: true,
    max_file_size: 32 << 20,
  });
});

test('url and urls together, without doubles', () => {
  const { inputs } = parseConfFile('f.conf', '[[inputs.prom]]\nurl = "http://b"\nurls = ["http://a", "http://b", " "]');
  expect(urlsOf(inputs[0]!.options)).toEqual(['http://a', 'http://b']);
});

test.each([
  {
    name: 'bad TOML',
    text: '[[inputs.prom]]\nurls = ["a"\nx',
    want: [matching(/^f\.conf:[23]: not valid TOML at column \d+: /)],
  },
  {
    name: 'unknown option',
    text: block('intervall = "3s"'),
    want: ['f.conf:3: inputs.prom[0].intervall: unknown option. Did you mean interval?'],
  },
  {
    name: 'unknown option, nothing near',
    text: block('colour = "red"'),
    want: [matching(/^f\.conf:3: inputs\.prom\[0\]\.colour: unknown option\. Expected one of urls, url, /)],
  },
  {
    name: 'unknown nested option',
    text: block('[inputs.prom.auth]\ntype = "bearer_token"\ntoken = "x"\nuser = "y"'),
    want: ['f.conf:6: inputs.prom[0].auth.user: unknown option. No such key is expected here'],
  },
  {
    name: 'wrong type',
    text: block('tls_open = "yes"'),
    want: ['f.conf:3: inputs.prom[0].tls_open: expected true or false, without quotes'],
  },
  {
    name: 'text for a list',
    text: block('metric_name_filter = "a"'),
    want: ['f.conf:3: inputs.prom[0].metric_name_filter: expected a list of strings, as ["a", "b"]'],
  },
  {
    name: 'bad duration',
    text: block('interval = "fast"'),
    want: ['f.conf:3: inputs.prom[0].interval: expected a duration such as "10s" or "1m30s", got "fast"'],
  },
  {
    name: 'bad regex',
    text: block('metric_name_filter = ["ok", "a(("]'),
    want: [
      matching(
        /^f\.conf:3: inputs\.prom\[0\]\.metric_name_filter\[1\]: bad regular expression "a\(\(": .*missing closing \)/,
      ),
    ],
  },
  {
    name: 'lookbehind is no RE2',
    text: block('metric_name_filter_ignore = ["(?<=a)b"]'),
    want: [matching(/bad regular expression/)],
  },
  {
    name: 'unknown type',
    text: block('metric_types = ["counters"]'),
    want: [matching(/^f\.conf:3: inputs\.prom\[0\]\.metric_types\[0\]: expected one of counter, gauge, /)],
  },
  {
    name: 'no address',
    text: '[[inputs.prom]]\nsource = "x"',
    want: [
      'f.conf:1: inputs.prom[0].urls: missing: expected at least one address, as urls = ["http://127.0.0.1:9100/metrics"]',
    ],
  },
  {
    name: 'bad address',
    text: '[[inputs.prom]]\nurls = ["http://"]',
    want: ['f.conf:2: inputs.prom[0].urls: "http://" is not a valid URL'],
  },
  {
    name: 'auth without a token',
    text: block('[inputs.prom.auth]\ntype = "bearer_token"'),
    want: ['f.conf:3: inputs.prom[0].auth: expected token or token_file'],
  },
  {
    name: 'other auth',
    text: block('[inputs.prom.auth]\ntype = "basic"\ntoken = "x"'),
    want: ['f.conf:4: inputs.prom[0].auth.type: expected "bearer_token", the only kind of authentication'],
  },
  {
    name: 'unknown input',
    text: '[[inputs.promm]]\nurls = []',
    want: ['f.conf:1: inputs.promm: unknown input. Did you mean inputs.prom?'],
  },
  {
    name: 'input that only the reference agent has',
    text: '[[inputs.zipkin]]\npathV1 = "/api/v1/spans"',
    want: ['f.conf:1: inputs.zipkin: this input is not part of this version: the block is left out'],
  },
  {
    name: 'options of local inputs',
    text: '[[inputs.cpu]]\npercpu = true\nintervall = "1m"\n[inputs.container]\nenable_k8s_metric = "yes"',
    want: [
      'f.conf:2: inputs.cpu[0].percpu: this option has no effect here',
      'f.conf:3: inputs.cpu[0].intervall: this option has no effect here. Did you mean interval?',
      'f.conf:5: inputs.container.enable_k8s_metric: expected true or false, without quotes',
    ],
  },
  { name: 'empty file', text: '# nothing\n', want: ['f.conf: no input in this file. Expected [[inputs.prom]]'] },
  { name: 'stray key', text: 'x = 1\n', want: ['f.conf:1: x: unknown key. Expected [[inputs.prom]]'] },
])('problems: $name', ({ text, want }) => {
  expect(problemsOf(text)).toEqual(want);
});

test("the article's container.conf is taken without a word", () => {
  const { local, problems } = parseConfFile(
    'container.conf',
    `[inputs.container]
  docker_endpoint = "unix:///var/run/docker.sock"
  containerd_address = "/var/run/containerd/containerd.sock"

  enable_container_metric = true
  enable_k8s_metric = true
  enable_pod_metric = true

  container_include_log = []
  container_exclude_log = ["image:example.com/datakit/logfwd*", "image:example.com/datakit/datakit*"]

  exclude_pause_container = true
  logging_remove_ansi_escape_codes = false

  kubernetes_url = "https://kubernetes.default:443"
  bearer_token = "/run/secrets/kubernetes.io/serviceaccount/token"

  [inputs.container.tags]
    zone = "z1"
`,
  );
  expect(problems).toEqual([]);
  expect(local).toMatchObject([
    {
      name: 'container',
      key: 'inputs.container',
      line: 1,
      tags: { zone: 'z1' },
      container: {
        docker_endpoint: 'unix:///var/run/docker.sock',
        containerd_address: '/var/run/containerd/containerd.sock',
        enable_k8s_metric: true,
        kubernetes_url: 'https://kubernetes.default:443',
      },
    },
  ]);
});

test('one bad block does not keep the others of the file from running', () => {
  const { inputs, problems } = parseConfFile('f.conf', `${block('bad = 1')}${block('source = "good"')}`);
  expect(inputs.map(({ options }) => options.source)).toEqual(['good']);
  expect(problems).toHaveLength(1);
});

test.each([
  { name: 'certificate files without tls_open', lines: 'tls_cert = "c"\ntls_key = "k"', want: ['no_effect'] },
  {
    name: 'both kinds of TLS options',
    lines: 'tls_open = true\ntls_cert = "c"\nca_certs = ["d"]',
    want: ['no_effect'],
  },
  { name: 'verification off', lines: 'insecure_skip_verify = true', want: ['tls_unverified'] },
  { name: 'with a CA', lines: 'tls_open = true\ntls_ca = "c"', want: [] },
  { name: 'logging', lines: '[inputs.prom.as_logging]\nenable = true', want: ['no_effect'] },
])('warnings: $name', ({ lines, want }) => {
  const { inputs } = parseConfFile('f.conf', `[[inputs.prom]]\nurls = ["https://a"]\n${lines}\n`);
  expect(inputs[0]!.warnings.map(({ code }) => code)).toEqual(want);
});

test('never throws, whatever the file holds', () => {
  for (const text of [
    'inputs = 3',
    '[inputs]\nprom = 3',
    '[[inputs.prom]]\nurls = 3',
    'inputs = [1]',
    '\u0000',
    `inputs = ${'['.repeat(2_000)}`,
  ]) {
    expect(parseConfFile('f.conf', text).problems.length).toBeGreaterThan(0);
  }
});
