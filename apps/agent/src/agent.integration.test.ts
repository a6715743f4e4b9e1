import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasOpenssl, TestPki } from '../test/pki.ts';
import { Receiver } from '../test/receiver.ts';
import { startTarget } from '../test/target-server.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { debugPromConfCommand } from './debug-prom-conf-command.ts';

const etcdBinary = ['/usr/bin/etcd', '/usr/local/bin/etcd'].find((path) => existsSync(path));

function startAgentProcess(root: string, receiver: Receiver): ChildProcess {
  const script = fileURLToPath(new URL('../test/run-agent-process.ts', import.meta.url));
  const args = [
    '--server.url',
    receiver.url,
    '--conf-dir',
    join(root, 'conf.d'),
    '--inputs',
    'none',
    '--data-dir',
    join(root, 'data'),
    '--listen',
    'off',
    '--cluster-name',
    'c',
  ];
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
  child.stderr!.resume();
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('kill -9', () => {
  test('20 times during scrapes and delivery: nothing that was scraped is lost, and nothing is there twice with another value', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'conf.d'));
    const ports: number[] = [];
    const served: number[][] = [];
    const hooks: (() => void)[] = [];
    /** For each target the answers that were the last ones before a kill: they may not have been read any more. */
    const underWay: Set<number>[] = [new Set(), new Set(), new Set()];
    for (let target = 0; target < 3; target++) {
      const values: number[] = [];
      served.push(values);
      ports.push(
        await startTarget((_, response) => {
          values.push(values.length + 1);
          response.end(`counter ${values.length}\n`);
          hooks.splice(0).forEach((hook) => hook());
        }),
      );
    }
    writeFileSync(
      join(root, 'conf.d', 'a.conf'),
      `[[inputs.prom]]\ninterval = "1s"\nurls = [${ports.map((port) => `"http://127.0.0.1:${port}/"`).join(', ')}]\n`,
    );
    const receiver = await Receiver.start();
    for (let round = 0; round < 20; round++) {
      // Every third round the server is away, so that kills hit a queue that grows, one that drains, and an empty one.
      if (round % 3 === 1) await receiver.stop();
      if (round % 3 === 2) await receiver.listen(receiver.port);
      const child = startAgentProcess(root, receiver);
      const scrapes = 1 + (round % 4);
      for (let n = 0; n < scrapes; n++) await new Promise<void>((resolve) => hooks.push(resolve));
      // Sometimes at the very moment of an answer, sometimes a little later, when samples are on their way to the disk.
      for (let turn = 0; turn < round * 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (const [i, values] of served.entries()) underWay[i]!.add(values.length);
    }
    if (receiver.stopped) await receiver.listen(receiver.port);
    const last = startAgentProcess(root, receiver);
    await receiver.until(() => ports.every((port, i) => valuesAt(receiver, port).includes(served[i]!.length)));
    last.kill('SIGTERM');
    await once(last, 'exit');
    for (const [i, port] of ports.entries()) {
      const byTime = new Map<number, number>();
      for (const { series, timestampMs, value } of receiver.samples) {
        if (!series.startsWith('counter{') || !series.includes(`127.0.0.1:${port}"`) || typeof value !== 'number')
          continue;
        // Delivered twice is allowed after a crash, but only the same sample: the server sees that it has it.
        expect(byTime.get(timestampMs) ?? value).toBe(value);
        byTime.set(timestampMs, value);
      }
      const values = [...byTime.values()];
      expect(new Set(values).size).toBe(values.length);
      const missing = served[i]!.filter((value) => !values.includes(value) && !underWay[i]!.has(value));
      expect(missing).toEqual([]);
    }
    const received = receiver.samples.filter(({ series }) => series.startsWith('counter{')).length;
    expect(received).toBeGreaterThan(20);
  });
});

const valuesAt = (receiver: Receiver, port: number): readonly unknown[] =>
  receiver.samples
    .filter(({ series }) => series.startsWith('counter{') && series.includes(`127.0.0.1:${port}"`))
    .map(({ value }) => value);

