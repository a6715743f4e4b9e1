import type { RunningServer } from './binnacle.ts';

/** Makes the first owner of a server by its set-up code, and a token to query with. */
export async function tokenOfOwner(
  server: RunningServer,
): Promise<{ readonly cookie: string; readonly secret: string }> {
  const code = /\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b/.exec(server.output())![0];
  const json = { 'content-type': 'application/json', origin: server.url };
  const setUp = await fetch(`${server.url}/api/setup`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ code, login: 'ada', password: 'a sentence is fine' }),
  });
  const cookie = setUp.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');
  const made = await fetch(`${server.url}/api/tokens`, {
    method: 'POST',
    headers: { ...json, cookie },
    body: JSON.stringify({ name: 'test', kind: 'read' }),
  });
  const { secret } = (await made.json()) as { secret: string };
  return { cookie, secret };
}
