import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleCluster } from '../apps/server/test/sample-cluster/cluster.ts';
import { sampleEvents } from '../apps/server/test/sample-cluster/events.ts';
import { sampleHost } from '../apps/server/test/sample-cluster/host.ts';
import { samplePod } from '../apps/server/test/sample-cluster/pod.ts';
import { accessibilityProblems } from './support/axe.ts';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { sampleMetrics } from './support/sample-metrics.ts';

const missing = missingPrograms('chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));

/** Objects and events that an agent posts, and what the console makes of them. */
describe.skipIf(missing.length > 0)(
  `infrastructure and events${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-infrastructure-'));
    let server: RunningServer;
    let browser: Browser;
    let page: Page;

    const post = async (path: string, body: unknown): Promise<void> => {
      const text = typeof body === 'string';
      const reply = await fetch(server.url + path, {
        method: 'POST',
        headers: text ? {} : { 'content-type': 'application/json' },
        body: text ? body : JSON.stringify(body),
      });
      if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    };
    const shot = (name: string): Promise<Buffer> => page.screenshot({ path: join(screenshots, `${name}.png`) });
    const violations: string[] = [];
    /** What the browser complained of since the last time, and what is not accessible. */
    const found = (): string[] => [...browser.problems.splice(0), ...violations.splice(0)];
    /** Looks at the page in light, dark and narrow. */
    const look = async (name: string): Promise<void> => {
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await shot(`${name}-${scheme}`);
        violations.push(...(await accessibilityProblems(page)).map((it) => `${name} ${scheme}: ${it}`));
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 390, height: 844 });
      await shot(`${name}-narrow`);
      violations.push(...(await accessibilityProblems(page)).map((it) => `${name} narrow: ${it}`));
      await page.setViewportSize({ width: 1440, height: 900 });
    };
    const go = async (path: string, heading: string): Promise<void> => {
      await page.goto(server.url + path);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    };
    /** A chart is asked for when it comes into sight. */
    const chart = async (title: string): Promise<void> => {
      const panel = page.getByRole('article', { name: title, exact: true });
      await panel.scrollIntoViewIfNeeded();
      await panel.locator('canvas').first().waitFor();
    };
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      const [port] = (await freePorts(1)) as [number];
      server = await startServer(port, join(dir, 'server'), ['--auth', 'off']);
      browser = await openBrowser();
      ({ page } = browser);
      page.setDefaultTimeout(20_000);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    });

    test('before the first report the pages say what to do', async () => {
      await go('/infrastructure', 'Infrastructure');
      await page.getByText('No agent has sent any object yet').waitFor();
      await look('infrastructure-empty');
      await go('/events', 'Events');
      await page.getByText('No events in this time').waitFor();
      await look('events-empty');
      expect(found()).toEqual([]);
    });

    test('pods: the worst first, with their state, reason, restarts and figures', async () => {
      const now = Date.now();
      const cluster = sampleCluster(now);
      const host = sampleHost(now);
      const report = { cluster: 'prod', source: 'kubernetes', sentAtMs: now };
      await post('/api/agents/objects', { ...report, changed: cluster });
      await post('/api/agents/objects', { ...report, cluster: 'web', source: 'host:docker-1', changed: host });
      await post('/api/agents/events', { cluster: 'prod', sentAtMs: now, events: sampleEvents(now, cluster) });
      await post('/api/v1/import/prometheus', sampleMetrics(now, cluster, 'prod'));
      await post('/api/v1/import/prometheus', sampleMetrics(now, host, 'web'));

      await go('/infrastructure/pods', 'Infrastructure');
      await row('ratings-v1').getByText('CrashLoopBackOff').waitFor();
      const text = await row('ratings-v1').innerText();
      expect(text).toContain('back-off 5m0s restarting failed container');
      expect(text).toContain('1/2');
      expect(await row('productpage-v1').first().innerText()).toMatch(/m?cores|m\b|\d/);
      await page.getByRole('table').locator('svg[viewBox="0 0 100 100"]').first().waitFor();
      await look('pods');
      expect(found()).toEqual([]);
    });

    test('everything that narrows a list is in the address, and comes back with it', async () => {
      await go('/infrastructure/pods', 'Infrastructure');
      await page.getByRole('button', { name: /^Error \d/ }).click();
      await row('productpage').first().waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Namespace', exact: true }).click();
      await page.getByRole('checkbox', { name: /^bookinfo/ }).click();
      await page.keyboard.press('Escape');
      await page.getByLabel('Label selector').fill('app=reviews,version!=v1');
      await page.getByText('2 objects').waitFor();
      const address = page.url();
      expect(decodeURIComponent(address)).toContain('labels=app=reviews,version!=v1');
      await page.goto('about:blank');
      await page.goto(address);
      await page.getByText('2 objects').waitFor();
      await shot('pods-narrowed');
      await page.getByLabel('Label selector').fill('app=');
      await page.getByText('Nothing fits the search and the filters').waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).first().click();
      await row('productpage').first().waitFor();
      expect(found()).toEqual([]);
    });

    test.each([
      { tab: 'nodes', shows: ['Ready,SchedulingDisabled', 'kubelet has insufficient memory available', 'v1.34.1'] },
      { tab: 'workloads', shows: ['BackoffLimitExceeded', 'Unavailable', 'Scheduled'] },
      { tab: 'services', shows: ['NoEndpoints', 'none of its 1 endpoints is ready', '9080/TCP'] },
      { tab: 'istio', shows: ['reviews:v1 90 %, reviews:v3 10 %', 'plain text is allowed', 'STRICT'] },
      { tab: 'containers', shows: ['OOMKilled', 'web-nginx-1', 'redis:8.2'] },
      { tab: 'hosts', shows: ['docker-1', 'Debian GNU/Linux 13', 'docker 29.1.0'] },
      { tab: 'others', shows: ['AtMaximum', 'Bound'] },
    ])('the list of $tab', async ({ tab, shows }) => {
      await go(`/infrastructure/${tab}`, 'Infrastructure');
      for (const text of shows) await page.getByText(text).first().waitFor();
      await look(`list-${tab}`);
      expect(found()).toEqual([]);
    });

    test('sorting by a column asks the server, and thousands of rows are a few in the document', async () => {
      const now = Date.now();
      for (let part = 0; part < 6; part++) {
        await post('/api/agents/objects', {
          cluster: 'large',
          source: 'kubernetes',
          sentAtMs: now,
          changed: Array.from({ length: 200 }, (_, k) => {
            const i = part * 200 + k;
            const name = `load-${String(i).padStart(4, '0')}`;
            return samplePod({
              namespace: 'load',
              name,
              app: 'load',
              version: 'v1',
              node: 'n1',
              index: i,
              image: 'registry.example.org/load:1',
              owner: {},
              createdAtMs: now - i * 1000,
            });
          }),
        });
      }
      await go('/infrastructure/pods?namespace=%5B%22load%22%5D&sort=name', 'Infrastructure');
      await page.getByText('1,200 objects').waitFor();
      expect(await page.getByRole('row').count()).toBeLessThan(100);
      await page.getByRole('button', { name: 'Name', exact: true }).click();
      await page.getByText('load-1199').waitFor();
      // To the end: pages are loaded on the way.
      await expect
        .poll(
          async () => {
            await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
            return page.getByText('load-0000').count();
          },
          { timeout: 30_000 },
        )
        .toBe(1);
      await shot('pods-end');
      await post('/api/agents/objects', {
        cluster: 'large',
        source: 'kubernetes',
        sentAtMs: now,
        complete: [{ kind: 'Pod', uids: [] }],
      });
      expect(found()).toEqual([]);
    });

    test('a pod: containers, charts, what belongs to it, and the way on', async () => {
      await go('/infrastructure/pods', 'Infrastructure');
      await row('ratings-v1').getByRole('link').first().click();
      await page.getByRole('heading', { name: /^ratings-v1-/, level: 1 }).waitFor();
      await page.getByRole('table', { name: 'Containers' }).getByText('istio-proxy').waitFor();
      await chart('CPU');
      await page
        .getByRole('region', { name: 'Belongs to' })
        .getByRole('link', { name: 'ratings-v1', exact: true })
        .waitFor();
      await look('pod');
      await page.screenshot({ path: join(screenshots, 'pod-whole.png'), fullPage: true });
      await page.getByRole('region', { name: 'Services' }).getByRole('link', { name: 'ratings' }).click();
      await page.getByRole('heading', { name: 'ratings', level: 1 }).waitFor();
      await page.getByText('none of its 1 endpoints is ready').waitFor();
      await chart('Requests by version');
      await page.screenshot({ path: join(screenshots, 'service-whole.png'), fullPage: true });
      expect(found()).toEqual([]);
    });

    test('its events, and the object as YAML', async () => {
      await go('/infrastructure/pods?q=ratings', 'Infrastructure');
      await row('ratings-v1').getByRole('link').first().click();
      await page.getByRole('link', { name: 'Events', exact: true }).nth(1).click();
      await page.getByText('Back-off restarting failed container').first().waitFor();
      await look('object-events');
      await page.getByRole('link', { name: 'YAML' }).click();
      await page.getByText('kind: Pod').waitFor();
      const text = await page.getByLabel('YAML', { exact: true }).innerText();
      expect(text).toContain('containerStatuses:');
      expect(page.url()).toContain('tab=yaml');
      const parts = page.getByRole('navigation', { name: 'Parts of this page' });
      expect(await parts.locator('[aria-current]').allInnerTexts()).toEqual(['YAML']);
      await look('object-yaml');
      expect(found()).toEqual([]);
    });

    test('a virtual service shows how it shares requests out', async () => {
      await go('/infrastructure/istio?q=reviews&kind=%5B%22VirtualService%22%5D', 'Infrastructure');
      await page.getByRole('link', { name: 'reviews', exact: true }).click();
      await page.getByText('headers end-user exact jason').waitFor();
      await page.getByText('90 %').first().waitFor();
      await chart('Requests by version');
      await look('virtual-service');
      expect(found()).toEqual([]);
    });

    test('a node and a host, with their figures', async () => {
      await go('/infrastructure/nodes', 'Infrastructure');
      await page.getByRole('link', { name: 'worker-1', exact: true }).click();
      await chart('CPU by mode');
      await page.screenshot({ path: join(screenshots, 'node-whole.png'), fullPage: true });
      await go('/infrastructure/containers', 'Infrastructure');
      await page.getByRole('link', { name: 'web-nginx-1', exact: true }).click();
      await chart('Memory (working set)');
      await page.screenshot({ path: join(screenshots, 'container-whole.png'), fullPage: true });
      expect(found()).toEqual([]);
    });

    test('an object that is not there says so', async () => {
      await go('/objects/nothing', 'There is no such object');
      await look('object-missing');
      // The browser tells of the 404 that the page is about.
      expect(found().filter((it) => !it.includes('404'))).toEqual([]);
    });

    test('events: over time, filtered, and the way to the object', async () => {
      await go('/events', 'Events');
      await page.getByText('FailedScheduling').waitFor();
      await look('events');
      await page.getByRole('button', { name: 'Type', exact: true }).click();
      await page.getByRole('checkbox', { name: /^Warning/ }).click();
      await page.keyboard.press('Escape');
      await page.getByText('Scheduled', { exact: true }).first().waitFor({ state: 'detached' });
      await page.getByLabel('Search reason, message, object, source').fill('insufficient');
      await page.getByText('1 event', { exact: true }).waitFor();
      expect(decodeURIComponent(page.url())).toContain('type=["Warning"]');
      await page.getByRole('row').filter({ hasText: 'FailedScheduling' }).getByRole('link').click();
      await page.getByRole('heading', { name: /^reviews-v3-/, level: 1 }).waitFor();
      expect(found()).toEqual([]);
    });

    test('a dashboard with a list of events and a table of objects, narrowed by its variables', async () => {
      const made = await fetch(`${server.url}/api/dashboards`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          title: 'Trouble',
          definition: {
            format: 'binnacle/dashboard',
            version: 1,
            title: 'Trouble',
            time: { range: '6h', refresh: 'off' },
            variables: [
              { kind: 'query', name: 'namespace', query: 'label_values(namespace)', multi: true, includeAll: true },
            ],
            groups: [
              {
                id: 'main',
                panels: [
                  {
                    kind: 'objects',
                    id: 'pods',
                    title: 'Pods in trouble',
                    grid: { x: 0, y: 0, w: 12, h: 36 },
                    objectKind: ['Pod'],
                    level: ['error', 'warning'],
                    namespace: ['$namespace'],
                  },
                  {
                    kind: 'events',
                    id: 'events',
                    title: 'Warnings',
                    grid: { x: 12, y: 0, w: 12, h: 36 },
                    namespace: ['$namespace'],
                    type: ['Warning'],
                  },
                ],
              },
            ],
          },
        }),
      });
      const { id } = (await made.json()) as { id: string };
      await page.goto(`${server.url}/dashboards/${id}`);
      const pods = page.getByRole('article', { name: 'Pods in trouble' });
      await pods.getByText('CrashLoopBackOff').waitFor();
      await page.getByRole('article', { name: 'Warnings' }).getByText('FailedScheduling').waitFor();
      await look('object-panels');
      await page.goto(`${server.url}/dashboards/${id}?var-namespace=shop`);
      await pods.getByText('Nothing fits').waitFor();
      expect(found()).toEqual([]);
    });

    test('targets of all agents, narrowed by job and agent', async () => {
      const now = Date.now();
      const target = (id: string, job: string, url: string, health: 'up' | 'down') => ({
        id,
        inputId: 'i',
        job,
        url,
        labels: { instance: id },
        health,
        intervalMs: 15_000,
        timeoutMs: 10_000,
        lastScrapeMs: now - 4000,
        lastDurationMs: 12,
        samplesScraped: 900,
        samplesKept: 300,
        seriesAdded: 0,
        bodyBytes: 90_000,
        lastError:
          health === 'up'
            ? null
            : {
                severity: 'error',
                code: 'connection_refused',
                message: 'connect ECONNREFUSED 10.0.0.9:15014',
                advice: 'Check that istiod listens there.',
              },
      });
      for (const host of ['worker-1', 'worker-2']) {
        await post('/api/agents/status', {
          id: host,
          host,
          cluster: 'prod',
          version: '0.1.0',
          startedAtMs: now - 60_000,
          sentAtMs: now,
          queue: { sizeBytes: 0, limitBytes: 2 ** 31, oldestAtMs: null, samplesDropped: 0 },
          inputs: [{ id: 'i', kind: 'prom', source: 'istio', file: null, state: 'running', targetCount: 2 }],
          targets: [
            target(`${host}:15020`, 'istio-proxy', `http://${host}:15020/stats/prometheus`, 'up'),
            target('istiod', 'istiod', 'http://10.0.0.9:15014/metrics', host === 'worker-1' ? 'down' : 'up'),
          ],
        });
      }
      await go('/targets', 'Targets');
      await page.getByText('Check that istiod listens there.').waitFor();
      await look('targets');
      await page.getByRole('button', { name: 'Job', exact: true }).click();
      await page.getByRole('checkbox', { name: /^istiod/ }).click();
      await page.keyboard.press('Escape');
      await row('15020').first().waitFor({ state: 'detached' });
      expect(decodeURIComponent(page.url())).toContain('job=["istiod"]');
      expect(found()).toEqual([]);
    });

    test('in Chinese', async () => {
      await page.evaluate(`localStorage.setItem('binnacle.language', 'zh-CN')`);
      await go('/infrastructure/pods', '基础设施');
      await row('ratings-v1').getByText('CrashLoopBackOff').waitFor();
      await shot('pods-chinese');
      await go('/events', '事件');
      await page.getByText('FailedScheduling').waitFor();
      await shot('events-chinese');
      await page.evaluate(`localStorage.setItem('binnacle.language', 'en')`);
      expect(found()).toEqual([]);
    });
  },
);
