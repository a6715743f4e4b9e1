import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';

const missing = missingPrograms('chromium');

const definition = {
  format: 'binnacle/dashboard',
  version: 1,
  title: 'Harbour',
  variables: [
    { kind: 'query', name: 'ship', query: 'label_values(cargo_bytes, ship)', multi: true, includeAll: true },
    { kind: 'custom', name: 'factor', options: [{ value: '1' }, { value: '1000' }] },
    { kind: 'interval', name: 'window', options: ['5m', '10m'] },
    { kind: 'text', name: 'word', default: 'hold' },
  ],
  groups: [
    {
      id: 'g',
      title: 'Cargo of $ship',
      panels: [
        {
          kind: 'timeseries',
          id: 'cargo',
          title: 'Cargo of $ship',
          unit: 'bytes',
          grid: { x: 0, y: 0, w: 12, h: 28 },
          queries: [
            { ref: 'A', expr: '$factor * avg_over_time(cargo_bytes{ship=~"$ship"}[$window])', legend: '{{ship}}' },
          ],
        },
        {
          kind: 'stat',
          id: 'each',
          title: 'Now: $ship',
          unit: 'bytes',
          repeat: { variable: 'ship' },
          grid: { x: 12, y: 0, w: 12, h: 14 },
          queries: [{ ref: 'A', expr: 'cargo_bytes{ship=~"$ship"}' }],
        },
        {
          kind: 'text',
          id: 'words',
          title: 'Words',
          grid: { x: 0, y: 60, w: 12, h: 8 },
          content: 'In the **$word** of $ship',
        },
      ],
    },
  ],
};

const fleet = {
  format: 'binnacle/dashboard',
  version: 1,
  title: 'Fleet',
  groups: [
    {
      id: 'g',
      panels: [
        {
          kind: 'timeseries',
          id: 'fleet',
          title: 'Fleet',
          grid: { x: 0, y: 0, w: 24, h: 28 },
          queries: [{ ref: 'A', expr: 'fleet_speed', legend: '{{boat}}' }],
        },
      ],
    },
  ],
};

