import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

/** A dashboard of one's own, from nothing: groups, panels, queries, variables, undo, conflict. The steps build on one another. */
describe.skipIf(missing.length > 0)(
  `editing dashboards${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-editing-'));
    let server: RunningServer;
    let browser: Browser;
    let page: Page;
    let dashboard: string;

    const shot = (name: string): Promise<Buffer> => page.screenshot({ path: join(screenshots, `${name}.png`) });
    const api = async (method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(server.url + path, {
        method,
        headers: { origin: server.url, ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    const saved = async () =>
      (await (await api('GET', `/api/dashboards/${dashboard}`)).json()) as {
        version: number;
        title: string;
        definition: { groups: { title: string; panels: Record<string, unknown>[] }[]; variables: { name: string }[] };
      };
    const panel = (title: string) => page.getByRole('article', { name: title });

    /** The editor, not the plain field that is there until it has been loaded. */
    const editor = () => page.locator('.cm-content').and(page.getByRole('textbox', { name: 'PromQL of query A' }));

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      const [port] = (await freePorts(1)) as [number];
      server = await startServer(port, join(dir, 'server'), ['--auth', 'off']);
      const now = Date.now();
      const lines: string[] = [];
      for (let i = 0; i < 40; i++) {
        for (const [job, value] of [
          ['api', 1],
          ['web', i % 7 === 0 ? 0 : 1],
        ] as const)
          lines.push(`up{job="${job}"} ${value} ${now - i * 15_000}`);
        for (const [pod, size] of [
          ['a', 5],
          ['b', 3],
          ['c', 1],
        ] as const)
          lines.push(`memory_bytes{pod="${pod}"} ${size * 1e6 + i * 1000} ${now - i * 15_000}`);
      }
      await api('POST', '/api/v1/import/prometheus', `${lines.join('\n')}\n`);
      browser = await openBrowser();
      page = browser.page;
      page.setDefaultTimeout(20_000);
    });

    afterAll(async () => {
      await browser?.close();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    });

    test('a blank dashboard gets a group and a time series, drawn while it is written', async () => {
      const made = await api('POST', '/api/dashboards', { title: 'Mine' });
      dashboard = ((await made.json()) as { id: string }).id;
      await page.goto(`${server.url}/dashboards/${dashboard}`);
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByRole('button', { name: 'Add group' }).first().click();
      await page.getByLabel('Title of the group').fill('Health');
      await page.getByRole('button', { name: 'Add panel to Health' }).click();
      await page.getByRole('menuitem', { name: 'Time series' }).click();
      await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Memory');
      await editor().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('memory_by');
      await page.locator('.cm-tooltip-autocomplete').getByText('memory_bytes').waitFor();
      await shot('edit-completion');
      await page.keyboard.press('Enter');
      await page.getByLabel('Legend').first().fill('{{pod}}');
      await until(
        'three lines',
        20_000,
        async () =>
          (await panel('Memory')
            .getByText(/^[abc]$/)
            .count()) === 3,
      );
      await shot('edit-panel');
      expect(await accessibilityProblems(page)).toEqual([]);
    });

    test('a query that is wrong is underlined, and said to be', async () => {
      await editor().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('rate(memory_bytes)');
      await page.locator('.cm-lintRange-error').first().waitFor();
      await panel('Memory')
        .getByText(/expected type range vector/)
        .waitFor();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('memory_bytes');
      await page.keyboard.press('Escape');
      await until(
        'three lines again',
        20_000,
        async () =>
          (await panel('Memory')
            .getByText(/^[abc]$/)
            .count()) === 3,
      );
      await page.getByRole('button', { name: 'Back to the dashboard' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved as version 2').waitFor();
      expect((await saved()).definition.groups).toMatchObject([
        {
          title: 'Health',
          panels: [{ kind: 'timeseries', title: 'Memory', queries: [{ expr: 'memory_bytes', legend: '{{pod}}' }] }],
        },
      ]);
    });

    test('every kind of panel draws what it is given', async () => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      const kinds = {
        Pie: 'memory_bytes',
        Treemap: 'memory_bytes',
        'State timeline': 'up',
        Table: 'memory_bytes',
        'Ranked bars': 'memory_bytes',
      };
      for (const [kind, expr] of Object.entries(kinds)) {
        await page.getByRole('button', { name: 'Add panel to Health' }).click();
        await page.getByRole('menuitem', { name: kind, exact: true }).click();
        await page.getByRole('textbox', { name: 'Title', exact: true }).fill(`A ${kind}`);
        await editor().click();
        await page.keyboard.press('Control+A');
        await page.keyboard.type(expr);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+Enter');
        await until(kind, 20_000, async () => {
          const text = await panel(`A ${kind}`).innerText();
          return expr === 'up' ? /api/.test(text) && /web/.test(text) : /\bb\b/.test(text) && /\bc\b/.test(text);
        });
        expect(await panel(`A ${kind}`).getAttribute('data-state')).toBe('ready');
        await shot(`edit-${kind.toLowerCase().replace(' ', '-')}`);
        await page.getByRole('button', { name: 'Back to the dashboard' }).click();
      }
    });

    test('events, objects, health and a table with columns of its own have the fields they need', async () => {
      const add = async (kind: string): Promise<void> => {
        await page.getByRole('button', { name: 'Add panel to Health' }).click();
        await page.getByRole('menuitem', { name: kind, exact: true }).click();
        await page.getByRole('textbox', { name: 'Title', exact: true }).fill(`A ${kind}`);
      };
      const done = async (kind: string): Promise<void> => {
        await page.keyboard.press('Escape');
        await until('no open list', 20_000, async () => (await page.locator('[role="listbox"]:visible').count()) === 0);
        await shot(`edit-${kind.toLowerCase()}`);
        expect(await accessibilityProblems(page)).toEqual([]);
        await page.getByRole('button', { name: 'Back to the dashboard' }).click();
      };
      const pick = async (field: string, value: string): Promise<void> => {
        await page.getByRole('combobox', { name: field, exact: true }).fill(value);
        await page.keyboard.press('Enter');
        await page.keyboard.press('Escape');
      };
      await add('Events');
      await panel('A Events').getByText('No events').waitFor();
      await pick('Types', 'Warning');
      await pick('Namespaces', 'default');
      await panel('A Events').getByText('No events').waitFor();
      await done('Events');
      await add('Objects');
      await pick('Kinds', 'Deployment');
      await page.getByRole('textbox', { name: 'Label selector' }).fill('app=web');
      await panel('A Objects')
        .getByText(/Nothing/)
        .first()
        .waitFor();
      await done('Objects');
      await add('Health of other panels');
      await panel('A Health of other panels')
        .getByText(/Healthy|Unknown/)
        .first()
        .waitFor();
      await done('Health');
      await add('Table');
      await editor().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('memory_bytes');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Enter');
      await pick('Labels that make a row', 'pod');
      for (const title of ['Name', 'Memory']) {
        await page.getByRole('button', { name: 'Add column' }).click();
        await page.getByRole('textbox', { name: 'Title of the column' }).last().fill(title);
      }
      await page.getByRole('combobox', { name: 'Unit' }).last().fill('bytes');
      const table = page.getByRole('article', { name: 'A Table' }).last();
      await table.getByRole('columnheader', { name: 'Memory' }).waitFor();
      await until('a table with a unit', 20_000, async () => /\d\s?Mi?B/.test(await table.innerText()));
      expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['Name', 'Memory']);
      await done('Table-columns');
      // What comes next is done with a pointer on the first panel.
      await page.evaluate('scrollTo(0, 0)');
    });

    test('a panel is dragged and sized, by pointer and by keyboard, and all of it can be undone', async () => {
      const handle = page.getByRole('button', { name: 'Move Memory (arrow keys)' });
      const widthOf = async (): Promise<number> => (await panel('Memory').boundingBox())!.width;
      const xOf = async (): Promise<number> => (await panel('Memory').boundingBox())!.x;
      const before = { width: await widthOf(), x: await xOf() };
      const box = (await handle.boundingBox())!;
      await page.mouse.move(box.x + 5, box.y + 5);
      await page.mouse.down();
      await page.mouse.move(box.x + 305, box.y + 5, { steps: 8 });
      await page.mouse.up();
      expect((await xOf()) - before.x).toBeGreaterThan(250);
      await handle.focus();
      await page.keyboard.press('ArrowLeft');
      const size = page.getByRole('button', { name: 'Change the size of Memory (arrow keys)' });
      await size.focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      expect(before.width - (await widthOf())).toBeGreaterThan(80);
      await shot('edit-grid');
      for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Undo' }).click();
      expect(Math.abs((await xOf()) - before.x) + Math.abs((await widthOf()) - before.width)).toBeLessThan(2);
      await page.getByRole('button', { name: 'Redo' }).click();
      expect((await xOf()) - before.x).toBeGreaterThan(250);
    });

    test('a variable lets the reader choose', async () => {
      await page.getByRole('button', { name: 'Variables' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Add variable' }).click();
      await page.getByRole('menuitem', { name: 'Values of a label' }).click();
      await dialog.getByLabel('Name').fill('pod');
      await dialog.getByLabel('Query').fill('label_values(memory_bytes, pod)');
      // The menu is on its way out; axe would still find it.
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await shot('edit-variables');
      expect(await accessibilityProblems(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Apply' }).click();
      await panel('Memory').hover();
      await panel('Memory')
        .getByRole('button', { name: /Memory/ })
        .last()
        .click();
      await page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
      await editor().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('memory_bytes{pod=~"$pod');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('button', { name: 'Back to the dashboard' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved as version 3').waitFor();
      await page.goto(`${server.url}/dashboards/${dashboard}?var-pod=b`);
      await until(
        'one line',
        20_000,
        async () =>
          (await panel('Memory')
            .getByText(/^[abc]$/)
            .count()) === 1,
      );
    });

    test('what somebody else saved is not lost without a word', async () => {
      await page.goto(`${server.url}/dashboards/${dashboard}?edit=true`);
      await page.getByLabel('Title of the group').first().fill('My health');
      const { version } = await saved();
      expect((await api('PUT', `/api/dashboards/${dashboard}`, { version, title: 'Theirs' })).status).toBe(200);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Somebody else saved a newer version').waitFor();
      await shot('edit-conflict');
      expect((await saved()).title).toBe('Theirs');
      await page.getByRole('button', { name: 'Save over it' }).click();
      await page.getByText(/Saved as version/).waitFor();
      expect((await saved()).definition.groups[0]!.title).toBe('My health');
    });

    test('JSON that is not valid is refused with its places, and the file is the dashboard', async () => {
      await page.goto(`${server.url}/dashboards/${dashboard}?edit=true`);
      await page.getByRole('button', { name: 'JSON' }).click();
      const dialog = page.getByRole('dialog');
      const download = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Download' }).click();
      const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { format: string };
      expect(file.format).toBe('binnacle/dashboard');
      await dialog
        .getByLabel('The dashboard as JSON')
        .fill('{"format":"binnacle/dashboard","version":1,"title":"T","groups":[{"id":"g"}]}');
      await dialog.getByRole('button', { name: 'Apply' }).click();
      await dialog.getByText('groups[0].panels').waitFor();
      await shot('edit-json');
    });

    test('nothing strange was said in the console of the browser', () => {
      // Chromium's own editing tries to keep the style of text that is typed over; the policy refuses it, and nothing is lost.
      const own = /Applying inline style violates/;
      const strange = browser.problems.filter((problem) => !/\b(400|409)\b/.test(problem) && !own.test(problem));
      expect(strange).toEqual([]);
    });
  },
);
