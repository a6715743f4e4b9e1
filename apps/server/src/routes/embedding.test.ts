import { afterAll, beforeAll, expect, test } from 'vitest';
import { startShareServer, type ShareTestServer } from '../../test/share-server.ts';

let server: ShareTestServer;
beforeAll(async () => {
  server = await startShareServer();
});
afterAll(() => server.close());

const policyOf = async (path: string): Promise<string> =>
  /frame-ancestors ([^;]*)/.exec(
    (await server.send('GET', path, { headers: { accept: 'text/html' } })).headers.get('content-security-policy') ?? '',
  )?.[1] ?? '';

test.each([
  ['https://wiki.example.org/page', 400],
  ['*', 400],
  ["'self'", 400],
  ['https://a.example; script-src *', 400],
  ['https://a.example https://b.example', 400],
  ['javascript:alert(1)', 400],
  ['https://wiki.example.org', 204],
  ['http://127.0.0.1:8080', 204],
])('an administrator lists %s: %i', async (origin, status) => {
  const answer = await server.send('PUT', '/api/sharing', { cookie: server.owner, body: { embedOrigins: [origin] } });
  expect(answer.status).toBe(status);
});

test('only pages of listed origins may frame an embed, and nothing else of the console', async () => {
  const embedOrigins = ['https://wiki.example.org', 'http://127.0.0.1:8080'];
  await server.send('PUT', '/api/sharing', { cookie: server.owner, body: { embedOrigins } });
  const embed = await server.share({ use: 'embed', panel: 'one' });
  const link = await server.share();
  const path = embed.path.split('#')[0]!;
  expect(path).toBe(`/embed/${embed.share.id}`);
  expect(await policyOf(path)).toBe('http://127.0.0.1:8080 https://wiki.example.org');
  for (const other of [
    '/',
    '/scenes',
    `/share/${link.share.id}`,
    `/embed/${link.share.id}`,
    '/embed/unknown',
    `${path}/more`,
    '/api/share',
  ])
    expect([other, await policyOf(other)]).toEqual([other, "'none'"]);
  await server.send('DELETE', `/api/shares/${embed.share.id}`, { cookie: server.owner });
  expect(await policyOf(path)).toBe("'none'");
  const audit = await server.send('GET', '/api/audit?action=share.origins', { cookie: server.owner });
  expect(audit.text).toContain('http://127.0.0.1:8080 https://wiki.example.org');
});
