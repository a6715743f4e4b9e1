import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAgent, startServer, type RunningAgent, type RunningServer } from './support/binnacle.ts';
import { openBrowser } from './support/browser.ts';
import {
  hugeTarget,
  htmlTarget,
  plainTarget,
  silentTarget,
  tlsTarget,
  type FaultTarget,
} from './support/fault-targets.ts';
import { makeAuthority } from './support/pki.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { query } from './support/query.ts';
import { until } from './support/until.ts';

const run = promisify(execFile);
const binnacle = fileURLToPath(new URL('../binnacle', import.meta.url));
const missing = missingPrograms('openssl', 'chromium');

/** What an operator gets wrong, and words that the message about it must have. */
interface Fault {
  readonly name: string;
  readonly conf: string;
  /** All of them, in any order and case, in one message that names the target. */
  readonly words: readonly RegExp[];
}

describe.skipIf(missing.length > 0)(
  `faults of targets and configuration${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-faults-'));
    const targets: FaultTarget[] = [];
    const faults: Fault[] = [];
    let server: RunningServer;
    let agent: RunningAgent;
    let monitor = '';

    beforeAll(async () => {
      const ca = makeAuthority(join(dir, 'pki'));
      const other = makeAuthority(join(dir, 'pki'), 'other-ca');
      const good = ca.issue('server', { san: 'IP:127.0.0.1' });
      const target = async (made: Promise<FaultTarget>): Promise<string> => {
        const started = await made;
        targets.push(started);
        return started.url;
      };
      const input = (name: string, url: string, more = ''): string =>
        `[[inputs.prom]]\nurls = ["${url}"]\nsource = "${name}"\ninterval = "1s"\ntimeout = "3s"\n${more}\n`;
      const tls = (pair: { cert: string; key: string } | undefined, authority: string | undefined): string =>
        `${authority === undefined ? '' : `ca_certs = ["${authority}"]\n`}${pair === undefined ? '' : `cert = "${pair.cert}"\ncert_key = "${pair.key}"\n`}`;
      const add = (name: string, conf: string, ...words: RegExp[]): void => void faults.push({ name, conf, words });

      const [nobody] = (await freePorts(1)) as [number];
      const mutual = await target(tlsTarget(good, ca.caCert));
      add(
        'client-wrong-ca',
        input('client-wrong-ca', mutual, tls(other.issue('client-wrong-ca', { usage: 'clientAuth' }), ca.caCert)),
        /client certificate/,
      );
      add(
        'client-expired',
        input(
          'client-expired',
          mutual,
          tls(ca.issue('client-expired', { usage: 'clientAuth', expired: true }), ca.caCert),
        ),
        /certificate/,
        /expired/,
      );
      add('client-none', input('client-none', mutual, tls(undefined, ca.caCert)), /client certificate/);
      add(
        'server-expired',
        input(
          'server-expired',
          await target(tlsTarget(ca.issue('server-expired', { san: 'IP:127.0.0.1', expired: true }))),
          tls(undefined, ca.caCert),
        ),
        /certificate/,
        /expired/,
      );
      add(
        'server-unknown-ca',
        input('server-unknown-ca', await target(tlsTarget(good))),
        /certificate/,
        /authority|CA/,
      );
      add(
        'server-wrong-name',
        input(
          'server-wrong-name',
          await target(tlsTarget(ca.issue('server-wrong-name', { san: 'DNS:elsewhere.invalid' }))),
          tls(undefined, ca.caCert),
        ),
        /certificate/,
        /127\.0\.0\.1/,
      );
      add('refused', input('refused', `http://127.0.0.1:${nobody}/metrics`), /refused/);
      add('slow', input('slow', await target(silentTarget())), /3 ?s|timeout|timed out/);
      add('html', input('html', await target(htmlTarget())), /HTML/);
      add(
        'huge',
        input('huge', await target(hugeTarget(100)))
          .replace('3s', '60s')
          .replace('"1s"', '"5m"'),
        /limit/,
        /nothing of this scrape/,
      );
      add(
        'bad-regex',
        `${input('bad-regex', mutual)}metric_name_filter = ["etcd_(", "ok"]\n`,
        /bad-regex\.conf/,
        /metric_name_filter/,
      );
      add(
        'unknown-option',
        `${input('unknown-option', mutual)}metric_name_filters = ["etcd"]\n`,
        /unknown-option\.conf/,
        /metric_name_filters/,
        /metric_name_filter\b/,
      );
      add(
        'missing-file',
        input(
          'missing-file',
          mutual,
          tls({ cert: join(dir, 'nowhere.crt'), key: join(dir, 'nowhere.key') }, ca.caCert),
        ),
        /nowhere\.(crt|key)/,
      );
      const confDir = join(dir, 'conf.d');
      mkdirSync(confDir);
      for (const fault of faults) writeFileSync(join(confDir, `${fault.name}.conf`), fault.conf);
      writeFileSync(join(confDir, 'good.conf'), input('good', await target(plainTarget())));

      const [serverPort, agentPort] = (await freePorts(2)) as [number, number];
      server = await startServer(serverPort, join(dir, 'server'), ['--auth', 'off']);
      agent = await startAgent({ serverUrl: server.url, confDir, dataDir: join(dir, 'agent'), port: agentPort });
      // The body that is too large takes longest; when it has been refused, all others were tried too.
      await until('an answer about every target', 90_000, async () => {
        const down = await query(server.url, 'up == 0');
        return down.some(({ metric }) => metric['job'] === 'huge') && down.length === faults.length - 2;
      });
      ({ stdout: monitor } = await run(binnacle, ['agent', 'monitor', '--once', '--to', new URL(agent.url).host], {
        env: { ...process.env, COLUMNS: '400' },
      }));
    });

    afterAll(async () => {
      await agent?.end('SIGKILL');
      await server?.end('SIGKILL');
      for (const target of targets) target.close();
      rmSync(dir, { recursive: true, force: true });
    });

    /** A message may go over several lines; it begins where a line begins with a time or a severity. */
    const messages = (text: string): string[] =>
      text.split(/\n(?=\d{4}-\d\d-\d\dT|error: |warning: )/).map((message) => message.replace(/\s+/g, ' '));
    const says = (text: string, fault: Fault): boolean =>
      messages(text).some(
        (line) => line.includes(fault.name) && fault.words.every((word) => new RegExp(word.source, 'i').test(line)),
      );

    test('each fault has one clear message in the log of the agent', () => {
      expect(faults.filter((fault) => !says(agent.output(), fault)).map((fault) => fault.name)).toEqual([]);
    });

    test('each fault is in `binnacle agent monitor`', () => {
      expect(faults.filter((fault) => !says(monitor, fault)).map((fault) => fault.name)).toEqual([]);
    });

    test('each fault is on the Targets page of the console', { timeout: 120_000 }, async () => {
      const browser = await openBrowser({ width: 1600, height: 1200 });
      try {
        await browser.page.goto(`${server.url}/targets`);
        for (const fault of faults) {
          await browser.page.getByText(fault.name).first().waitFor({ timeout: 20_000 });
        }
        const text = await browser.page.locator('main').innerText();
        for (const fault of faults) {
          for (const word of fault.words) expect(text, fault.name).toMatch(new RegExp(word.source, 'i'));
        }
        expect(browser.problems).toEqual([]);
      } finally {
        await browser.close();
      }
    });

    test('everything else goes on', async () => {
      const scrapes = async (): Promise<number> =>
        (await query(server.url, 'count_over_time(fault_test_total{job="good"}[10m])')).length;
      await until('samples of the good target', 30_000, async () => (await scrapes()) > 0);
      expect(await query(server.url, 'up{job="good"}')).toMatchObject([{ values: [[expect.anything(), '1']] }]);
      expect(agent.running()).toBe(true);
    });
  },
);