describe.skipIf(etcdBinary === undefined || !hasOpenssl())(
  'a real etcd over mutual TLS (left out without etcd and openssl)',
  () => {
    interface Etcd {
      readonly pki: TestPki;
      readonly clientUrl: string;
      readonly metricsUrl: string;
      readonly cert: string;
      readonly key: string;
      readonly ca: string;
      readonly process: ChildProcess;
    }

    async function startEtcd(): Promise<Etcd> {
      const folder = temporaryFolder();
      const pki = new TestPki(folder);
      const ca = pki.authority('ca');
      const server = pki.issue('server', { names: 'IP:127.0.0.1,DNS:localhost', usage: 'serverAuth,clientAuth' });
      const client = pki.issue('peer', { usage: 'serverAuth,clientAuth' });
      const [clientPort, peerPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
      const url = (port: number): string => `https://127.0.0.1:${port}`;
      const tls = (prefix: string): string[] => [
        `--${prefix}cert-file`,
        server.cert,
        `--${prefix}key-file`,
        server.key,
        `--${prefix}client-cert-auth`,
        `--${prefix}trusted-ca-file`,
        ca.cert,
      ];
      const child = spawn(
        etcdBinary!,
        [
          '--name=m1',
          `--data-dir=${join(folder, 'etcd')}`,
          `--initial-cluster=m1=${url(peerPort)}`,
          `--listen-client-urls=${url(clientPort)}`,
          `--advertise-client-urls=${url(clientPort)}`,
          `--listen-peer-urls=${url(peerPort)}`,
          `--initial-advertise-peer-urls=${url(peerPort)}`,
          `--listen-metrics-urls=${url(metricsPort)}`,
          ...tls(''),
          ...tls('peer-'),
        ],
        { stdio: ['ignore', 'ignore', 'pipe'], env: {} },
      );
      onTestFinished(async () => {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      });
      let log = '';
      await new Promise<void>((resolve, reject) => {
        child.stderr!.on('data', (bytes: Buffer) => {
          log += bytes.toString('utf8');
          if (log.includes('ready to serve client requests') || log.includes('serving client traffic')) resolve();
        });
        child.once('exit', () => reject(new Error(`etcd ended: ${log.slice(-2_000)}`)));
      });
      return {
        pki,
        clientUrl: url(clientPort),
        metricsUrl: url(metricsPort),
        cert: client.cert,
        key: client.key,
        ca: ca.cert,
        process: child,
      };
    }

    /** The article's file, for this etcd. */
    function articleConf(etcd: Etcd, url = etcd.clientUrl): string {
      return readFileSync(new URL('../../../testdata/agent/etcd.conf', import.meta.url), 'utf8')
        .replace('https://172.16.0.229:2379', url)
        .replace('/etc/kubernetes/pki/etcd/peer.crt', etcd.cert)
        .replace('/etc/kubernetes/pki/etcd/peer.key', etcd.key);
    }

    test('the etcd.conf of the article brings the eight metrics of the ETCD view, under their own names', async () => {
      const etcd = await startEtcd();
      const root = temporaryFolder();
      mkdirSync(join(root, 'conf.d', 'etcd'), { recursive: true });
      writeFileSync(join(root, 'conf.d', 'etcd', 'etcd.conf'), articleConf(etcd));
      const receiver = await Receiver.start();
      const child = startAgentProcess(root, receiver);
      const isThere = (): boolean => receiver.valuesOf('scrape_series_added').length > 0 && receiver.reports.length > 0;
      await receiver.until(isThere);
      child.kill('SIGTERM');
      await once(child, 'exit');
      expect(child.exitCode).toBe(0);
      const names = receiver.samples
        .map(({ series }) => series.split('{')[0]!)
        .filter((name) => name.startsWith('etcd_'));
      expect(names).toEqual([
        'etcd_network_client_grpc_received_bytes_total',
        'etcd_network_client_grpc_sent_bytes_total',
        'etcd_server_has_leader',
        'etcd_server_leader_changes_seen_total',
        'etcd_server_proposals_applied_total',
        'etcd_server_proposals_committed_total',
        'etcd_server_proposals_failed_total',
        'etcd_server_proposals_pending',
      ]);
      expect(receiver.valuesOf('up')).toEqual([1]);
      const leader = receiver.samples.find(({ series }) => series.startsWith('etcd_server_has_leader'))!;
      expect(leader).toMatchObject({ value: 1 });
      expect(leader.series).toContain(`cluster="c"`);
      expect(leader.series).toContain(`instance="${new URL(etcd.clientUrl).host}", job="etcd"`);
      expect(receiver.reports.at(-1)!.inputs[0]!.problems.map(({ code }) => code)).toEqual(['tls_unverified']);
    });

    test('a certificate whose names do not fit: the metrics listener drops it, and the message says why', async () => {
      const etcd = await startEtcd();
      const named = etcd.pki.issue('named', { names: 'DNS:client', usage: 'clientAuth' });
      const root = temporaryFolder();
      const conf = join(root, 'etcd.conf');
      let printed = '';
      const print = { write: (text: string) => (printed += text) };
      const io = { stdout: print, stderr: print, env: {}, cwd: root, signal: new AbortController().signal };
      writeFileSync(conf, articleConf({ ...etcd, ...named }, etcd.metricsUrl));
      expect(await debugPromConfCommand([conf], io)).toBe(1);
      expect(printed).toContain("when the names (SANs) in the client certificate do not match this machine's address");
      printed = '';
      writeFileSync(conf, articleConf(etcd, etcd.metricsUrl));
      expect(await debugPromConfCommand([conf, '--cluster-name', 'c'], io)).toBe(0);
      expect(printed).toMatch(/^etcd_server_has_leader\{cluster="c", .*\} 1$/m);
      expect(printed).toMatch(/^# \d{4} samples scraped .*, 8 kept, 8 series$/m);
    });

    test('an etcd that is killed goes down with a stale marker on every series', async () => {
      const etcd = await startEtcd();
      const root = temporaryFolder();
      mkdirSync(join(root, 'conf.d'));
      writeFileSync(
        join(root, 'conf.d', 'etcd.conf'),
        articleConf(etcd)
          .replace('"60s"', '"1s"')
          .replace('tls_open', 'insecure_skip_verify')
          .replace('tls_cert', 'cert')
          .replace('tls_key', 'cert_key'),
      );
      const receiver = await Receiver.start();
      startAgentProcess(root, receiver);
      await receiver.until(() => receiver.valuesOf('etcd_server_has_leader').length > 1);
      etcd.process.kill('SIGKILL');
      await receiver.until(() => receiver.valuesOf('up').at(-1) === 0);
      const series = [
        ...new Set(receiver.samples.map((sample) => sample.series).filter((name) => name.startsWith('etcd_'))),
      ];
      expect(series).toHaveLength(8);
      for (const name of series) expect(receiver.valuesOf(name).at(-1)).toBe('stale');
      const isReported = (): boolean => receiver.reports.at(-1)?.targets[0]?.lastError?.code === 'connection_refused';
      await receiver.until(isReported);
    });
  },
);
