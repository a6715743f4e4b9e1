import type { Role } from '@binnacle/api';
import { cookieOf, PASSWORD, type TestServer } from './test-server.ts';

/** Invites somebody with the owner's cookie and accepts as a new user. @returns the new user's cookie */
export async function join(server: TestServer, owner: string, login: string, role: Role): Promise<string> {
  const made = await server.send('POST', '/api/invitations', { cookie: owner, body: { role, note: login } });
  const { secret } = made.json<{ secret: string }>();
  const body = { secret, user: { login, password: PASSWORD } };
  return cookieOf(await server.send('POST', '/api/invitation/accept', { body }));
}