/** One who only reads: variables of every kind, what is repeated, one panel alone, files, the palette, and every state in the address. */
describe.skipIf(missing.length > 0)(
  `reading dashboards${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-reading-'));
    let server: RunningServer;
    let browser: Browser;
    let page: Page;
    let path: string;

    const panel = (name: string) => page.getByRole('article', { name, exact: true });
    const ready = (id: string) => page.locator(`#panel-${id}[data-state="ready"]`);
    const param = (name: string): string => decodeURIComponent(new URL(page.url()).searchParams.get(name) ?? '');
    const open = async (search = ''): Promise<void> => {
      await page.goto(`${server.url}${path}${search}`);
      await ready('cargo').waitFor();
    };
    const saved = async (item: string): Promise<Download> => {
      await panel('Cargo of ark')
        .getByRole('button', { name: /Cargo of ark/ })
        .last()
        .click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: item }).click();
      return downloading;
    };

    beforeAll(async () => {
      const [port] = (await freePorts(1)) as [number];
      server = await startServer(port, join(dir, 'server'), ['--auth', 'off']);
      const now = Date.now();
      const lines = ['ark', 'boat'].flatMap((ship, n) =>
        Array.from({ length: 120 }, (_, i) => `cargo_bytes{ship="${ship}"} ${(n + 1) * 1024} ${now - i * 30_000}`),
      );
      for (let boat = 0; boat < 60; boat++) {
        for (let i = 0; i < 40; i++) {
          // The last boat by name stands still but for a moment half way.
          const speed = boat < 59 ? boat + 1 : i === 20 ? 1000 : 0;
          lines.push(`fleet_speed{boat="boat-${boat}"} ${speed} ${now - i * 30_000}`);
        }
      }
      await fetch(`${server.url}/api/v1/import/prometheus`, { method: 'POST', body: `${lines.join('\n')}\n` });
      const made = await fetch(`${server.url}/api/dashboards`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify({ title: 'Harbour', definition }),
      });
      path = `/dashboards/${((await made.json()) as { id: string }).id}`;
      browser = await openBrowser();
      ({ page } = browser);
      page.setDefaultTimeout(20_000);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    });

    test('a panel is there for each value, and titles and texts say what is chosen', async () => {
      await open();
      for (const name of ['Now: ark', 'Now: boat', 'Cargo of All']) await panel(name).waitFor();
      await page.getByText('In the hold of All').waitFor();
      await open('?var-ship=boat&var-word=bow');
      await panel('Cargo of boat').waitFor();
      await page.getByText('In the bow of boat').waitFor();
      expect(await panel('Now: ark').count()).toBe(0);
      expect(browser.problems.splice(0)).toEqual([]);
    });

    test('variables of every kind change what is asked for, and back and forward go through it', async () => {
      await open('?var-ship=ark');
      await expect.poll(() => panel('Cargo of ark').innerText()).toContain('1 KiB');
      await page
        .getByRole('button', { name: /factor/ })
        .or(page.getByRole('combobox', { name: /factor/ }))
        .first()
        .click();
      await page.getByRole('option', { name: '1000' }).click();
      await expect.poll(() => param('var-factor')).toContain('1000');
      await expect.poll(() => panel('Cargo of ark').innerText()).toContain('1,000 KiB');
      await page.goBack();
      await expect.poll(() => param('var-factor')).toBe('');
      await expect.poll(() => panel('Cargo of ark').innerText()).toContain('1 KiB');
      await page.goForward();
      await expect.poll(() => panel('Cargo of ark').innerText()).toContain('1,000 KiB');
    });

    test('one panel alone, by its menu, its address, and back again', async () => {
      await open('?var-ship=ark');
      await panel('Cargo of ark')
        .getByRole('button', { name: /Cargo of ark/ })
        .last()
        .click();
      await page.getByRole('menuitem', { name: 'Full screen' }).click();
      await expect.poll(() => param('panel')).toBe('cargo');
      expect(await page.getByRole('article').count()).toBe(1);
      await page.reload();
      await ready('cargo').waitFor();
      expect(await page.getByRole('article').count()).toBe(1);
      await page.goBack();
      await panel('Now: ark').waitFor();
    });

    test('of many lines the largest are drawn, and all when the reader wants them', async () => {
      const made = await fetch(`${server.url}/api/dashboards`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify({ title: 'Fleet', definition: fleet }),
      });
      const { id } = (await made.json()) as { id: string };
      await page.goto(`${server.url}/dashboards/${id}`);
      const chart = panel('Fleet');
      await chart.getByText('50 largest of 60').waitFor();
      const names = async (): Promise<readonly string[]> =>
        (await chart.getByRole('listitem').allInnerTexts()).map((it) => it.split(/\s/)[0]!);
      // By name it would be the last one of all, and its spike is over.
      expect((await names())[0]).toBe('boat-59');
      // Names that nobody sees are not there until somebody comes near.
      await chart.getByRole('button', { name: 'and 30 more' }).focus();
      await expect.poll(names).toHaveLength(50);
      expect(await names()).not.toContain('boat-0');

      // What is left out is in the file.
      await chart.getByRole('button', { name: 'Actions for panel Fleet' }).click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'CSV' }).click();
      expect(readFileSync(await (await downloading).path(), 'utf8')).toMatch(/,boat-0,/);

      await chart.getByRole('button', { name: 'Show all' }).click();
      await chart.getByText('60 series').waitFor();
      await expect.poll(names).toContain('boat-0');
      await chart.getByRole('button', { name: 'Only the 50 largest' }).click();
      await chart.getByText('50 largest of 60').waitFor();
      expect(browser.problems.splice(0)).toEqual([]);
    });

    test('the numbers as CSV and the chart as PNG', async () => {
      await open('?var-ship=ark');
      const csv = readFileSync(await (await saved('CSV')).path(), 'utf8');
      expect(csv.split('\n')[0]).toContain('ship');
      expect(csv).toMatch(/ark/);
      expect(csv).toContain('1024');
      const png = readFileSync(await (await saved('PNG')).path());
      expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
      expect(png.length).toBeGreaterThan(2000);
    });

    test('the palette leads to a dashboard and to pages, by keyboard alone', async () => {
      await page.goto(`${server.url}/status`);
      await page.getByRole('heading', { name: 'Status', level: 1 }).waitFor();
      const field = page.getByRole('combobox', { name: /Search pages/ });
      const marked = page.getByRole('dialog').getByRole('option', { selected: true });
      await page.keyboard.press('Control+k');
      await field.fill('harb');
      await marked.getByText('Harbour').waitFor();
      await page.keyboard.press('Enter');
      await ready('cargo').waitFor();
      expect(new URL(page.url()).pathname).toBe(path);
      // Enter right after the letters does what the list shows then; nothing has to be waited for.
      await page.keyboard.press('Control+k');
      await field.pressSequentially('sharing');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Sharing', level: 1 }).waitFor();
      await page.keyboard.press('Control+k');
      await marked.getByText('Scenes').waitFor();
      // The list is drawn a moment before the field takes the keys.
      await field.and(page.locator(':focus')).waitFor();
      await page.keyboard.press('ArrowUp');
      await marked.getByText(/^Language/).waitFor();
      for (let presses = 0; presses < 2; presses += 1) await page.keyboard.press('ArrowDown');
      await marked.getByText('Explore').waitFor();
      await field.fill('no such thing');
      await page.getByRole('dialog').getByText('Nothing found').waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.getByRole('heading', { name: 'Sharing', level: 1 }).waitFor();
    });

    test('without accounts there are no members, and the page says so', async () => {
      await page.goto(`${server.url}/members`);
      await page.getByText('There are no accounts').waitFor();
      expect(browser.problems.splice(0)).toEqual([]);
    });
  },
);
