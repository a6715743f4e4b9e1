import type { BuiltInView } from '@binnacle/views';
import type { Page } from 'playwright-core';

/** Of whom the first run with this folder has made. */
export async function cookieOfOwner(url: string): Promise<string> {
  const reply = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ login: 'ada', password: 'a sentence is fine' }),
  });
  if (!reply.ok) throw new Error(`cannot sign in: ${reply.status} ${await reply.text()}`);
  return reply.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');
}

export async function ingestToken(url: string, cookie: string): Promise<string> {
  const { secret } = (await post(url, '/api/tokens', cookie, { name: 'history', kind: 'agent' })) as { secret: string };
  return secret;
}

/** @returns the id of a new dashboard with what the view has, over so many hours */
export async function makeDashboard(url: string, cookie: string, view: BuiltInView, hours: number): Promise<string> {
  const definition = { ...view.definition, time: { range: `${hours}h`, refresh: 'off' } };
  const { id } = (await post(url, '/api/dashboards', cookie, { title: view.id, definition })) as { id: string };
  return id;
}

export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('Login').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill('a sentence is fine');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/scenes/);
}

async function post(url: string, path: string, cookie: string, body: unknown): Promise<unknown> {
  const reply = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, cookie },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}
