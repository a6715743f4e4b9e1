import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems } from './support/axe.ts';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { until } from './support/until.ts';

const missing = missingPrograms('chromium');
const PANELS = 16;

/** Counts what React commits: it tells a hook that is there before it is loaded. */
const COUNT_COMMITS = `globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
  supportsFiber: true, renderers: new Map(), inject: () => 1, onCommitFiberUnmount() {}, onPostCommitFiberRoot() {},
  onCommitFiberRoot() { globalThis.commits = (globalThis.commits ?? 0) + 1; },
}`;

const panels = Array.from({ length: PANELS }, (_, i) => ({
  kind: 'timeseries',
  id: `p${i}`,
  title: `Chart ${i}`,
  grid: { x: (i % 2) * 12, y: Math.floor(i / 2) * 28, w: 12, h: 28 },
  unit: 'none',
  queries: [{ ref: 'A', expr: `load{pod=~".+"} * ${i + 1}`, legend: '{{pod}}' }],
}));
const definition = {
  format: 'binnacle/dashboard',
  version: 1,
  title: 'Work',
  time: { range: '30m', refresh: 'off' },
  groups: [{ id: 'all', panels }],
};

/** What a dashboard does and, above all, does not do: requests, renderings, and what it holds. */
describe.skipIf(missing.length > 0)(
  `work of a dashboard${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-work-'));
    let server: RunningServer;
    let browser: Browser;
    let page: Page;
    let path: string;

    const chart = (i: number) => page.getByRole('article', { name: `Chart ${i}`, exact: true });
    /** Numbers of the charts that these requests ask for. */
    const asked = (requests: readonly Request[]): number[] =>
      requests.flatMap((it) => {
        const factor = / \* (\d+)$/.exec(new URL(it.url()).searchParams.get('query') ?? '')?.[1];
        return factor === undefined ? [] : [Number(factor) - 1];
      });
    const drawn = (i: number): Promise<void> => chart(i).locator('canvas').first().waitFor();
    /** The dashboard, and what it asks for from here on. */
    const open = async (): Promise<Request[]> => {
      const requests: Request[] = [];
      page.removeAllListeners('request');
      page.on('request', (it) => requests.push(it));
      await page.goto(server.url + path);
      await drawn(0);
      return requests;
    };

    beforeAll(async () => {
      const [port] = (await freePorts(1)) as [number];
      server = await startServer(port, join(dir, 'server'), ['--auth', 'off']);
      const now = Date.now();
      const lines = Array.from({ length: 120 }, (_, i) =>
        ['a', 'b', 'c'].map((pod, p) => `load{pod="${pod}"} ${p + Math.sin(i / 9)} ${now - i * 15_000}\n`).join(''),
      );
      await fetch(`${server.url}/api/v1/import/prometheus`, { method: 'POST', body: lines.join('') });
      const made = await fetch(`${server.url}/api/dashboards`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify({ title: 'Work', definition }),
      });
      if (!made.ok) throw new Error(await made.text());
      path = `/dashboards/${((await made.json()) as { id: string }).id}`;
      browser = await openBrowser({ width: 1440, height: 900 });
      page = browser.page;
      page.setDefaultTimeout(60_000);
      await page.addInitScript(COUNT_COMMITS);
    });

    afterAll(async () => {
      await browser?.close();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    });

    test('panels ask when they come into sight, once, and not before', async () => {
      const requests = await open();
      await drawn(3);
      await page.waitForLoadState('networkidle');
      const first = asked(requests);
      expect(first).toEqual([...new Set(first)]);
      expect(Math.max(...first)).toBeLessThan(PANELS - 4);
      await chart(PANELS - 1).scrollIntoViewIfNeeded();
      await drawn(PANELS - 1);
      // What was jumped over has not been in sight.
      const all = asked(requests);
      expect(all).toContain(PANELS - 1);
      expect(all).toEqual([...new Set(all)]);
    });

    test('whoever leaves before the answers waits for none of them, nor does the server', async () => {
      const failed: Request[] = [];
      let held = 0;
      page.on('requestfailed', (it) => failed.push(it));
      // Answers that never come.
      await page.route('**/api/v1/query_range**', () => void held++);
      await page.goto(server.url + path);
      await until('requests are on their way', 60_000, () => held > 1);
      const sent = held;
      await page.getByRole('link', { name: 'Scenes' }).first().click();
      await page.getByRole('heading', { name: 'Scenes', level: 1 }).waitFor();
      await until('requests are given up', 60_000, () => asked(failed).length === sent);
      expect(held).toBe(sent);
      await page.unroute('**/api/v1/query_range**');
    });

    test('the crosshair moves over all charts in sight, and React renders nothing', async () => {
      await open();
      await drawn(3);
      await page.waitForLoadState('networkidle');
      const plot = chart(0).getByRole('slider');
      const box = (await plot.boundingBox())!;
      const at = (share: number): Promise<void> => page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
      await at(0.4);
      const tooltip = chart(0).locator('table');
      await tooltip.waitFor();
      const before = await tooltip.innerText();
      // The frame around the page may look after itself now and then; a pointer that made React render would do so each time.
      await until('the pointer moves and nothing is rendered', 60_000, async () => {
        await at(0.4);
        await page.evaluate('globalThis.commits = 0');
        for (let share = 0.4; share < 0.8; share += 0.02) await at(share);
        return (await page.evaluate('globalThis.commits')) === 0;
      });
      await until('the values are others', 60_000, async () => (await tooltip.innerText()) !== before);
      const followers = await page.locator('canvas[data-crosshair]:not([hidden])').count();
      expect(followers).toBeGreaterThanOrEqual(4);
      // Largest first, and gone with the pointer.
      const rows = await tooltip.getByRole('row').allInnerTexts();
      expect(rows.map((row) => row.trim().split(/\s+/)[0])).toEqual(['c', 'b', 'a']);
      await page.mouse.move(box.x + box.width / 2, box.y - 60);
      await tooltip.waitFor({ state: 'hidden' });
    });

    test('by keyboard a chart says time and values, and shows them', async () => {
      const plot = chart(0).getByRole('slider');
      await plot.focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      const last = Number(await plot.getAttribute('aria-valuemax'));
      expect(Number(await plot.getAttribute('aria-valuenow'))).toBe(last - 1);
      await chart(0).locator('table').waitFor();
      expect(await plot.getAttribute('aria-valuetext')).toMatch(/c [\d.]+, b [\d.]+, a -?[\d.]+$/);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await chart(0).locator('table').waitFor({ state: 'hidden' });
      expect(Number(await plot.getAttribute('aria-valuenow'))).toBe(last);
    });

    test('a refresh leaves nothing behind: as many nodes and plots as before', async () => {
      await open();
      const refreshed = async (): Promise<void> => {
        const moment = (): Promise<string | null> => page.locator('time').first().getAttribute('datetime');
        const before = await moment();
        await page.getByRole('button', { name: 'Refresh now' }).click();
        await until('another moment', 60_000, async () => (await moment()) !== before);
        // Panels out of sight wait until they are looked at.
        for (const i of [0, 1, 2, 3]) {
          await until(
            'a panel has its answer',
            60_000,
            async () => (await chart(i).getAttribute('data-state')) === 'ready',
          );
        }
        await page.waitForLoadState('networkidle');
      };
      const held = (): Promise<unknown> =>
        page.evaluate(`[document.querySelectorAll('article *').length, document.querySelectorAll('.uplot').length]`);
      await refreshed();
      await page.mouse.move(5, 5);
      const before = await held();
      for (let i = 0; i < 4; i++) await refreshed();
      await page.mouse.move(5, 5);
      expect(await held()).toEqual(before);
      expect(browser.problems).toEqual([]);
    });
  },
);
