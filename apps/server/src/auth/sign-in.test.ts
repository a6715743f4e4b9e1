import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, PASSWORD, startTestServer, type TestServer } from '../../test/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const signIn = (login: string, password: string) => server.send('POST', '/api/session', { body: { login, password } });

test('the code is the one that was printed, and guessing it is slowed down', async () => {
  const code = server.setupCode()!;
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  const body = { login: 'ada', password: PASSWORD };
  const wrong = await server.send('POST', '/api/setup', { body: { ...body, code: '0000-0000-0000-0000' } });
  expect([wrong.status, wrong.json()]).toMatchObject([403, { error: { code: 'wrong_setup_code' } }]);
  let last = wrong;
  for (let i = 0; i < 25; i++) last = await server.send('POST', '/api/setup', { body: { ...body, code: 'x' } });
  expect([last.status, last.json()]).toMatchObject([429, { error: { code: 'too_many_attempts' } }]);
  server.clock.nowMs += 3_600_000;
  // As somebody types it who reads it from a screen.
  const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
  const made = await server.send('POST', '/api/setup', { body: { ...body, code: typed } });
  expect(made.status).toBe(201);
  expect(server.setupCode()).toBeUndefined();
});

test('wrong passwords lock the login, whichever address they come from, and an unknown login looks the same', async () => {
  const answers = [await signIn('ada', 'wrong wrong'), await signIn('nobody', 'wrong wrong')];
  expect(answers[0]!.text).toBe(answers[1]!.text);
  expect(answers.map((it) => it.status)).toEqual([401, 401]);
  for (let i = 0; i < 4; i++) await signIn('ada', 'wrong wrong');
  const locked = await signIn('ada', PASSWORD);
  expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '5']);
  expect(locked.json()).toMatchObject({ error: { code: 'too_many_attempts', retryAfterSeconds: 5 } });
  server.clock.nowMs += 5_000;
  expect((await signIn('ada', PASSWORD)).status).toBe(200);
});

test('many failures from one address lock the address', async () => {
  let status = 0;
  for (let i = 0; i < 30 && status !== 429; i++) status = (await signIn(`user-${i}`, 'wrong wrong')).status;
  expect(status).toBe(429);
  server.clock.nowMs += 3_600_000;
});

test('a session ends when it is not used, and at the end of its life', async () => {
  const cookie = cookieOf(await signIn('ada', PASSWORD));
  const isAlive = async (): Promise<boolean> => (await server.send('GET', '/api/tokens', { cookie })).status === 200;
  for (let day = 0; day < 29; day += 6) {
    expect(await isAlive()).toBe(true);
    server.clock.nowMs += 6 * 86_400_000;
  }
  expect(await isAlive()).toBe(false);
  const idle = cookieOf(await signIn('ada', PASSWORD));
  server.clock.nowMs += 8 * 86_400_000;
  expect((await server.send('GET', '/api/tokens', { cookie: idle })).status).toBe(401);
});

test('the secret of a session is exchanged once a day, and the old one works a minute longer', async () => {
  const first = cookieOf(await signIn('ada', PASSWORD));
  server.clock.nowMs += 86_400_000;
  const exchanged = cookieOf(await server.send('GET', '/api/session', { cookie: first }));
  expect(exchanged).not.toBe(first);
  const again = await server.send('GET', '/api/session', { cookie: first });
  expect([again.status, again.headers.get('set-cookie')]).toEqual([200, null]);
  server.clock.nowMs += 60_001;
  expect((await server.send('GET', '/api/session', { cookie: first })).status).toBe(401);
  expect((await server.send('GET', '/api/session', { cookie: exchanged })).status).toBe(200);
});

test('no secret is in the log', () => {
  expect(server.log()).toContain('sign-in failed');
  expect(server.log()).not.toContain('wrong wrong');
  expect(server.log()).not.toContain(PASSWORD);
});
