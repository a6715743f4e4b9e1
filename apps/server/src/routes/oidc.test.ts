import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientSecret, startProvider, type TestProvider } from '../../test/openid.ts';
import { join } from '../../test/people.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../test/test-server.ts';

let provider: TestProvider;
let server: TestServer;
let owner: string;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(joinPath(tmpdir(), 'binnacle-oidc-'));
  const secretFile = joinPath(dir, 'secret');
  writeFileSync(secretFile, `${clientSecret}\n`);
  // The provider has to know the server's address before the server has one.
  const port = await freePort();
  provider = await startProvider(`http://127.0.0.1:${port}/api/oidc/callback`);
  server = await startTestServer({
    args: Object.entries({
      listen: `127.0.0.1:${port}`,
      'oidc.issuer': provider.issuer,
      'oidc.client-id': 'binnacle',
      'oidc.client-secret-file': secretFile,
      'oidc.role-claim': 'groups',
      'oidc.label': 'Company login',
      'oidc.roles': 'observers=viewer,platform=administrator',
    }).flatMap(([name, value]) => [`--${name}`, value]),
  });
  owner = await server.setUp();
});
afterAll(async () => {
  await server.close();
  await provider.close();
  rmSync(dir, { recursive: true });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** A browser: follows redirects between server and provider, and keeps the cookies of each. */
class Browser {
  readonly jars = new Map<string, Map<string, string>>();

  async open(start: string, stop: (url: URL) => boolean = () => false): Promise<{ url: URL; status: number }> {
    let url = new URL(start, server.url);
    for (let hops = 0; hops < 20; hops++) {
      if (stop(url)) return { url, status: 0 };
      const jar = this.jars.get(url.host) ?? new Map<string, string>();
      this.jars.set(url.host, jar);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const reply = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
      for (const line of reply.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (value === '' || /max-age=0/i.test(line)) jar.delete(name!);
        else jar.set(name!, value!);
      }
      const location = reply.headers.get('location');
      await reply.arrayBuffer();
      if (location === null) return { url, status: reply.status };
      url = new URL(location, url);
    }
    throw new Error('too many redirects');
  }

  get session(): string | undefined {
    return this.jars.get(new URL(server.url).host)?.get('binnacle_session');
  }

  signIn(cookie: string): void {
    this.jars.set(new URL(server.url).host, new Map([['binnacle_session', cookie]]));
  }
}

const isLogin = (url: URL): boolean => url.pathname === '/login';
const start = '/api/oidc/start?next=%2Fdashboards%2Fx%3Ftab%3D1';

test('the sign-in page learns of the provider', async () => {
  expect((await server.send('GET', '/api/sign-in')).json()).toEqual({
    password: true,
    oidc: { label: 'Company login', startPath: '/api/oidc/start' },
  });
});

describe('signing in', () => {
  test('makes a user with the role of their group, who is then signed in where they wanted to go', async () => {
    provider.person = {
      subject: 'p-1',
      claims: { preferred_username: 'grace', name: 'Grace', groups: ['observers', 'others'] },
    };
    const browser = new Browser();
    const { url } = await browser.open(start, (at) => at.pathname.startsWith('/dashboards'));
    expect(url.pathname + url.search).toBe('/dashboards/x?tab=1');
    const session = await server.send('GET', '/api/session', { cookie: browser.session! });
    expect(session.json()).toMatchObject({
      user: { login: 'grace', name: 'Grace' },
      role: 'viewer',
      hasPassword: false,
    });
    expect((await server.send('GET', '/api/members', { cookie: owner })).json()).toMatchObject({
      members: [
        { login: 'ada', signIn: 'password' },
        { login: 'grace', signIn: 'oidc' },
      ],
    });
    // No password fits a user who has none.
    const body = { login: 'grace', password: '' };
    expect((await server.send('POST', '/api/session', { body: { ...body, password: 'x' } })).status).toBe(401);
  });

  test('follows the groups each time, and never makes an owner of an account of the same login', async () => {
    provider.person = { subject: 'p-1', claims: { preferred_username: 'grace', groups: ['platform'] } };
    const browser = new Browser();
    await browser.open(start, (at) => at.pathname.startsWith('/dashboards'));
    expect((await server.send('GET', '/api/session', { cookie: browser.session! })).json()).toMatchObject({
      user: { login: 'grace' },
      role: 'administrator',
    });
    provider.person = { subject: 'p-2', claims: { preferred_username: 'ADA', groups: ['observers'] } };
    const other = new Browser();
    await other.open(start, (at) => at.pathname.startsWith('/dashboards'));
    expect((await server.send('GET', '/api/session', { cookie: other.session! })).json()).toMatchObject({
      user: { login: 'ADA-2' },
      role: 'viewer',
    });
  });

  test.each([
    ['who has no role', { subject: 'p-3', claims: { preferred_username: 'eve', groups: ['others'] } }, 'not_a_member'],
    ['who refuses', undefined, 'refused'],
  ])('%s comes back to the sign-in page', async (_, person, problem) => {
    provider.person = person;
    const browser = new Browser();
    const { url } = await browser.open(start, isLogin);
    expect(url.searchParams.get('problem')).toBe(problem);
    expect(browser.session).toBeUndefined();
  });

  test('an answer counts once, and only in the browser that asked', async () => {
    provider.person = { subject: 'p-1', claims: { preferred_username: 'grace', groups: ['platform'] } };
    const browser = new Browser();
    const { url } = await browser.open(start, (at) => at.pathname === '/api/oidc/callback');
    const foreign = await new Browser().open(url.href, isLogin);
    expect(foreign.url.searchParams.get('problem')).toBe('expired');
    const again = await browser.open(url.href, isLogin);
    expect(again.url.searchParams.get('problem')).toBe('expired');
  });

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/%0d%0aX: y'])(
    'never leads away: %s',
    async (next) => {
      provider.person = { subject: 'p-1', claims: { preferred_username: 'grace', groups: ['platform'] } };
      const browser = new Browser();
      const { url } = await browser.open(
        `/api/oidc/start?next=${encodeURIComponent(next)}`,
        (at) => at.origin === server.url && !at.pathname.startsWith('/api/'),
      );
      expect(url.origin).toBe(server.url);
    },
  );
});

test('who is signed in links the identity, and then either signs them in', async () => {
  const cookie = await join(server, owner, 'lin', 'editor');
  provider.person = { subject: 'p-9', claims: { preferred_username: 'somebody-else', groups: [] } };
  const browser = new Browser();
  browser.signIn(cookie);
  await browser.open('/api/oidc/start?next=/account', (at) => at.pathname === '/account');
  const signedIn = new Browser();
  await signedIn.open(start, (at) => at.pathname.startsWith('/dashboards'));
  expect((await server.send('GET', '/api/session', { cookie: signedIn.session! })).json()).toMatchObject({
    user: { login: 'lin' },
    role: 'editor',
    hasPassword: true,
  });
  expect((await server.send('POST', '/api/session', { body: { login: 'lin', password: PASSWORD } })).status).toBe(200);
});

test('a provider that is away is said so, and tried again the next time', async () => {
  const away = await startTestServer({
    args: ['--oidc.issuer', 'http://127.0.0.1:1', '--oidc.client-id', 'x'],
  });
  try {
    const answer = await away.send('GET', '/api/oidc/start');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/login?problem=unreachable']);
    expect(away.log()).toContain('the OpenID provider cannot be used');
  } finally {
    await away.close();
  }
});
