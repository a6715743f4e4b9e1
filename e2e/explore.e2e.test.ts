import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems } from './support/axe.ts';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';

const missing = missingPrograms('chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));
const MINUTES = 90;

/** A gauge, a counter and a histogram of two pods, with what is known of them, a sample each minute. */
function samples(nowMs: number): string {
  const lines = [
    '# HELP queue_length Requests that wait.',
    '# TYPE queue_length gauge',
    '# HELP http_requests_total Requests answered.',
    '# TYPE http_requests_total counter',
    '# HELP http_duration_seconds How long answers take.',
    '# TYPE http_duration_seconds histogram',
  ];
  for (const [i, pod] of ['api-0', 'api-1'].entries()) {
    for (let minute = 0; minute <= MINUTES; minute++) {
      const at = nowMs - (MINUTES - minute) * 60_000;
      lines.push(`queue_length{pod="${pod}",zone="a"} ${5 + i + Math.round(3 * Math.sin(minute / 9))} ${at}`);
      for (const code of ['200', '500']) {
        lines.push(`http_requests_total{pod="${pod}",code="${code}"} ${minute * (code === '200' ? 600 : 6)} ${at}`);
      }
      for (const [le, share] of [
        ['0.1', 50],
        ['0.5', 90],
        ['+Inf', 100],
      ] as const) {
        lines.push(`http_duration_seconds_bucket{pod="${pod}",le="${le}"} ${minute * share} ${at}`);
      }
      lines.push(`http_duration_seconds_count{pod="${pod}"} ${minute * 100} ${at}`);
      lines.push(`http_duration_seconds_sum{pod="${pod}"} ${minute * 20} ${at}`);
    }
  }
  return lines.join('\n');
}

/** Metrics that were imported, found and asked for in the explorer. The steps build on one another. */
describe.skipIf(missing.length > 0)(`explore${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-explore-'));
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  const violations: string[] = [];
  const found = (): string[] => [...browser.problems.splice(0), ...violations.splice(0)];
  const look = async (name: string): Promise<void> => {
    const shot = (): Promise<Buffer> => page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    const full = name;
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      name = `${full}-${scheme}`;
      await shot();
      violations.push(...(await accessibilityProblems(page)).map((it) => `${name}: ${it}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    // Charts follow the size of the window a moment later.
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    name = `${full}-narrow`;
    await shot();
    violations.push(...(await accessibilityProblems(page)).map((it) => `${name}: ${it}`));
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const go = async (path: string): Promise<void> => {
    await page.goto(server.url + path);
    await page.getByRole('heading', { name: 'Explore', level: 1 }).waitFor();
  };
  const editor = () => page.getByRole('textbox', { name: 'PromQL query' });
  const query = (): string => new URL(page.url()).searchParams.get('query') ?? '';
  const chart = () => page.getByRole('slider', { name: /^Graph/ });

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    const [port] = (await freePorts(1)) as [number];
    server = await startServer(port, join(dir, 'server'), ['--auth', 'off']);
    const reply = await fetch(`${server.url}/api/v1/import/prometheus`, { method: 'POST', body: samples(Date.now()) });
    if (!reply.ok) throw new Error(`import: ${reply.status} ${await reply.text()}`);
    browser = await openBrowser();
    ({ page } = browser);
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.end('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  test('metrics are listed with their type, and a counter begins as a rate', async () => {
    await go('/explore');
    await page.getByText('Choose a metric', { exact: true }).waitFor();
    await page.getByRole('button', { name: /queue_length gauge/ }).waitFor();
    await look('explore-empty');
    await page.getByRole('searchbox', { name: 'Search metrics' }).fill('requests answered');
    await page.getByText('1 metric', { exact: true }).waitFor();
    await page.getByRole('button', { name: /http_requests_total/ }).click();
    await chart().waitFor();
    expect(query()).toBe('rate(http_requests_total[$__rate_interval])');
    expect(await page.getByText('Requests answered.').count()).toBe(1);
    expect(found()).toEqual([]);
  });

  test('values of labels become filters, and the builder writes the rest', async () => {
    await page.locator('summary').filter({ hasText: 'code' }).click();
    await page.getByTitle('Filter by code = 500, 2 series').click();
    await expect.poll(query).toBe('rate(http_requests_total{code="500"}[$__rate_interval])');
    await page.getByRole('combobox', { name: 'By labels' }).click();
    await page.getByRole('option', { name: 'pod' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(query).toBe('sum by (pod) (rate(http_requests_total{code="500"}[$__rate_interval]))');
    await chart().waitFor();
    await look('explore-graph');
    await page.getByRole('button', { name: 'Remove the filter on code' }).click();
    await expect.poll(query).toBe('sum by (pod) (rate(http_requests_total[$__rate_interval]))');
    expect(found()).toEqual([]);
  });

  test('buckets begin as a quantile', async () => {
    await go('/explore');
    await page.getByRole('button', { name: /http_duration_seconds_bucket/ }).click();
    await expect
      .poll(query)
      .toBe('histogram_quantile(0.95, sum by (le) (rate(http_duration_seconds_bucket[$__rate_interval])))');
    await chart().waitFor();
    expect(await chart().getAttribute('aria-valuetext')).toMatch(/500\sms|0\.5\ss/);
  });

  test('the editor is loaded when its field is entered, and stands where the field stood', async () => {
    const scripts = (): Promise<number> =>
      page.evaluate(
        `performance.getEntriesByType('resource').filter(({ name }) => /\\/PromqlEditor-[^/]+js$/.test(name)).length`,
      );
    await page.mouse.move(0, 0);
    await go('/explore?query=queue_length');
    await chart().waitFor();
    expect(await editor().inputValue()).toBe('queue_length');
    expect(await scripts()).toBe(0);
    const before = (await editor().boundingBox())!;
    await editor().press('End');
    const loaded = page.locator('.cm-editor');
    await loaded.waitFor();
    expect(await scripts()).toBe(1);
    const after = (await loaded.boundingBox())!;
    for (const side of ['x', 'y', 'width', 'height'] as const)
      expect(Math.abs(after[side] - before[side])).toBeLessThan(1);
    // Whoever was typing goes on at the same place.
    await page.keyboard.type(' * 2');
    await expect.poll(() => editor().innerText()).toBe('queue_length * 2');
  });

  test('what is typed runs; the address brings query, range and tab back', async () => {
    await editor().press('Control+A');
    await page.keyboard.type('sum by (zone) (queue_length)');
    await editor().press('Control+Enter');
    await expect.poll(query).toBe('sum by (zone) (queue_length)');
    await page.getByRole('tab', { name: 'Table' }).click();
    await page.getByRole('table', { name: 'Table' }).getByRole('cell', { name: 'a', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('table', { name: 'Table' }).getByRole('cell', { name: 'a', exact: true }).waitFor();
    await look('explore-table');
    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.getByText('"resultType": "vector"').waitFor();
    expect(new URL(page.url()).searchParams.get('tab')).toBe('json');
    await look('explore-json');
    expect(found()).toEqual([]);
  });

  test('a query goes to a new dashboard, then to one that is there, as what it is', async () => {
    const add = async (query: string): Promise<Locator> => {
      await go(`/explore?query=${encodeURIComponent(query)}`);
      await page.getByRole('button', { name: 'Add to dashboard' }).click();
      return page.getByRole('dialog', { name: 'Add to a dashboard' });
    };
    const first = await add('rate(http_requests_total[$__rate_interval])');
    await first.getByRole('button', { name: 'Add', exact: true }).click();
    await first.getByText('This is needed.').first().waitFor();
    await first.getByLabel('Name of the dashboard').fill('From the explorer');
    await first.getByLabel('Title of the panel').fill('Requests');
    await page.screenshot({ path: join(screenshots, 'explore-add.png') });
    expect(await accessibilityProblems(page)).toEqual([]);
    await first.getByRole('button', { name: 'Add', exact: true }).click();
    await first.getByText('“Requests” is on “From the explorer” now.').waitFor();
    await first.getByRole('button', { name: 'Stay here' }).click();
    const second = await add('sum by (le) (rate(http_duration_seconds_bucket[$__rate_interval]))');
    await second.getByRole('combobox', { name: 'Dashboard' }).click();
    await page.getByRole('option', { name: 'From the explorer' }).click();
    expect(await second.getByRole('combobox', { name: 'Drawn as' }).inputValue()).toBe('Heat map');
    await second.getByLabel('Title of the panel').fill('Durations');
    await second.getByRole('button', { name: 'Add', exact: true }).click();
    await second.getByRole('link', { name: 'Open the dashboard' }).click();
    for (const [title, kind] of [
      ['Requests', 'timeseries'],
      ['Durations', 'heatmap'],
    ] as const) {
      await page.locator(`article[aria-label="${title}"][data-kind="${kind}"][data-state="ready"]`).waitFor();
    }
    expect(found()).toEqual([]);
  });

  test('errors and infos of the server are shown in its words', async () => {
    await go(`/explore?query=${encodeURIComponent('rate(queue_length[5m])')}`);
    await page.getByText(/metric might not be a counter/).waitFor();
    await go(`/explore?query=${encodeURIComponent('sum(queue_length')}`);
    await page
      .getByRole('alert')
      .getByText(/parse error|unclosed|unexpected/i)
      .waitFor();
    await look('explore-error');
    expect(found().filter((problem) => !problem.includes('400'))).toEqual([]);
  });

  test('cardinality leads back into the explorer', async () => {
    await go('/explore');
    // The address before asked for what the server refuses.
    browser.problems.splice(0);
    await page.getByRole('link', { name: 'Cardinality' }).click();
    await page.getByRole('table', { name: 'Metrics with most series' }).waitFor();
    await look('explore-cardinality');
    await page.getByRole('link', { name: 'pod=api-0', exact: true }).click();
    await page.getByRole('table', { name: 'Table' }).getByRole('cell', { name: 'queue_length' }).waitFor();
    expect(query()).toBe('count by (__name__) ({pod="api-0"})');
    expect(found()).toEqual([]);
  });

  const api = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const reply = await fetch(server.url + path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply.status === 204 ? {} : ((await reply.json()) as Record<string, unknown>);
  };
  const makeDashboard = async (title: string): Promise<string> => {
    const { id, version } = await api('POST', '/api/dashboards', { title });
    const panel = {
      kind: 'timeseries',
      id: 'queue',
      title: 'Queue',
      grid: { x: 0, y: 0, w: 24, h: 30 },
      unit: 'none',
      whenMissing: 'show',
      queries: [{ ref: 'A', expr: 'queue_length', legend: '{{pod}}' }],
    };
    const definition = {
      format: 'binnacle/dashboard',
      version: 1,
      title,
      groups: [{ id: 'main', panels: [panel] }],
    };
    await api('PUT', `/api/dashboards/${String(id)}`, { version, title, definition });
    await api('PUT', `/api/dashboards/${String(id)}/favourite`);
    return String(id);
  };
  let first: string;

  test('a dashboard compares with an hour before, dashed, as its address says', async () => {
    first = await makeDashboard('First');
    await makeDashboard('Second');
    await page.goto(`${server.url}/dashboards/${first}?time=20m`);
    await page.getByRole('slider', { name: /^Queue/ }).waitFor();
    await page.getByRole('button', { name: 'Compare and present' }).click();
    await page.getByRole('menuitem', { name: '1 hour before' }).click();
    await page.getByText('api-0 −1h').waitFor();
    expect(new URL(page.url()).searchParams.get('compare')).toBe('1h');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await look('dashboard-compare');
    await page.reload();
    await page.getByText('api-1 −1h').waitFor();
    expect(found()).toEqual([]);
  });

  test('single keys: overview, time range, edit, where to go; none of them in a field', async () => {
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await look('shortcuts');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('t');
    await page.getByRole('textbox', { name: 'Time range' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Time range' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('e');
    await expect.poll(() => new URL(page.url()).searchParams.get('edit')).toContain('true');
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { name: 'Explore', level: 1 }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('gs?r');
    expect(await page.getByRole('searchbox', { name: 'Search metrics' }).inputValue()).toBe('gs?r');
    expect(found()).toEqual([]);
  });

  test('kiosk shows the panels alone, favourites take turns, Escape ends both', async () => {
    await page.goto(`${server.url}/dashboards/${first}?kiosk=true&rotate=3s`);
    await page.getByRole('heading', { name: 'First', level: 1 }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.getByRole('heading', { name: 'Second', level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: 'Refresh now' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Main navigation' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.goto(`${server.url}/dashboards/${first}?kiosk=true`);
    await page.getByRole('slider', { name: /^Queue/ }).waitFor();
    await look('dashboard-kiosk');
    expect(found()).toEqual([]);
  });
});
