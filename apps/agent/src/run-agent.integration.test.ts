import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Receiver } from '../test/receiver.ts';
import { startTarget } from '../test/target-server.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { loadSettings } from './config/load-settings.ts';
import { formatProblem } from './config/problem.ts';
import type { Log } from './log.ts';
import { startAgent, type RunningAgent } from './run-agent.ts';
import { systemClock } from './scrape/schedule.ts';

interface Set {
  readonly agent: RunningAgent;
  readonly conf: string;
  readonly log: string[];
}

/** Starts an agent with these *.conf files, by name. */
async function start(
  receiver: Receiver,
  files: Record<string, string>,
  more: { args?: string[]; root?: string } = {},
): Promise<Set> {
  const root = more.root ?? temporaryFolder();
  const conf = join(root, 'conf.d');
  mkdirSync(conf, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(conf, name), text);
  const args = [
    '--server.url',
    receiver.url,
    '--conf-dir',
    conf,
    '--data-dir',
    join(root, 'data'),
    '--listen',
    '127.0.0.1:0',
    '--cluster-name',
    'c',
    '--host-name',
    'h',
    '--inputs',
    'none',
  ];
  const { settings, problems } = await loadSettings([...args, ...(more.args ?? [])], {}, root);
  expect(problems).toEqual([]);
  const log: string[] = [];
  const say = (message: string): void => void log.push(message);
  const logger: Log = { debug: () => {}, info: say, warn: say, error: say };
  const agent = await startAgent(settings, {
    clock: systemClock,
    log: logger,
    random: () => 0,
    problems: () => problems,
  });
  onTestFinished(() => agent.stop());
  return { agent, conf, log };
}

const input = (port: number, more = ''): string =>
  `[[inputs.prom]]\nurls = ["http://127.0.0.1:${port}/metrics"]\nsource = "job"\ninterval = "1s"\n${more}\n`;
const labels = (port: number): string => `{cluster="c", host="h", instance="127.0.0.1:${port}", job="job"}`;

test('what a target exposes arrives with its labels, and how the target is', async () => {
  const port = await startTarget((_, response) => void response.end('a 1\nb{x="y"} 2\n'));
  const receiver = await Receiver.start();
  await start(receiver, { 'a.conf': input(port) });
  await receiver.until(() => receiver.valuesOf('scrape_series_added').length > 0);
  const first = receiver.samples.slice(0, 7);
  expect(new Set(first.map(({ timestampMs }) => timestampMs)).size).toBe(1);
  expect(
    first.map(({ series, value }) => `${series} ${value}`).filter((line) => !line.startsWith('scrape_duration')),
  ).toEqual([
    `up${labels(port)} 1`,
    `scrape_samples_scraped${labels(port)} 2`,
    `scrape_samples_post_metric_relabeling${labels(port)} 2`,
    `scrape_series_added${labels(port)} 2`,
    `a${labels(port)} 1`,
    `b{cluster="c", host="h", instance="127.0.0.1:${port}", job="job", x="y"} 2`,
  ]);
});

test('a target that goes down ends its series at once, and everything else goes on', async () => {
  let isDown = false;
  const port = await startTarget(
    (_, response) => void (isDown ? response.writeHead(500).end() : response.end('a 1\n')),
  );
  const other = await startTarget((_, response) => void response.end('b 1\n'));
  const receiver = await Receiver.start();
  const { agent, log } = await start(receiver, { 'a.conf': input(port), 'b.conf': input(other) });
  await receiver.until(() => receiver.valuesOf('a').length > 0);
  isDown = true;
  await receiver.until(() => receiver.valuesOf('a').includes('stale'));
  const stale = receiver.samples.find(({ value }) => value === 'stale')!;
  const up = receiver.samples.find(
    ({ series, timestampMs }) => series === `up${labels(port)}` && timestampMs === stale.timestampMs,
  );
  expect(up?.value).toBe(0);
  const target = agent.status().targets.find(({ url }) => url.includes(String(port)))!;
  expect(target).toMatchObject({ health: 'down', lastError: { code: 'http_status', count: 1 } });
  expect(formatProblem(target.lastError!)).toContain(
    `a.conf:1: inputs.prom[0]: http://127.0.0.1:${port}/metrics answered HTTP 500`,
  );
  const reported = (): boolean =>
    receiver.reports.some(({ targets }) => targets.some(({ lastError }) => lastError?.code === 'http_status'));
  await receiver.until(reported);
  const before = receiver.valuesOf('b').length;
  await receiver.until(() => receiver.valuesOf('b').length > before + 1);
  expect(log.filter((line) => line.includes('HTTP 500'))).toHaveLength(1);
  isDown = false;
  await receiver.until(() => receiver.valuesOf('a').at(-1) === 1);
  expect(agent.status().targets.every(({ lastError }) => lastError === null)).toBe(true);
});

