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

const missing = missingPrograms('chromium');
const screenshots = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));
const PASSWORD = 'a sentence is fine';

/** Two people with a browser each: an owner who invites, and a viewer who joins. The steps build on one another. */
describe.skipIf(missing.length > 0)(
  `people and roles${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'binnacle-people-'));
    let server: RunningServer;
    let owner: Browser;
    let guest: Browser;
    let invitation: string;

    const shot = (page: Page, name: string): Promise<Buffer> =>
      page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    /** The page in light, dark and narrow, without a violation in any. */
    const look = async (page: Page, name: string): Promise<void> => {
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await shot(page, `${name}-${scheme}`);
        expect([name, scheme, await accessibilityProblems(page)]).toEqual([name, scheme, []]);
      }
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 390, height: 844 });
      await shot(page, `${name}-narrow`);
      expect([name, 'narrow', await accessibilityProblems(page)]).toEqual([name, 'narrow', []]);
      await page.setViewportSize({ width: 1440, height: 900 });
    };
    const go = async (page: Page, path: string, heading: string): Promise<void> => {
      await page.goto(server.url + path);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    };

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      const [port] = (await freePorts(1)) as [number];
      server = await startServer(port, join(dir, 'server'));
      [owner, guest] = [await openBrowser(), await openBrowser({ locale: 'en-US' })];
      for (const { page } of [owner, guest]) page.setDefaultTimeout(20_000);
      const { page } = owner;
      await page.goto(server.url);
      const code = /\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b/.exec(server.output())![0];
      await page.getByLabel('Set-up code').fill(code);
      await page.getByLabel('Login').fill('ada');
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('Password again').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create owner and sign in' }).click();
      await page.getByRole('heading', { name: 'Scenes', level: 1 }).waitFor();
    });

    afterAll(async () => {
      await owner?.close();
      await guest?.close();
      await server?.end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    });

    test('the owner makes an invitation link for a viewer', async () => {
      const { page } = owner;
      await go(page, '/members', 'Members');
      await page.getByRole('button', { name: 'Invite' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Viewer').check();
      await dialog.getByLabel(/For whom is it/).fill('Grace, operations');
      await shot(page, 'invite-dialog');
      await dialog.getByRole('button', { name: 'Make the link' }).click();
      invitation = await dialog.locator('code').innerText();
      expect(invitation).toMatch(new RegExp(`^${server.url}/invite#[\\w-]{43}$`));
      await shot(page, 'invite-made');
      await dialog.getByRole('button', { name: 'Done' }).click();
      await page.getByText('Grace, operations').waitFor();
    });

    test('whoever has the link joins with a login of their own, once', async () => {
      const { page } = guest;
      await page.goto(invitation);
      await page.getByRole('heading', { name: 'Join default' }).waitFor();
      await look(page, 'invite');
      await page.getByLabel('Login').fill('grace');
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('Password again').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account and join' }).click();
      await page.getByRole('heading', { name: 'Scenes', level: 1 }).waitFor();
      await page.goto('about:blank');
      await page.goto(invitation);
      await page.getByRole('heading', { name: 'This invitation does not work' }).waitFor();
      expect(guest.problems.splice(0).filter((problem) => !/40[14]/.test(problem))).toEqual([]);
    });

    test('a viewer sees the members and changes nothing', async () => {
      const { page } = guest;
      await go(page, '/members', 'Members');
      await page.getByText('grace', { exact: true }).first().waitFor();
      expect(await page.getByRole('button', { name: 'Invite' }).count()).toBe(0);
      expect(await page.getByRole('combobox').count()).toBe(0);
      await go(page, '/tokens', 'Tokens');
      await page.getByText('Tokens are for administrators').waitFor();
      await go(page, '/audit', 'Audit log');
      await page.getByText('The audit log is for administrators').waitFor();
      await go(page, '/scenes', 'Scenes');
      expect(await page.getByRole('button', { name: 'Create dashboard' }).count()).toBe(0);
    });

    test('the owner makes the viewer an editor, who then creates a dashboard', async () => {
      const { page } = owner;
      await go(page, '/members', 'Members');
      await page.getByRole('combobox', { name: 'Role of grace' }).click();
      await page.getByRole('option', { name: 'Editor' }).click();
      await page.getByText('grace is now Editor').waitFor();
      await look(page, 'members');
      await go(guest.page, '/scenes', 'Scenes');
      await guest.page.getByRole('button', { name: 'Create dashboard' }).first().waitFor();
      expect(await guest.page.getByText('Editor', { exact: true }).count()).toBe(1);
    });

    test('an API token with two scopes, a day of life, and a new secret', async () => {
      const { page } = owner;
      await go(page, '/tokens', 'Tokens');
      await page.getByRole('button', { name: 'Create token' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('API').check();
      await dialog.getByLabel('Name').fill('nightly report');
      await dialog.getByRole('button', { name: 'Create token' }).click();
      await dialog.getByText('Choose at least one.').waitFor();
      await dialog.getByLabel('Read dashboards').check();
      await dialog.getByLabel('Query metrics').check();
      await dialog.getByRole('combobox', { name: 'Expires' }).click();
      await page.getByRole('option', { name: 'in 1 day' }).click();
      await shot(page, 'token-dialog');
      await dialog.getByRole('button', { name: 'Create token' }).click();
      const secretOf = async (): Promise<string> => (await dialog.locator('code').first().innerText()).trim();
      const before = await secretOf();
      await dialog.getByRole('button', { name: 'I have copied it' }).click();
      const statusOf = async (secret: string, path: string): Promise<number> =>
        (await fetch(server.url + path, { headers: { authorization: `Bearer ${secret}` } })).status;
      expect([await statusOf(before, '/api/dashboards'), await statusOf(before, '/api/targets')]).toEqual([200, 403]);
      await page.getByRole('button', { name: 'New secret for nightly report' }).click();
      await dialog.getByRole('button', { name: 'Make a new secret' }).click();
      await dialog.getByText('Copy the token now').waitFor();
      const after = await secretOf();
      await dialog.getByRole('button', { name: 'I have copied it' }).click();
      expect([await statusOf(before, '/api/dashboards'), await statusOf(after, '/api/dashboards')]).toEqual([200, 200]);
      await look(page, 'tokens');
    });

    test('a token of an agent: made, with a new secret, and revoked', async () => {
      const { page } = owner;
      await go(page, '/tokens', 'Tokens');
      const dialog = page.getByRole('dialog');
      const copied = async (): Promise<string> => {
        await dialog.getByText('Copy the token now').waitFor();
        const secret = (await dialog.locator('code').first().innerText()).trim();
        await dialog.getByRole('button', { name: 'I have copied it' }).click();
        return secret;
      };
      const isRefused = async (secret: string): Promise<boolean> => {
        const headers = { authorization: `Bearer ${secret}` };
        const url = `${server.url}/api/v1/import/prometheus`;
        return (await fetch(url, { method: 'POST', headers, body: 'up 1\n' })).status === 401;
      };
      await page.getByRole('button', { name: 'Create token' }).first().click();
      await dialog.getByLabel('Name').fill('node-7');
      await dialog.getByRole('button', { name: 'Create token' }).click();
      const first = await copied();
      await page.getByRole('button', { name: 'New secret for node-7' }).click();
      await dialog.getByRole('button', { name: 'Make a new secret' }).click();
      const second = await copied();
      expect([second === first, await isRefused(first), await isRefused(second)]).toEqual([false, false, false]);
      await page.getByRole('button', { name: 'Revoke node-7' }).click();
      await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
      await page.getByRole('button', { name: 'Revoke node-7' }).waitFor({ state: 'detached' });
      expect([await isRefused(first), await isRefused(second)]).toEqual([true, true]);
    });

    test('a second workspace is empty, and has its own members', async () => {
      const { page } = owner;
      await page.getByRole('button', { name: 'Workspace: default' }).click();
      await page.getByRole('menuitem', { name: 'New workspace' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill('Staging');
      await page.getByRole('dialog').getByRole('button', { name: 'New workspace' }).click();
      await page.getByRole('button', { name: 'Workspace: Staging' }).waitFor();
      await go(page, '/members', 'Members');
      await page.getByText('ada', { exact: true }).first().waitFor();
      expect(await page.getByText('grace').count()).toBe(0);
      await page.getByRole('button', { name: 'Workspace: Staging' }).click();
      await shot(page, 'workspace-menu');
      await page.getByRole('menuitem', { name: 'default' }).click();
      await page.getByRole('button', { name: 'Workspace: default' }).waitFor();
    });

    test('the audit log tells who did all that, and narrows', async () => {
      const { page } = owner;
      await go(page, '/audit', 'Audit log');
      await page.getByText('grace: viewer → editor').waitFor();
      await look(page, 'audit');
      await page.getByRole('combobox', { name: 'What' }).click();
      await page.getByRole('option', { name: 'Tokens' }).click();
      await page.getByText('token.rotate').first().waitFor();
      expect(await page.getByText('grace: viewer → editor').count()).toBe(0);
      expect(new URL(page.url()).search).toBe('?action=token');
    });

    test('an account: name, password, and the end of another session', async () => {
      const { page } = guest;
      await page.getByRole('button', { name: /grace/ }).click();
      await page.getByRole('menuitem', { name: 'Your account' }).click();
      await page.getByLabel('Name that others see').fill('Grace H.');
      await page.getByRole('button', { name: 'Save name' }).click();
      await page.getByText('Name saved').waitFor();
      const elsewhere = await fetch(`${server.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'curl/8.9.1' },
        body: JSON.stringify({ login: 'grace', password: PASSWORD }),
      });
      expect(elsewhere.status).toBe(200);
      await page.reload();
      await page.getByRole('button', { name: 'End the session on curl' }).waitFor();
      await look(page, 'account');
      await page.getByLabel('Current password').fill('not it at all');
      await page.getByLabel('New password', { exact: true }).fill('another fine sentence');
      await page.getByLabel('New password again').fill('another fine sentence');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('This is not your current password.').waitFor();
      await page.getByLabel('Current password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('Password changed').waitFor();
      await page.getByRole('button', { name: 'End the session on curl' }).waitFor({ state: 'detached' });
    });

    test('who is removed sees the sign-in page, and the console says nothing strange', async () => {
      const { page } = owner;
      await go(page, '/members', 'Members');
      await page.getByRole('button', { name: 'Remove grace' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('grace removed').waitFor();
      await guest.page.goto(`${server.url}/scenes`);
      await guest.page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(owner.problems.filter((problem) => !/40[134]/.test(problem))).toEqual([]);
      expect(guest.problems.filter((problem) => !/40[134]/.test(problem))).toEqual([]);
    });
  },
);
