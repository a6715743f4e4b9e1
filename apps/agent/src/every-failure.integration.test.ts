import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hasOpenssl, TestPki } from '../test/pki.ts';
import { Receiver } from '../test/receiver.ts';
import { startTarget } from '../test/target-server.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { agentCommand } from './agent-command.ts';
import { agentMonitorCommand } from './monitor/monitor-command.ts';

const metrics: RequestListener = (_, response) => void response.end('a 1\n');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Sends lines until the other side hangs up, or 100 MB are sent. */
const hundredMegabytes: RequestListener = (_, response) => {
  const line = `${'m'.repeat(60)}{n="1"} 1\n`.repeat(1_000);
  let left = Math.ceil(100e6 / line.length);
  const send = (): void => {
    while (left > 0 && !response.destroyed) {
      left--;
      if (!response.write(line)) return void response.once('drain', send);
    }
    response.end();
  };
  send();
};

describe.skipIf(!hasOpenssl())('everything that can be wrong at once (left out without openssl)', () => {
  test('each gives one clear message in the log, in the monitor and in the report, and the good target goes on', async () => {
    const root = temporaryFolder();
    const conf = join(root, 'conf.d');
    mkdirSync(conf);
    const pki = new TestPki(root);
    const ca = pki.authority('ca');
    const other = pki.authority('other');
    const names = 'IP:127.0.0.1';
    const tlsOf = (name: string, options: { by?: string; expired?: boolean; names?: string } = {}) => {
      const { cert, key } = pki.issue(name, { names, ...options });
      return { cert: readFileSync(cert), key: readFileSync(key) };
    };
    const stranger = pki.issue('stranger', { usage: 'clientAuth', by: 'other' });
    const mutual = { ...tlsOf('mutual'), ca: readFileSync(ca.cert), requestCert: true, rejectUnauthorized: true };
    const inputs: Record<string, string> = {
      good: `urls = ["http://127.0.0.1:${await startTarget(metrics)}/"]`,
      wrong_ca: `urls = ["https://127.0.0.1:${await startTarget(metrics, tlsOf('a'))}/"]\nca_certs = ["${other.cert}"]`,
      no_ca: `urls = ["https://127.0.0.1:${await startTarget(metrics, tlsOf('b'))}/"]`,
      expired: `urls = ["https://127.0.0.1:${await startTarget(metrics, tlsOf('c', { expired: true }))}/"]\nca_certs = ["${ca.cert}"]`,
      wrong_client: `urls = ["https://127.0.0.1:${await startTarget(metrics, mutual)}/"]\nca_certs = ["${ca.cert}"]\ncert = "${stranger.cert}"\ncert_key = "${stranger.key}"`,
      missing_key: `urls = ["https://127.0.0.1:${await startTarget(metrics, mutual)}/"]\ntls_open = true\ntls_cert = "${stranger.cert}"\ntls_key = "/no/key"`,
      refused: `urls = ["http://127.0.0.1:${await freePort()}/"]`,
      slow: `urls = ["http://127.0.0.1:${await startTarget(() => {})}/"]\ntimeout = "3s"`,
      html: `urls = ["http://127.0.0.1:${await startTarget((_, response) => void response.setHeader('content-type', 'text/html').end('<html>'))}/"]`,
      huge: `urls = ["http://127.0.0.1:${await startTarget(hundredMegabytes)}/"]`,
      garbage: `urls = ["http://127.0.0.1:${await startTarget((_, response) => void response.end('a 1\nb {{{\n'))}/"]`,
      bad_regex: 'urls = ["http://127.0.0.1:1/"]\nmetric_name_filter = ["a(("]',
      unknown_option: 'urls = ["http://127.0.0.1:1/"]\nintervall = "3s"',
    };
    for (const [name, lines] of Object.entries(inputs)) {
      writeFileSync(join(conf, `${name}.conf`), `[[inputs.prom]]\nsource = "${name}"\ninterval = "1s"\n${lines}\n`);
    }
    const wanted: Record<string, RegExp> = {
      wrong_ca:
        /wrong_ca\.conf:1: .*the certificate of 127\.0\.0\.1:\d+ is signed by an unknown CA \(not the one configured\)/,
      no_ca: /no_ca\.conf:1: .*is signed by an unknown CA \(not among the system's CAs\)\. Name the CA/,
      expired: /expired\.conf:1: .*the certificate of 127\.0\.0\.1:\d+ has expired\. Renew it/,
      wrong_client: /wrong_client\.conf:1: .*127\.0\.0\.1:\d+ (refused the client certificate|closed the connection)/,
      missing_key: /missing_key\.conf:1: .*cannot read tls_key \/no\/key: no such file\. Mount/,
      refused: /refused\.conf:1: .*connection refused by 127\.0\.0\.1:\d+\. Nothing listens there/,
      slow: /slow\.conf:1: .*127\.0\.0\.1:\d+ gave no complete answer within 3s\. Raise timeout/,
      html: /html\.conf:1: .*answered with an HTML page .*instead of metrics\. Check the path/,
      huge: /huge\.conf:1: .*answered with more than body_size_limit allows \(64 MB\)\. Raise body_size_limit/,
      garbage: /garbage\.conf:1: .*no exposition: line 2, column \d+: expected /,
      bad_regex: /bad_regex\.conf:5: inputs\.prom\[0\]\.metric_name_filter\[0\]: bad regular expression "a\(\("/,
      unknown_option: /unknown_option\.conf:5: inputs\.prom\[0\]\.intervall: unknown option\. Did you mean interval\?/,
    };
    const receiver = await Receiver.start();
    const port = await freePort();
    const ending = new AbortController();
    let log = '';
    const io = {
      stdout: { write: () => {} },
      stderr: { write: (text: string) => (log += text) },
      env: {},
      cwd: root,
      signal: ending.signal,
    };
    const args = [
      '--server.url',
      receiver.url,
      '--conf-dir',
      conf,
      '--inputs',
      'none',
      '--data-dir',
      join(root, 'data'),
      '--listen',
      `127.0.0.1:${port}`,
    ];
    const ended = agentCommand(args, io);
    onTestFinished(async () => {
      ending.abort();
      await ended;
    });
    const errors = (): string[] => log.split('\n').filter((line) => / ERROR /.test(line));
    await vi.waitFor(
      () =>
        expect(Object.entries(wanted).filter(([, pattern]) => !errors().some((line) => pattern.test(line)))).toEqual(
          [],
        ),
      { timeout: 60_000, interval: 200 },
    );
    const goodUntilNow = receiver.valuesOf('a{').length;
    await receiver.until(() => receiver.valuesOf('a{').length >= goodUntilNow + 3);

    // One line each, though most of them have failed several times by now.
    for (const pattern of Object.values(wanted)) expect(errors().filter((line) => pattern.test(line))).toHaveLength(1);

    let screen = '';
    const terminal = { write: (text: string) => (screen += text), columns: 1_000 };
    await agentMonitorCommand(['--once', '--to', `127.0.0.1:${port}`], { ...io, stdout: terminal });
    for (const pattern of Object.values(wanted))
      expect(screen).toMatch(new RegExp(pattern.source.replace(/^(\w+)\\\.conf/, '/$1\\.conf')));

    const isWhole = (): boolean =>
      receiver.reports.at(-1)?.targets.filter(({ health }) => health === 'down').length === 10;
    await receiver.until(isWhole);
    const report = receiver.reports.at(-1)!;
    const reported = [
      ...report.targets.flatMap(({ lastError }) => lastError ?? []),
      ...report.inputs.flatMap(({ problems }) => problems),
    ];
    expect(reported.map(({ code }) => code).sort()).toEqual(
      expect.arrayContaining([
        'bad_exposition',
        'bad_regex',
        'body_too_large',
        'connection_refused',
        'missing_file',
        'not_metrics',
        'timeout',
        'tls_expired',
        'tls_unknown_ca',
        'unknown_option',
      ]),
    );
    expect(report.targets.find(({ job }) => job === 'good')).toMatchObject({ health: 'up', lastError: null });
    expect(receiver.valuesOf('a{').filter((value) => value !== 1)).toEqual([]);
  });
});