test('a changed file takes effect, a bad change is reported and the last good version stays', async () => {
  const port = await startTarget((_, response) => void response.end('a 1\nb 1\n'));
  const receiver = await Receiver.start();
  const { agent, conf, log } = await start(receiver, { 'a.conf': input(port, 'metric_name_filter = ["^a"]') });
  await receiver.until(() => receiver.valuesOf('a').length > 0);
  expect(receiver.valuesOf('b')).toEqual([]);
  writeFileSync(join(conf, 'a.conf'), input(port, 'metric_name_filter = ["^b"]'));
  await receiver.until(() => receiver.valuesOf('b').length > 0);
  expect(receiver.valuesOf('a').at(-1)).toBe('stale');
  writeFileSync(join(conf, 'a.conf'), input(port, 'metric_name_filter = ["(("]'));
  const isReported = (): boolean => agent.status().problems!.some(({ code }) => code === 'bad_regex');
  await vi.waitFor(() => expect(isReported()).toBe(true), { timeout: 10_000 });
  const before = receiver.valuesOf('b').length;
  await receiver.until(() => receiver.valuesOf('b').length > before + 1);
  expect(receiver.valuesOf('b')).not.toContain('stale');
  expect(log.join('\n')).toMatch(
    /a\.conf:5: inputs\.prom\[0\]\.metric_name_filter\[0\]: bad regular expression "\(\("/,
  );
  rmSync(join(conf, 'a.conf'));
  await receiver.until(() => receiver.valuesOf('up').at(-1) === 'stale');
  expect(receiver.valuesOf('b').at(-1)).toBe('stale');
}, 30_000);

test('a ConfigMap: its versions are linked folders, and a new one takes effect', async () => {
  const port = await startTarget((_, response) => void response.end('a 1\nb 1\n'));
  const receiver = await Receiver.start();
  const root = temporaryFolder();
  const mount = join(root, 'conf.d', 'etcd');
  mkdirSync(join(mount, '..v1'), { recursive: true });
  writeFileSync(join(mount, '..v1', 'etcd.conf'), input(port, 'metric_name_filter = ["^a"]'));
  symlinkSync('..v1', join(mount, '..data'));
  symlinkSync('..data/etcd.conf', join(mount, 'etcd.conf'));
  const { agent } = await start(receiver, {}, { root });
  await receiver.until(() => receiver.valuesOf('a').length > 0);
  expect(agent.status().targets).toHaveLength(1);
  mkdirSync(join(mount, '..v2'));
  writeFileSync(join(mount, '..v2', 'etcd.conf'), input(port, 'metric_name_filter = ["^b"]'));
  symlinkSync('..v2', join(mount, '..data_tmp'));
  renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
  rmSync(join(mount, '..v1'), { recursive: true });
  await receiver.until(() => receiver.valuesOf('b').length > 0);
}, 30_000);

test('a clean stop delivers what waits and leaves the series as they are', async () => {
  const port = await startTarget((_, response) => void response.end('a 1\n'));
  const receiver = await Receiver.start();
  const { agent } = await start(receiver, { 'a.conf': input(port) });
  await receiver.until(() => receiver.valuesOf('a').length > 0);
  await agent.stop();
  expect(receiver.samples.map(({ value }) => value)).not.toContain('stale');
});

test('the next start takes up the queue of the last one', async () => {
  const port = await startTarget((_, response) => void response.end('a 1\n'));
  const receiver = await Receiver.start();
  await receiver.stop();
  const root = temporaryFolder();
  const first = await start(receiver, { 'a.conf': input(port) }, { root });
  await vi.waitFor(() => expect(first.agent.status().servers[0]!.samplesWaiting).toBeGreaterThan(5), {
    timeout: 10_000,
  });
  await first.agent.stop();
  rmSync(join(root, 'conf.d', 'a.conf'));
  const second = await start(receiver, {}, { root });
  expect(second.agent.status().servers[0]!.samplesWaiting).toBeGreaterThan(5);
  await receiver.listen(receiver.port);
  await receiver.until(() => receiver.valuesOf('a').length > 0);
}, 30_000);

test('two agents cannot share a data folder', async () => {
  const receiver = await Receiver.start();
  const root = temporaryFolder();
  await start(receiver, {}, { root });
  await expect(start(receiver, {}, { root })).rejects.toMatchObject({
    message: `cannot use the data folder ${join(root, 'data')}`,
    cause: { message: `another agent uses it (process ${process.pid})` },
  });
});

test('the option output writes the exposition to a file and sends nothing', async () => {
  const port = await startTarget((_, response) => void response.end('a 1\n'));
  const other = await startTarget((_, response) => void response.end('b 1\n'));
  const receiver = await Receiver.start();
  const root = temporaryFolder();
  const { agent } = await start(
    receiver,
    { 'a.conf': input(port, 'output = "saved.prom"'), 'b.conf': input(other) },
    { root },
  );
  await receiver.until(() => receiver.valuesOf('b').length > 1);
  expect(receiver.samples.some(({ series }) => series.includes(`127.0.0.1:${port}`))).toBe(false);
  await vi.waitFor(() => expect(agent.status().targets.map(({ health }) => health)).toEqual(['up', 'up']), {
    timeout: 5_000,
  });
  expect(readFileSync(join(root, 'data', 'saved.prom'), 'utf8')).toBe('a 1\n');
});

