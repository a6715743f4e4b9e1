import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems } from './support/axe.ts';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { MODERN_DASHBOARD, NEWEST_DASHBOARD, OLD_DASHBOARD, samplesForDashboards } from './support/grafana-models.ts';
import { legend, panel } from './support/panels.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { until } from './support/until.ts';

const missing = missingPrograms('chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));
const PATIENCE = 60_000;

describe.skipIf(missing.length > 0)(
  `dashboards of Grafana of several versions, drawn${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-grafana-'));
    let server: RunningServer;
    let browser: Browser;
    let page: Page;
    const shot = async (name: string): Promise<void> => {
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    };
    const says = (title: string, text: string | RegExp): Promise<boolean> =>
      until(`${title} says ${text}`, PATIENCE, async () => {
        const found = await panel(page, title).innerText();
        return typeof text === 'string' ? found.includes(text) : text.test(found);
      });

    /** Imports the file in the dialog, and gives what it says is not carried over. */
    async function importFile(model: { readonly title?: string }, name: string): Promise<readonly string[]> {
      await page.goto(`${server.url}/scenes`);
      await page.getByRole('button', { name: 'Import' }).click();
      const dialog = page.getByRole('dialog');
      await dialog
        .locator('input[type=file]')
        .setInputFiles({ name: 'd.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(model)) });
      await dialog.getByText('A dashboard of Grafana with').waitFor();
      const notes = await dialog.locator('output li li').allInnerTexts();
      await shot(`grafana-${name}-notes`);
      expect(await accessibilityProblems(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Import' }).click();
      await dialog.waitFor({ state: 'detached' });
      return notes;
    }

    /** Scrolls through the page, so that what is drawn only when it is seen is drawn, then waits until no panel is loading. */
    async function drawn(): Promise<void> {
      for (const article of await page.getByRole('article').all()) await article.scrollIntoViewIfNeeded();
      await page.mouse.wheel(0, -100_000);
      await page.getByRole('article').first().scrollIntoViewIfNeeded();
      await until('all panels drawn', PATIENCE, async () => (await page.locator('[aria-busy=true]').count()) === 0);
    }

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      const [port] = (await freePorts(1)) as [number];
      server = await startServer(port, join(dir, 'server'), ['--auth', 'off']);
      const body = samplesForDashboards(Date.now());
      await fetch(`${server.url}/api/v1/import/prometheus`, { method: 'POST', body });
      browser = await openBrowser({ height: 1200 });
      page = browser.page;
      page.setDefaultTimeout(PATIENCE);
    });

    afterAll(async () => {
      await browser?.close();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    });

    test('an old one: rows, numbers with colours, overrides by alias, tables with styles', async () => {
      const notes = await importFile(OLD_DASHBOARD, 'old');
      expect(notes).toEqual([
        'interval: a duration that follows the time range; 5m is chosen at first',
        'colours of single series; each gets one of the palette',
      ]);
      await page.getByRole('heading', { name: 'Old nodes', level: 1 }).waitFor();
      await says('Health', 'ERR');
      await says('Never measured', 'N/A');
      await says('Memory used', /68|69/);
      await says('Version', '1.4.2');
      await until('pods and their limit', PATIENCE, async () => {
        const series = await legend(page, 'Memory by pod');
        return series.has('web-1') && series.has('limit');
      });
      await until('both directions', PATIENCE, async () => {
        const series = await legend(page, 'Network');
        return /^\d/.test(series.get('recv') ?? '') && /^[-−]\d/.test(series.get('trans') ?? '');
      });
      await says('Certificates', /shop\.example\.org/);
      await says('Certificates', /Left/);
      await says('Nodes', /a:9100/);
      await says('Nodes', /4\.66 GiB|4\.7 GiB|4\.657/);
      expect(await page.getByRole('button', { name: 'Closed' }).getAttribute('aria-expanded')).toBe('false');
      await drawn();
      await shot('grafana-old');
      expect(browser.problems).toEqual([]);
    });

    test('a modern one: computed fields, several series of a number, expressions, repeated panels', async () => {
      const notes = await importFile(MODERN_DASHBOARD, 'modern');
      expect(notes).toEqual([
        'Pods: the links of single values “Pod”',
        'Logs: its data comes from loki',
        'pictures are links: nothing is loaded from elsewhere',
        'the annotations “Deploys”',
        'the time zone utc; times are those of the browser',
      ]);
      await page.getByRole('heading', { name: 'Modern services', level: 1 }).waitFor();
      await says('Utilisation', /Real\s+50/);
      expect(await panel(page, 'Utilisation').innerText()).not.toContain('Linux');
      await says('State of pods', /web-1\s+Running/);
      await says('State of pods', /db-1\s+Stopped/);
      await says('Volumes', /WAL\s+31/);
      await until('a share', PATIENCE, async () =>
        [...(await legend(page, 'Share')).values()].some((it) => it.startsWith('54')),
      );
      await says('Pods', /web-2\s+1\.86 GiB/);
      await says('Pods', String(new Date().getFullYear()));
      for (const pod of ['web-1', 'web-2', 'db-1']) await panel(page, `Memory of ${pod}`).scrollIntoViewIfNeeded();
      await says('Logs', 'loki');
      await panel(page, 'Disks').scrollIntoViewIfNeeded();
      await until('disks that the pattern fits', PATIENCE, async () => {
        const series = await legend(page, 'Disks');
        return series.size === 2 && series.has('sda') && series.has('nvme0n1');
      });
      await drawn();
      await shot('grafana-modern');
      await page.emulateMedia({ colorScheme: 'dark' });
      await shot('grafana-modern-dark');
      await page.emulateMedia({ colorScheme: 'light' });
      expect(browser.problems).toEqual([]);
    });

    test('the newest form: elements, tabs and a grid that arranges itself', async () => {
      expect(await importFile(NEWEST_DASHBOARD as object, 'newest')).toEqual([]);
      await page.getByRole('heading', { name: 'Newest form', level: 1 }).waitFor();
      await until('the pod', PATIENCE, async () => (await legend(page, 'Memory of the pod')).has('web-1'));
      await shot('grafana-newest');
      expect(browser.problems).toEqual([]);
    });
  },
);
