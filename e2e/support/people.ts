import type { RunningServer } from './binnacle.ts';

const PASSWORD = 'a sentence is fine';

/** Invites somebody with the owner's cookie, who joins as a new user. @returns their cookie */
export async function joinAs(server: RunningServer, owner: string, login: string, role: string): Promise<string> {
  const post = (path: string, body: unknown, cookie?: string): Promise<Response> =>
    fetch(server.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.url,
        ...(cookie === undefined ? {} : { cookie }),
      },
      body: JSON.stringify(body),
    });
  const made = await post('/api/invitations', { role, note: login }, owner);
  const { secret } = (await made.json()) as { secret: string };
  const joined = await post('/api/invitation/accept', { secret, user: { login, password: PASSWORD } });
  return joined.headers
    .getSetCookie()
    .map((it) => it.split(';')[0])
    .join('; ');
}
