import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAgent, startServer, type RunningAgent, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { startEtcd, type EtcdCluster, type EtcdMember } from './support/etcd.ts';
import { exposedValue } from './support/exposed.ts';
import { legend, panel, shownNumber } from './support/panels.ts';
import { makeAuthority } from './support/pki.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { until } from './support/until.ts';

const missing = missingPrograms('etcd', 'etcdctl', 'openssl', 'chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));
const owner = { login: 'ada', password: 'a sentence is fine' };

/**
 * The main job, as somebody does it who has just installed Binnacle: three etcd members with mutual TLS, an `etcd.conf` in
 * the article's shape, and a browser. The steps build on one another.
 */
describe.skipIf(missing.length > 0)(
  `etcd, from the first start to a lost leader${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-walk-'));
    let etcd: EtcdCluster;
    let server: RunningServer;
    let agent: RunningAgent;
    let browser: Browser;
    let page: Page;
    let dashboard: string;
    const shot = (name: string): Promise<Buffer> => page.screenshot({ path: join(screenshots, `${name}.png`) });

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      etcd = await startEtcd(dir, makeAuthority(join(dir, 'pki')), 3);
      // The members that the article does not have, and where this test keeps its certificates; all else is the article's.
      const conf = readFileSync(new URL('article/etcd.conf', import.meta.url), 'utf8')
        .replace(
          /urls = .*/,
          `urls = [${etcd.members.map(({ address }) => `"https://${address}/metrics"`).join(', ')}]`,
        )
        .replace(/tls_cert = .*/, `tls_cert = "${etcd.client.cert}"`)
        .replace(/tls_key = .*/, `tls_key = "${etcd.client.key}"`)
        .replace('interval = "10s"', 'interval = "1s"');
      mkdirSync(join(dir, 'conf.d/etcd'), { recursive: true });
      writeFileSync(join(dir, 'conf.d/etcd/etcd.conf'), conf);
      const [serverPort, agentPort] = (await freePorts(2)) as [number, number];
      const tokenFile = join(dir, 'token');
      server = await startServer(serverPort, join(dir, 'server'), ['--bootstrap.agent-token-file', tokenFile]);
      agent = await startAgent({
        serverUrl: server.url,
        token: readFileSync(tokenFile, 'utf8').trim(),
        confDir: join(dir, 'conf.d'),
        dataDir: join(dir, 'agent'),
        port: agentPort,
        cluster: 'k8s-prod',
      });
      browser = await openBrowser();
      page = browser.page;
      page.setDefaultTimeout(20_000);
    });

    afterAll(async () => {
      await browser?.close();
      await agent?.end('SIGKILL');
      await server?.end('SIGKILL');
      await etcd?.stop();
      rmSync(dir, { recursive: true, force: true });
    });

    test('the first start asks for the one-time code that the server printed, and makes the owner', async () => {
      await page.goto(server.url);
      await page.getByLabel('Set-up code').fill('AAAA-AAAA-AAAA-AAAA');
      await page.getByLabel('Login').fill(owner.login);
      await page.getByLabel('Password', { exact: true }).fill(owner.password);
      await page.getByLabel('Password again').fill(owner.password);
      await page.getByRole('button', { name: 'Create owner and sign in' }).click();
      await page.getByText('This is not the code that the server printed').waitFor();
      await shot('set-up');
      const code = /\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b/.exec(server.output())![0];
      await page.getByLabel('Set-up code').fill(code);
      await page.getByRole('button', { name: 'Create owner and sign in' }).click();
      await page.getByRole('heading', { name: 'Scenes', level: 1 }).waitFor();
      expect(browser.problems.splice(0).filter((problem) => !/40[13]/.test(problem))).toEqual([]);
    });

    test('sign out and in again', async () => {
      await page.getByRole('button', { name: /Account|ada/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByLabel('Login').fill(owner.login);
      await page.getByLabel('Password', { exact: true }).fill('not it');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('The login or the password is wrong.').waitFor();
      await shot('sign-in');
      await page.getByLabel('Password', { exact: true }).fill(owner.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Scenes', level: 1 }).waitFor();
      expect(browser.problems.splice(0).filter((problem) => !/40[13]/.test(problem))).toEqual([]);
    });

    test('Scenes, Create dashboard, ETCD Monitoring View with its name filled in, Confirm: the dashboard opens', async () => {
      await page.getByRole('button', { name: 'Create dashboard' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByPlaceholder('Search built-in views').fill('etcd');
      await dialog.getByText('ETCD Monitoring View').first().click();
      expect(await dialog.getByLabel('Name').inputValue()).toBe('ETCD Monitoring View');
      await shot('create-dashboard');
      await dialog.getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('heading', { name: 'ETCD Monitoring View', level: 1 }).waitFor();
      dashboard = new URL(page.url()).pathname;
      expect(dashboard).toMatch(/^\/dashboards\/.+/);
      await until('three lines', 45_000, async () => (await legend(page, 'Number of leaders')).size === 3);
    });

    const refresh = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Refresh now' }).click();
    };

    test('the numbers on the panels are those that etcd serves, one line for each member', async () => {
      await page.goto(`${server.url}${dashboard}?time=5m`);
      const metrics: Readonly<Record<string, string>> = {
        'Number of leaders': 'etcd_server_has_leader',
        'Number of leader changes': 'etcd_server_leader_changes_seen_total',
        'Total number of failed proposals seen': 'etcd_server_proposals_failed_total',
        'Pending proposals': 'etcd_server_proposals_pending',
        'Total number of consensus proposals applied': 'etcd_server_proposals_applied_total',
        'Total number of consensus proposals committed': 'etcd_server_proposals_committed_total',
      };
      for (let i = 0; i < 20; i++) await etcd.ctl('put', `key-${i}`, 'value');
      const truth = await Promise.all(
        etcd.members.map(async (member) => [member, await etcd.metrics(member)] as const),
      );
      for (const [title, metric] of Object.entries(metrics)) {
        const want = new Map(truth.map(([member, text]) => [member.address, exposedValue(text, metric)]));
        await until(`${title} as etcd serves it (${JSON.stringify([...want])})`, 30_000, async () => {
          await refresh();
          const shown = await legend(page, title);
          return (
            shown.size === 3 && [...want].every(([instance, value]) => shownNumber(shown.get(instance) ?? '') === value)
          );
        });
      }
      // Rates cannot be compared to the digit; that there is one line for each member and direction can.
      expect([...(await legend(page, 'Bytes over gRPC')).keys()].sort()).toEqual(
        ['received', 'sent'].flatMap((way) => etcd.members.map(({ address }) => `${way} ${address}`)).sort(),
      );
      expect(await panel(page, 'Members up').innerText()).toMatch(/3\s*of 3/);
      await shot('etcd-light');
      expect(browser.problems).toEqual([]);
    });

    test('panels whose metrics the file filters out say so, quietly', async () => {
      await page.getByText(/panels are hidden: their metrics are not collected/).waitFor();
      expect(await panel(page, 'WAL fsync p99').count()).toBe(0);
    });

    test('choosing an instance leaves its line alone, and the address bar remembers', async () => {
      const { address } = etcd.members[0]!;
      await page.getByRole('button', { name: /^Instance/ }).click();
      await page.getByRole('option', { name: address }).click();
      await page.keyboard.press('Escape');
      await until(
        'one line',
        15_000,
        async () => [...(await legend(page, 'Number of leaders')).keys()].join() === address,
      );
      expect(decodeURIComponent(page.url())).toContain(address);
      await page.goBack();
      await until('all lines again', 15_000, async () => (await legend(page, 'Number of leaders')).size === 3);
    });

    test('dragging over a chart zooms every panel, and back goes back', async () => {
      const before = page.url();
      const plot = panel(page, 'Pending proposals').getByRole('slider');
      // All lines have just come back: a chart that is drawn anew under the pointer knows nothing of where it was pressed.
      await until('a range in the address bar', 60_000, async () => {
        const box = await plot.boundingBox();
        if (box === null) return false;
        await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.4);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.4, { steps: 5 });
        await page.mouse.up();
        return page
          .waitForURL(({ href }) => href !== before, { timeout: 5000 })
          .then(
            () => true,
            () => false,
          );
      });
      expect(new URL(page.url()).searchParams.get('time')).toMatch(/\d/);
      await page.goBack();
      await until('the range before', 10_000, () => page.url() === before);
    });

    test('Chinese and dark', async () => {
      const other = await openBrowser({ locale: 'zh-CN', colorScheme: 'dark' });
      try {
        await other.context.addCookies(await browser.context.cookies());
        await other.page.goto(`${server.url}${dashboard}?time=5m`);
        await other.page.getByRole('heading', { name: '领导者数量' }).waitFor();
        await until('three lines', 20_000, async () => (await legend(other.page, '领导者数量')).size === 3);
        await other.page.screenshot({ path: join(screenshots, 'etcd-dark-zh.png') });
        expect(other.problems).toEqual([]);
      } finally {
        await other.close();
      }
    });

    test('the leader is killed: the survivors count a change, its own line ends', { timeout: 120_000 }, async () => {
      await page.goto(`${server.url}${dashboard}?time=5m`);
      const leader: EtcdMember = await etcd.leader();
      const survivors = etcd.members.filter((member) => member !== leader);
      const changes = async (): Promise<Map<string, number>> => {
        const shown = await legend(page, 'Number of leader changes');
        return new Map([...shown].map(([instance, value]) => [instance, shownNumber(value)]));
      };
      await until('three counts', 20_000, async () => (await changes()).size === 3);
      const before = await changes();
      await leader.process.end('SIGKILL');
      await etcd.leader();
      await until('the leader-change panel to move', 45_000, async () => {
        await refresh();
        const now = await changes();
        return survivors.every(({ address }) => now.get(address)! > before.get(address)!);
      });
      // The line is still drawn where it was, and has no value at its end any more.
      await until('the line of the dead member to end', 30_000, async () => {
        await refresh();
        return !/\d/.test((await legend(page, 'Number of leaders')).get(leader.address) ?? '');
      });
      expect(await panel(page, 'Members up').innerText()).toMatch(/2\s*of 3/);
      await shot('etcd-leader-lost');
    });

    test('dashboards are renamed, cloned, marked and deleted', async () => {
      await page.goto(`${server.url}/scenes`);
      const row = (title: string) => page.getByRole('row').filter({ hasText: title });
      const action = async (title: string, name: string): Promise<void> => {
        await page.getByRole('button', { name: `Actions for ${title}` }).click();
        await page.getByRole('menuitem', { name, exact: true }).click();
      };
      await action('ETCD Monitoring View', 'Rename');
      await page.getByRole('dialog').getByLabel('Name').fill('etcd of production');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await row('etcd of production').waitFor();
      await action('etcd of production', 'Clone');
      await page.getByRole('dialog').getByRole('button', { name: 'Clone' }).click();
      await page.waitForURL((url) => url.pathname.startsWith('/dashboards/') || url.pathname === '/scenes');
      await page.goto(`${server.url}/scenes`);
      await row('etcd of production (copy)').waitFor();
      await page.getByRole('button', { name: 'Add etcd of production (copy) to favourites' }).click();
      await page.getByRole('button', { name: 'Remove etcd of production (copy) from favourites' }).waitFor();
      await shot('scenes');
      await action('etcd of production (copy)', 'Delete');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await row('etcd of production (copy)').waitFor({ state: 'detached' });
      expect(await row('etcd of production').count()).toBe(1);
    });
  },
);
