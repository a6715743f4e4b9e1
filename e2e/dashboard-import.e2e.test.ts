import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems } from './support/axe.ts';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { until } from './support/until.ts';

const missing = missingPrograms('chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));

/** In the shape that Grafana exports: written for this test. */
const FROM_GRAFANA = {
  title: 'Service health',
  schemaVersion: 39,
  tags: ['services'],
  time: { from: 'now-30m', to: 'now' },
  refresh: '1m',
  templating: {
    list: [
      { type: 'datasource', name: 'ds', query: 'prometheus' },
      {
        type: 'query',
        name: 'job',
        label: 'Job',
        query: { query: 'label_values(up, job)' },
        multi: true,
        includeAll: true,
        allValue: '.*',
      },
    ],
  },
  panels: [
    { type: 'row', title: 'Up', gridPos: { x: 0, y: 0, w: 24, h: 1 }, panels: [] },
    {
      type: 'timeseries',
      title: 'Up by job',
      gridPos: { x: 0, y: 1, w: 12, h: 8 },
      datasource: { type: 'prometheus', uid: '${ds}' },
      targets: [{ refId: 'A', expr: 'up{job=~"$job"}', legendFormat: '{{job}}' }],
      fieldConfig: { defaults: { unit: 'short', custom: { drawStyle: 'line' } }, overrides: [] },
    },
    {
      type: 'stat',
      title: 'Down',
      gridPos: { x: 12, y: 1, w: 6, h: 8 },
      targets: [{ refId: 'A', expr: 'count(up == 0) or vector(0)' }],
      fieldConfig: {
        defaults: {
          thresholds: {
            mode: 'absolute',
            steps: [
              { color: 'green', value: null },
              { color: 'red', value: 1 },
            ],
          },
        },
      },
    },
    { type: 'news', title: 'News', gridPos: { x: 18, y: 1, w: 6, h: 8 } },
  ],
};

describe.skipIf(missing.length > 0)(
  `importing, history and folders of dashboards${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-import-'));
    let server: RunningServer;
    let browser: Browser;
    let page: Page;
    const shot = (name: string): Promise<Buffer> => page.screenshot({ path: join(screenshots, `${name}.png`) });

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      const [port] = (await freePorts(1)) as [number];
      server = await startServer(port, join(dir, 'server'), ['--auth', 'off']);
      const now = Date.now();
      const lines = Array.from({ length: 40 }, (_, i) =>
        ['api', 'web'].map((job) => `up{job="${job}"} 1 ${now - i * 15_000}`).join('\n'),
      );
      await fetch(`${server.url}/api/v1/import/prometheus`, { method: 'POST', body: `${lines.join('\n')}\n` });
      browser = await openBrowser();
      page = browser.page;
      page.setDefaultTimeout(20_000);
    });

    afterAll(async () => {
      await browser?.close();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    });

    test('a file of Grafana is looked at, said what is left behind, and then drawn', async () => {
      await page.goto(`${server.url}/scenes`);
      await page.getByRole('button', { name: 'Import' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Or paste JSON').fill('{ "no": ');
      await dialog.getByText('This is no JSON:').waitFor();
      await dialog.getByLabel('Or paste JSON').fill('{"kind":"Pod"}');
      await dialog.getByText('neither of Binnacle nor of Grafana').waitFor();
      await dialog.locator('input[type=file]').setInputFiles({
        name: 'dashboard.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(FROM_GRAFANA)),
      });
      await dialog.getByText('A dashboard of Grafana with 3 panels.').waitFor();
      await dialog.getByText('the kind “news” has no counterpart').waitFor();
      expect(await dialog.getByLabel('Name').inputValue()).toBe('Service health');
      await shot('import');
      expect(await accessibilityProblems(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Import' }).click();
      await page.getByRole('heading', { name: 'Service health', level: 1 }).waitFor();
      const panel = page.getByRole('article', { name: 'Up by job' });
      await until('two lines', 20_000, async () => (await panel.getByText(/^(api|web)$/).count()) === 2);
      await page.getByRole('article', { name: 'Down' }).getByText('0', { exact: true }).waitFor();
      await shot('imported');
    });

    test('the history says what was changed, and brings a version back', async () => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByLabel('Title of the group').fill('Is it up?');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved as version 2').waitFor();
      await page
        .getByRole('button', { name: /Service health/ })
        .last()
        .click();
      await page.getByRole('menuitem', { name: 'History' }).click();
      await page.getByRole('button', { name: /Version 1/ }).click();
      await page.getByText('Group “Is it up?”').waitFor();
      await shot('history');
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Go back to version 1' }).click();
      await page.getByText('Version 1 is back, as a new version').waitFor();
      await page.getByRole('button', { name: 'Up', exact: true }).waitFor();
    });

    test('a folder, and who may see it', async () => {
      await page
        .getByRole('button', { name: /Service health/ })
        .last()
        .click();
      await page.getByRole('menuitem', { name: 'Folder and access' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Folder').fill('Platform / Services');
      await dialog.getByLabel('Everybody may look').check();
      await shot('place');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByText('is placed').waitFor();
      await page.goto(`${server.url}/scenes?folder=Platform`);
      await page.getByText('Platform/Services').first().waitFor();
      await shot('scenes-folder');
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.goto(`${server.url}/scenes?folder=Elsewhere`);
      expect(await page.getByRole('link', { name: 'Service health' }).count()).toBe(0);
      expect(browser.problems).toEqual([]);
    });
  },
);
