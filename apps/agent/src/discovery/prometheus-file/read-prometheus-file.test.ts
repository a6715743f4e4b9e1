import { array, assert, constantFrom, property, string, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../config/problem.ts';
import { parsePrometheusFile } from './read-prometheus-file.ts';

const NO_FILES = {
  env: { REGION: 'eu' },
  readText: (path: string): string => {
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  },
};
const read = (text: string, files: Record<string, string> = {}) =>
  parsePrometheusFile('/etc/prometheus/prometheus.yml', text, {
    ...NO_FILES,
    readText: (path) => files[path] ?? NO_FILES.readText(path),
  });
const said = (text: string): string[] => read(text).problems.map((problem) => formatProblem(problem));

/** What Prometheus itself has in its documentation's spirit: each part once. */
const WHOLE = `
global:
  scrape_interval: 15s
  evaluation_interval: 15s
  external_labels:
    cluster: prod
    region: \${REGION}-1
rule_files: [rules/*.yml]
alerting:
  alertmanagers:
    - static_configs: [{targets: [alertmanager:9093]}]
remote_write:
  - url: http://elsewhere/write
scrape_configs:
  - job_name: prometheus
    static_configs:
      - targets: ['localhost:9090']
        labels: {env: 1.10}
  - job_name: node
    scrape_interval: 5s
    metrics_path: /probe
    params: {module: [http_2xx]}
    honor_labels: true
    basic_auth: {username: u, password_file: pass}
    tls_config: {ca_file: ca.crt, insecure_skip_verify: false}
    relabel_configs:
      - source_labels: [__address__]
        regex: 5m
        target_label: a
        replacement: 10
    kubernetes_sd_configs:
      - role: Pod
        namespaces: {names: [prod]}
        selectors: [{role: pod, label: 'app in (a,b)', field: 'spec.nodeName=n'}]
    file_sd_configs: [{files: [targets/*.json]}]
    dns_sd_configs: [{names: [_x._tcp.example.org]}]
    http_sd_configs: [{url: http://sd/targets, refresh_interval: 1m}]
  - job_name: empty
    relabel_configs:
`;

describe('a whole prometheus.yml', () => {
  const { jobs, problems } = read(WHOLE);

  test('works, and says what is not used', () => {
    expect(problems.map((problem) => formatProblem(problem))).toEqual([
      '/etc/prometheus/prometheus.yml:8: rule_files: rule_files is not used: rules are evaluated by the server',
      '/etc/prometheus/prometheus.yml:9: alerting: alerting is not used: alerts are sent by the server',
      '/etc/prometheus/prometheus.yml:12: remote_write: remote_write is not used: the agent sends to what server.url names',
    ]);
    expect(jobs.map(({ name }) => name)).toEqual(['prometheus', 'node', 'empty']);
  });

  test('defaults of global, and then of Prometheus', () => {
    expect(jobs[0]).toMatchObject({ intervalMs: 15_000, timeoutMs: 10_000, metricsPath: '/metrics', scheme: 'http' });
    // A default timeout gives way to a shorter interval.
    expect(jobs[1]).toMatchObject({ intervalMs: 5_000, timeoutMs: 5_000, metricsPath: '/probe', honorLabels: true });
  });

  test('texts stay as they are written', () => {
    expect(jobs[0]!.discoveries).toEqual([
      { kind: 'static', groups: [{ targets: ['localhost:9090'], labels: { env: '1.10' } }] },
    ]);
    expect(jobs[1]!.relabel[0]!.regex.source).toBe('5m');
    expect([...jobs[1]!.externalLabels]).toEqual([
      ['cluster', 'prod'],
      ['region', 'eu-1'],
    ]);
  });

  test('files are beside the file that names them', () => {
    expect(jobs[1]!.request.credentials).toMatchObject({
      kind: 'basic',
      password: { path: '/etc/prometheus/pass' },
    });
    expect(jobs[1]!.request.tls.ca).toEqual([{ option: 'ca_file', path: '/etc/prometheus/ca.crt' }]);
  });

  test('all kinds of discovery', () => {
    expect(jobs[1]!.discoveries).toMatchObject([
      { kind: 'file', files: ['/etc/prometheus/targets/*.json'], refreshMs: 300_000 },
      { kind: 'http', url: 'http://sd/targets', refreshMs: 60_000 },
      { kind: 'dns', names: ['_x._tcp.example.org'], type: 'SRV' },
      { kind: 'kubernetes', role: 'pod', namespaces: ['prod'] },
    ]);
  });
});

test('scrape_config_files brings in the jobs of others, and an error there has its place', () => {
  const { jobs, problems, included } = read('scrape_config_files: [more/a.yml, more/b.yml, c.yml]\n', {
    '/etc/prometheus/more/a.yml': 'scrape_configs:\n  - job_name: a\n',
    '/etc/prometheus/more/b.yml': 'scrape_configs:\n  - job_name: b\n    scheme: ftp\n  - job_name: a\n',
  });
  expect(jobs.map(({ id }) => id)).toEqual(['/etc/prometheus/more/a.yml#a']);
  expect(included).toHaveLength(3);
  expect(problems.map((problem) => formatProblem(problem))).toEqual([
    '/etc/prometheus/more/b.yml:3: scrape_configs[0].scheme: expected http or https',
    '/etc/prometheus/more/b.yml:4: scrape_configs[1].job_name: job_name "a" is taken: /etc/prometheus/more/a.yml:2',
    '/etc/prometheus/prometheus.yml:1: scrape_config_files[2]: /etc/prometheus/c.yml cannot be read: ENOENT',
  ]);
});

const job = (lines: string): string => `scrape_configs:\n  - job_name: a\n${lines}`;

test.each([
  ['scrape_configs: 5', ':1: scrape_configs: expected a list, as - job_name: node'],
  ['a: [', ':1: not valid YAML: Flow sequence in block collection must be sufficiently indented'],
  ['- a', ': expected keys such as scrape_configs at the top of the file'],
  ['scrape_confgs: []', ':1: scrape_confgs: unknown option. Did you mean scrape_configs?'],
  [job('    metrics_pth: /x'), ':3: scrape_configs[0].metrics_pth: unknown option. Did you mean metrics_path?'],
  ['global:\n  scrape_intervall: 5s', ':2: global.scrape_intervall: unknown option. Expected one of scrape_interval'],
  ['scrape_configs:\n  - scheme: http', ':2: scrape_configs[0].job_name: missing: expected the name of the job'],
  [job('    scrape_interval: soon'), 'scrape_interval: expected a duration such as 30s or 1m, got "soon"'],
  [job('    scrape_timeout: 2m'), 'scrape_timeout: longer than scrape_interval'],
  [job('    sample_limit: many'), 'sample_limit: expected a whole number'],
  [job('    consul_sd_configs: []'), 'consul_sd_configs: unknown option. This kind of discovery is not supported'],
  [job('    kubernets_sd_configs: []'), 'unknown option. Did you mean kubernetes_sd_configs?'],
  [job('    kubernetes_sd_configs: [{role: pods}]'), 'role: expected one of node, pod, service, endpoints'],
  [job('    kubernetes_sd_configs: [{role: pod, selectors: [{role: pod, label: "a=b=c"}]}]'), 'is no selector'],
  [
    job('    kubernetes_sd_configs: [{role: endpoints, selectors: [{role: node, label: a=b}]}]'),
    'selectors[0].role: role endpoints does not look at node: expected endpoints, service, pod',
  ],
  [
    job('    kubernetes_sd_configs: [{role: pod, selectors: [{role: pod, label: a=b}, {role: pod, label: c=d}]}]'),
    'selectors[1].role: a second selector for pod',
  ],
  [job('    scrape_protocols: [PrometheusProto, PrometheusProto]'), 'scrape_protocols: names a format twice'],
  [job('    proxy_url: http://proxy'), ':3: scrape_configs[0].proxy_url: proxies are not supported'],
  [job('    oauth2: {client_id: a}'), 'oauth2: OAuth 2.0 is not supported'],
  [job('    tls_config: {cert_file: a}'), 'a client certificate needs both cert_file and key_file'],
  [
    job('    bearer_token: a\n    basic_auth: {username: b}'),
    'at most one of basic_auth, authorization and bearer_token',
  ],
  [
    job('    static_configs: [{targets: ["http://a/metrics"]}]'),
    '"http://a/metrics" is no address. Expected host:port',
  ],
  [
    job('    relabel_configs:\n      - action: foo'),
    ':4: scrape_configs[0].relabel_configs[0].action: expected one of replace',
  ],
  [
    job('    metric_relabel_configs:\n      - {regex: "(", target_label: x}'),
    ':4: scrape_configs[0].metric_relabel_configs[0].regex: bad regular expression "("',
  ],
  [job('    dns_sd_configs: [{names: [a], type: A}]'), 'port: missing: A records have none'],
  [job('  - job_name: a'), 'job_name "a" is taken: /etc/prometheus/prometheus.yml:2'],
])('%j is refused in words', (text, message) => {
  expect(said(text).join('\n')).toContain(message);
});

test('one bad job does not stop the others', () => {
  const { jobs } = read('scrape_configs:\n  - job_name: bad\n    scheme: ftp\n  - job_name: good\n');
  expect(jobs.map(({ name }) => name)).toEqual(['good']);
});

test('anchors and merge keys', () => {
  const { jobs } = read(
    'scrape_configs:\n  - &base\n    job_name: a\n    scrape_interval: 5s\n  - <<: *base\n    job_name: b\n',
  );
  expect(jobs.map(({ name, intervalMs }) => [name, intervalMs])).toEqual([
    ['a', 5_000],
    ['b', 5_000],
  ]);
});

test('no text makes it throw', () => {
  const line = constantFrom(
    'scrape_configs:',
    '  - job_name: a',
    '    relabel_configs:',
    '      - action: keep',
    '        regex: (',
    '    static_configs: [{targets: [a:1]}]',
    '    tls_config: {ca: }',
    '  - *a',
    '  - &a',
    '    params: {a: b}',
    'global: {external_labels: {a: $',
    '    <<: [1]',
  );
  assert(property(array(line), (lines) => void read(lines.join('\n'))));
  assert(property(string(), (text) => void read(`scrape_configs:\n  - job_name: ${text}`)));
  assert(property(stringMatching(/^[-\w: \n[\]{}&*!|>'"]*$/), (text) => void read(text)));
});