test('native histograms, for which protobuf is asked', async () => {
  const body = readFileSync(new URL('../../../testdata/exposition/prometheus-3.5.pb', import.meta.url));
  const type = 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
  let down = false;
  const accepts: string[] = [];
  const port = await startTarget((request, response) => {
    accepts.push(String(request.headers.accept));
    if (down) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': type }).end(body);
  });
  const receiver = await Receiver.start();
  await start(receiver, { 'a.conf': input(port, 'scrape_native_histograms = true') });
  await receiver.until(() => receiver.valuesOf('up').includes(1));
  expect(accepts[0]).toMatch(/^application\/vnd\.google\.protobuf/);
  const isHistogram = (): string[] =>
    receiver.samples.filter(({ value }) => value === 'histogram').map(({ series }) => series);
  const [series] = isHistogram();
  expect(series).toContain(`instance="127.0.0.1:${port}"`);
  down = true;
  await receiver.until(() => receiver.valuesOf(series!).at(-1) === 'stale');
});

test('no secret shows up in log, status, page, metrics or report', async () => {
  const port = await startTarget((_, response) => void response.writeHead(500).end());
  const receiver = await Receiver.start();
  const secrets = ['tkn_secret', 'pw_secret', 'bearer_secret', 'header_secret', 'query_secret'];
  const urls = `urls = ["http://user:pw_secret@127.0.0.1:${port}/metrics?token=query_secret"]`;
  const more =
    'interval = "1s"\nhttp_headers = { X-Key = "header_secret" }\n[inputs.prom.auth]\ntype = "bearer_token"\ntoken = "bearer_secret"';
  const { agent, log } = await start(
    receiver,
    { 'a.conf': `[[inputs.prom]]\n${urls}\n${more}\n` },
    { args: ['--server.token', 'tkn_secret'] },
  );
  await receiver.until(() => receiver.reports.some(({ targets }) => targets[0]?.lastError !== null));
  await vi.waitFor(() => expect(log.join()).toContain('HTTP 500'));
  const pages = await Promise.all(
    ['/', '/status', '/metrics'].map(async (path) => (await fetch(`${agent.url}${path}`)).text()),
  );
  const everything = [...log, ...pages, JSON.stringify(receiver.reports), JSON.stringify(receiver.samples)].join('\n');
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
});

test('the own port: page, JSON, metrics, health; nothing can be changed there', async () => {
  const port = await startTarget((_, response) => void response.end('a 1\n'));
  const receiver = await Receiver.start();
  const { agent } = await start(receiver, { 'a.conf': input(port), 'bad.conf': 'x = 1\n' });
  await receiver.until(() => receiver.valuesOf('a').length > 0);
  const get = async (
    path: string,
    method: 'GET' | 'POST' = 'GET',
  ): Promise<{ status: number; text: string; type: string }> => {
    const response = await fetch(`${agent.url}${path}`, { method });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '' };
  };
  expect(await get('/-/healthy')).toMatchObject({ status: 200 });
  expect(await get('/-/ready')).toMatchObject({ status: 200, text: 'ready\n' });
  expect(JSON.parse((await get('/status')).text)).toMatchObject({
    host: 'h',
    cluster: 'c',
    targets: [{ health: 'up' }],
  });
  const page = await get('/');
  expect(page.type).toContain('text/html');
  expect(page.text).toContain('bad.conf:1: x: unknown key. Expected [[inputs.prom]]');
  const metrics = await get('/metrics');
  expect(metrics.text).toMatch(/^binnacle_agent_targets\{health="up"\} 1$/m);
  expect(metrics.text).toMatch(/^binnacle_agent_configuration_errors 1$/m);
  expect((await get('/nothing')).status).toBe(404);
  expect((await get('/status', 'POST')).status).toBe(405);
});

test('the machine is measured without a file, and told of as an object', async () => {
  const receiver = await Receiver.start();
  await start(receiver, {}, { args: ['--inputs', 'mem,hostobject', '--host.interval', '1s'] });
  await receiver.until(
    () => receiver.valuesOf('node_memory_MemTotal_bytes').length > 1 && receiver.objectReports.length > 0,
  );
  const memory = receiver.samples.find(({ series }) => series.startsWith('node_memory_MemTotal_bytes'))!;
  expect(memory.series).toBe('node_memory_MemTotal_bytes{cluster="c", host="h", instance="h", job="node-exporter"}');
  expect(receiver.valuesOf('node_load1')).toEqual([]);
  expect(receiver.objectReports[0]).toMatchObject({
    cluster: 'c',
    source: 'host:h',
    changed: [{ kind: 'Host', name: 'h', object: { metadata: { name: 'h' } } }],
  });
  const reported = (): boolean => receiver.reports.some(({ targets }) => targets.some(({ health }) => health === 'up'));
  await receiver.until(reported);
  expect(receiver.reports.at(-1)).toMatchObject({
    inputs: [{ kind: 'node', state: 'running', targetCount: 1 }],
    targets: [{ job: 'node-exporter', url: 'file:/proc', health: 'up', lastError: null }],
  });
});
