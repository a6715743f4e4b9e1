import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems } from './support/axe.ts';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { startEmbedder, type Embedder } from './support/embedder.ts';
import { tokenOfOwner } from './support/owner.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';
import { until } from './support/until.ts';

const missing = missingPrograms('chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));

const definition = {
  format: 'binnacle/dashboard',
  version: 1,
  title: 'Shop',
  time: { range: '1h', refresh: '30s' },
  variables: [
    { kind: 'query', name: 'shop', title: 'Shop', query: 'label_values(orders, shop)', multi: true, includeAll: true },
  ],
  groups: [
    {
      id: 'main',
      title: 'Orders',
      panels: [
        {
          kind: 'timeseries',
          id: 'orders',
          title: 'Open orders',
          unit: 'count',
          grid: { x: 0, y: 0, w: 16, h: 26 },
          queries: [{ ref: 'A', expr: 'orders{shop=~"$shop"}', legend: '{{shop}}' }],
        },
        {
          kind: 'stat',
          id: 'total',
          title: 'All orders',
          unit: 'count',
          grid: { x: 16, y: 0, w: 8, h: 26 },
          queries: [{ ref: 'A', expr: 'sum(orders{shop=~"$shop"})' }],
        },
        {
          kind: 'events',
          id: 'events',
          title: 'Events',
          grid: { x: 0, y: 26, w: 24, h: 20 },
          namespace: ['$shop'],
        },
      ],
    },
  ],
};

/** An owner who shares, somebody without an account who looks, and a page of another site. The steps build on one another. */
describe.skipIf(missing.length > 0)(`sharing${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-sharing-'));
  let server: RunningServer;
  let owner: Browser;
  let stranger: Browser;
  let embedder: Embedder;
  let wiki = '';
  let dashboard: string;
  let link: string;

  const api = async (cookie: string, method: string, path: string, body: unknown): Promise<Response> =>
    fetch(server.url + path, {
      method,
      headers: {
        origin: server.url,
        cookie,
        ...(typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const look = async (page: Page, name: string): Promise<void> => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(screenshots, `${name}-${scheme}.png`) });
      expect([name, scheme, await accessibilityProblems(page)]).toEqual([name, scheme, []]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: join(screenshots, `${name}-narrow.png`) });
    expect([name, 'narrow', await accessibilityProblems(page)]).toEqual([name, 'narrow', []]);
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const drawn = (page: Page, id: string) => page.locator(`#panel-${id}[data-state="ready"]`);
  const openShare = async (page: Page): Promise<void> => {
    await page.goto(`${server.url}/dashboards/${dashboard}`);
    await drawn(page, 'orders').waitFor();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
  };

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    const [port] = (await freePorts(1)) as [number];
    server = await startServer(port, join(dir, 'server'), ['--share.public-links']);
    const { cookie } = await tokenOfOwner(server);
    const now = Date.now();
    const lines = Array.from({ length: 120 }, (_, i) =>
      ['north', 'south', 'west'].map(
        (shop, n) => `orders{shop="${shop}"} ${10 * (n + 1) + (i % 7)} ${now - i * 30_000}`,
      ),
    ).flat();
    await api(cookie, 'POST', '/api/v1/import/prometheus', `${lines.join('\n')}\n`);
    const made = await api(cookie, 'POST', '/api/dashboards', { title: 'Shop', definition });
    dashboard = ((await made.json()) as { id: string }).id;
    [owner, stranger] = [await openBrowser(), await openBrowser()];
    for (const { page } of [owner, stranger]) page.setDefaultTimeout(20_000);
    const [name, value] = cookie.split('=') as [string, string];
    await owner.context.addCookies([{ name, value, url: server.url }]);
    embedder = await startEmbedder(() => wiki);
  });
  afterAll(async () => {
    await owner?.close();
    await stranger?.close();
    await embedder?.close();
    await server?.end('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  test('a link for members has the time and the variables in it', async () => {
    const { page } = owner;
    await page.goto(`${server.url}/dashboards/${dashboard}?time=30m&var-shop=south`);
    await drawn(page, 'orders').waitFor();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const text = () => dialog.locator('code').innerText();
    expect(await text()).toBe(`${server.url}/dashboards/${dashboard}?time=30m&var-shop=south`);
    await page.screenshot({ path: join(screenshots, 'share-members.png') });
    await dialog.getByLabel('Always this moment').check();
    await until('a link to this moment', 20_000, async () => /time=[^&]*\d{13}/.test(decodeURIComponent(await text())));
    await page.goto(await text());
    await drawn(page, 'orders').waitFor();
    expect(await page.getByText('south').count()).toBeGreaterThan(0);
  });

  test('an editor makes a public link, which lets one choose the shop', async () => {
    const { page } = owner;
    await openShare(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'Public link' }).click();
    await dialog.getByLabel(/For whom is it/).fill('The board');
    await dialog.getByLabel('Shop (3 values)').check();
    await page.screenshot({ path: join(screenshots, 'share-public.png') });
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await dialog.getByText('Copy it now').waitFor();
    link = await dialog.locator('code').innerText();
    expect(link).toMatch(new RegExp(`^${server.url}/share/[\\w-]{16}#[\\w-]{43}$`));
    await page.screenshot({ path: join(screenshots, 'share-made.png') });
  });

  test('somebody without an account sees it, and nothing else', async () => {
    const { page, problems } = stranger;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(link);
    await drawn(page, 'orders').waitFor();
    await drawn(page, 'total').waitFor();
    await page.getByText('No events').first().waitFor();
    await look(page, 'shared');
    expect(await page.locator('#panel-total').innerText()).toMatch(/7|8|6/);
    await page
      .getByRole('combobox', { name: 'Shop' })
      .or(page.getByRole('button', { name: /Shop/ }))
      .first()
      .click();
    await page.getByText('west', { exact: true }).last().click();
    await page.keyboard.press('Escape');
    await drawn(page, 'total').waitFor();
    await page
      .getByRole('button', { name: 'Actions of All orders' })
      .or(page.getByRole('button', { name: /All orders/ }))
      .first()
      .click();
    expect(await page.getByRole('menuitem').allInnerTexts()).not.toContain('Query');
    await page.keyboard.press('Escape');
    expect(asked.filter((path) => path.startsWith('/api/') && !path.startsWith('/api/share'))).toEqual([]);
    const html = await page.content();
    expect(html).not.toContain('orders{');
    expect(problems.splice(0)).toEqual([]);
    await page.goto(`${server.url}/scenes`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    problems.splice(0);
  });

  test('an administrator lists a site, which then shows a panel inside a page', async () => {
    const { page } = owner;
    await page.goto(`${server.url}/sharing`);
    await page.getByRole('combobox', { name: 'Origins' }).fill(`${embedder.origin}/some/page`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Origins saved').first().waitFor();
    await page.goto(`${server.url}/dashboards/${dashboard}`);
    await drawn(page, 'orders').waitFor();
    await page.getByRole('button', { name: /Open orders/ }).click();
    await page.getByRole('menuitem', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'Embed' }).click();
    await dialog.getByRole('button', { name: 'Make the embed' }).click();
    await dialog.getByText('Copy it now').waitFor();
    wiki = await dialog.locator('code').innerText();
    expect(wiki).toContain(`<iframe src="${server.url}/embed/`);
    const visitor = stranger.page;
    await visitor.goto(embedder.origin);
    const frame = visitor.frameLocator('iframe');
    await frame.locator('#panel-orders[data-state="ready"]').waitFor();
    const box = await until('a chart in the frame', 20_000, async () => {
      const found = await frame.locator('#panel-orders canvas').first().boundingBox();
      return found !== null && found.height > 100 && found;
    });
    expect(box.width).toBeGreaterThan(600);
    await visitor.screenshot({ path: join(screenshots, 'embedded.png') });
    expect(await frame.locator('#panel-total').count()).toBe(0);
    stranger.problems.splice(0);
  });

  test('no other page can be framed, and no other site may embed', async () => {
    const visitor = stranger.page;
    const framed = async (src: string, origin: string): Promise<string[]> => {
      wiki = `<iframe src="${src}"></iframe>`;
      await visitor.goto(origin);
      return until('a refusal', 20_000, () => {
        const refused = stranger.problems
          .splice(0)
          .filter((it) => /frame-ancestors|refused to connect|Framing/i.test(it));
        return refused.length > 0 && refused;
      });
    };
    const embed = /src="([^"]*)"/.exec(wiki)![1]!;
    expect(await framed(`${server.url}/scenes`, embedder.origin)).not.toEqual([]);
    expect(await framed(link, embedder.origin)).not.toEqual([]);
    const other = await startEmbedder(() => wiki);
    expect(await framed(embed, other.origin)).not.toEqual([]);
    await other.close();
  });

  test('the list shows who opened it; a revoked link says so at once', async () => {
    const { page, problems } = owner;
    await page.goto(`${server.url}/sharing`);
    await page.getByText('The board').waitFor();
    await look(page, 'sharing');
    await page.getByRole('button', { name: 'Revoke the link to Shop', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect(problems.splice(0)).toEqual([]);
    await stranger.page.goto('about:blank');
    await stranger.page.goto(link);
    await stranger.page.getByRole('heading', { name: 'This link shows nothing any more' }).waitFor();
    await look(stranger.page, 'share-ended');
    await page.goto(`${server.url}/audit?action=share`);
    await page.getByText('share.revoke').first().waitFor();
    await page.getByText('share.origins').first().waitFor();
  });

  test('in Chinese', async () => {
    const chinese = await openBrowser({ locale: 'zh-CN' });
    try {
      await chinese.page.goto(link);
      const heading = chinese.page.getByRole('heading', { level: 1 });
      await heading.waitFor();
      expect(await heading.innerText()).toBe('此链接已不再显示任何内容');
    } finally {
      await chinese.close();
    }
  });
});
