import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from './support/binnacle.ts';
import { openBrowser, type Browser } from './support/browser.ts';
import { tokenOfOwner } from './support/owner.ts';
import { joinAs } from './support/people.ts';
import { freePorts } from './support/ports.ts';
import { missingPrograms } from './support/programs.ts';

const missing = missingPrograms('chromium');
const ROLES = ['owner', 'administrator', 'editor', 'viewer'] as const;
type Role = (typeof ROLES)[number];
const NAMES = { owner: 'Owner', administrator: 'Administrator', editor: 'Editor', viewer: 'Viewer' } as const;

const definition = {
  format: 'binnacle/dashboard',
  version: 1,
  title: 'Common',
  groups: [
    {
      id: 'g',
      panels: [
        {
          kind: 'stat',
          id: 'one',
          title: 'One',
          grid: { x: 0, y: 0, w: 6, h: 12 },
          queries: [{ ref: 'A', expr: 'vector(1)' }],
        },
      ],
    },
  ],
};

interface Action {
  readonly what: string;
  readonly path: string;
  /** Drawn when the page is ready, for everybody. */
  readonly ready: (page: Page) => Locator;
  readonly control: (page: Page) => Locator;
  /** The least role that has the control. */
  readonly from: Role;
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, level: 1 });
const button = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name });
const drawn = (page: Page): Locator => page.locator('#panel-one[data-state="ready"]');
const dashboardPath = '/dashboards/DASHBOARD';

const ACTIONS: readonly Action[] = [
  {
    what: 'create a dashboard',
    path: '/scenes',
    ready: heading('Scenes'),
    control: button('Create dashboard'),
    from: 'editor',
  },
  {
    what: 'mark a favourite',
    path: dashboardPath,
    ready: drawn,
    control: button('Add Common to favourites'),
    from: 'viewer',
  },
  { what: 'edit a dashboard', path: dashboardPath, ready: drawn, control: button('Edit'), from: 'editor' },
  {
    what: 'edit by address',
    path: `${dashboardPath}?edit=true`,
    ready: drawn,
    control: button('Add group'),
    from: 'editor',
  },
  {
    what: 'rename, move, delete',
    path: dashboardPath,
    ready: drawn,
    control: button('Actions for Common'),
    from: 'editor',
  },
  { what: 'share with members', path: dashboardPath, ready: drawn, control: button('Share'), from: 'viewer' },
  {
    what: 'add to a dashboard',
    path: '/explore?query=up',
    ready: heading('Explore'),
    control: button('Add to dashboard'),
    from: 'editor',
  },
  {
    what: 'see links',
    path: '/sharing',
    ready: heading('Sharing'),
    control: (page) => page.getByText('Nothing is shared with people outside'),
    from: 'editor',
  },
  {
    what: 'list embedding sites',
    path: '/sharing',
    ready: heading('Sharing'),
    control: (page) => page.getByRole('combobox', { name: 'Origins' }),
    from: 'administrator',
  },
  {
    what: 'create, rotate, revoke tokens',
    path: '/tokens',
    ready: heading('Tokens'),
    control: button('New secret for test'),
    from: 'administrator',
  },
  { what: 'invite', path: '/members', ready: heading('Members'), control: button('Invite'), from: 'administrator' },
  {
    what: 'change roles',
    path: '/members',
    ready: heading('Members'),
    control: (page) => page.getByRole('combobox', { name: 'Role of role-viewer' }),
    from: 'administrator',
  },
  {
    what: 'read the audit log',
    path: '/audit',
    ready: heading('Audit log'),
    control: (page) => page.getByText('invitation.accept').first(),
    from: 'administrator',
  },
  {
    what: 'change the password',
    path: '/account',
    ready: heading('Your account'),
    control: button('Change password'),
    from: 'viewer',
  },
  {
    what: 'see the health of the system',
    path: '/status',
    ready: heading('Status'),
    control: (page) => page.getByText(/version/i).first(),
    from: 'viewer',
  },
];

/** Four people of the four roles: who has which control. What the server lets through is tested with the routes. */
describe.skipIf(missing.length > 0)(`roles${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-roles-'));
  let server: RunningServer;
  let dashboard: string;
  const cookies = new Map<Role, string>();
  let browser: Browser;

  beforeAll(async () => {
    const [port] = (await freePorts(1)) as [number];
    server = await startServer(port, join(dir, 'server'), ['--share.public-links']);
    const { cookie } = await tokenOfOwner(server);
    cookies.set('owner', cookie);
    for (const role of ROLES.slice(1)) cookies.set(role, await joinAs(server, cookie, `role-${role}`, role));
    const made = await fetch(`${server.url}/api/dashboards`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      body: JSON.stringify({ title: 'Common', definition }),
    });
    dashboard = ((await made.json()) as { id: string }).id;
    browser = await openBrowser();
    browser.page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.end('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  test.each(ROLES)('%s', async (role) => {
    const { page, context, problems } = browser;
    await context.clearCookies();
    const [name, value] = cookies.get(role)!.split('=') as [string, string];
    await context.addCookies([{ name, value, url: server.url }]);
    const has: string[] = [];
    const should: string[] = [];
    for (const { what, path, ready, control, from } of ACTIONS) {
      await page.goto(server.url + path.replace('DASHBOARD', dashboard));
      await ready(page).waitFor();
      const isFor = ROLES.indexOf(role) <= ROLES.indexOf(from);
      if (isFor) should.push(what);
      // Controls depend on the role alone, and that is known when it stands below the name.
      await page.getByText(NAMES[role], { exact: true }).first().waitFor();
      if (isFor) await control(page).first().waitFor();
      if ((await control(page).count()) > 0) has.push(what);
    }
    expect(has).toEqual(should);
    expect(problems.splice(0)).toEqual([]);
  });
});
