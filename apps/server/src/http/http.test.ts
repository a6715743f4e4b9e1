import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.ts';
import { chooseEncoding } from './compression.ts';

let server: TestServer;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-console-'));
  mkdirSync(join(dir, 'dist/assets'), { recursive: true });
  writeFileSync(join(dir, 'secret.txt'), 'secret');
  const page =
    '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/a-1.js" nonce="__CSP_NONCE__"></script>';
  writeFileSync(join(dir, 'dist/index.html'), page);
  writeFileSync(join(dir, 'dist/assets/a-1.js'), `console.log(${'1,'.repeat(2000)}1)`);
  writeFileSync(join(dir, 'dist/assets/a-1.js.br'), brotliCompressSync(`console.log(${'1,'.repeat(2000)}1)`));
  writeFileSync(join(dir, 'dist/favicon.svg'), '<svg/>');
  server = await startTestServer({ args: ['--web.console-dir', join(dir, 'dist'), '--auth', 'off'] });
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true });
});

/** A request whose path nobody tidies up, as `fetch` would. */
const raw = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, headers }, (reply) => {
      let body = '';
      reply.setEncoding('utf8').on('data', (text: string) => (body += text));
      reply.on('end', () => resolve({ status: reply.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });

test('the page gets a nonce of its own each time, and a policy without unsafe-inline', async () => {
  const [one, two] = [
    await server.send('GET', '/'),
    await server.send('GET', '/dashboards/abc?x=1', { headers: { accept: 'text/html' } }),
  ];
  const nonces = [one, two].map((it) => /nonce="([^"]*)"/.exec(it.text)![1]!);
  expect(nonces[0]).toMatch(/^[\w-]{22}$/);
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(one.text).not.toContain('__CSP_NONCE__');
  const policy = one.headers.get('content-security-policy')!;
  expect(policy).toContain(`style-src 'self' 'nonce-${nonces[0]}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(one.headers.get('cache-control')).toBe('no-store');
  expect(one.headers.get('x-content-type-options')).toBe('nosniff');
});

test('files: types, caching, compression, revalidation', async () => {
  const script = await server.send('GET', '/assets/a-1.js');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  const packed = await fetch(`${server.url}/assets/a-1.js`, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(await packed.text()).toBe(script.text);
  const small = await fetch(`${server.url}/assets/a-1.js`, { headers: { 'accept-encoding': 'gzip, br;q=0.9, zstd' } });
  expect([small.headers.get('content-encoding'), small.headers.get('vary')]).toEqual(['br', 'Accept-Encoding']);
  expect(await small.text()).toBe(script.text);
  const refused = await fetch(`${server.url}/assets/a-1.js`, { headers: { 'accept-encoding': 'gzip, br;q=0' } });
  expect(refused.headers.get('content-encoding')).toBe('gzip');
  expect((await server.send('GET', '/assets/a-1.js.br')).status).toBe(404);
  const icon = await server.send('GET', '/favicon.svg');
  expect([icon.headers.get('content-type'), icon.headers.get('cache-control')]).toEqual(['image/svg+xml', 'no-cache']);
  const again = await server.send('GET', '/favicon.svg', { headers: { 'if-none-match': icon.headers.get('etag')! } });
  expect(again.status).toBe(304);
});

test.each(['/assets/none.js', '/none.png', '/-/none', '/api'])('%s is not found, and is no page', async (path) => {
  const answer = await server.send('GET', path, { headers: { accept: 'text/html' } });
  expect([answer.status, answer.text.includes('<html')]).toEqual([404, false]);
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..\\secret.txt',
  '//etc/passwd.txt',
  '/assets/%00.txt',
  '/%',
  '/assets/a-1.js%3f/../../secret.txt',
])('%s leads nowhere', async (path) => {
  const { status, body } = await raw(path);
  expect(body).not.toContain('secret');
  expect(status === 404 || body.includes('<!doctype html>')).toBe(true);
});

test('a new build is served without a restart', async () => {
  writeFileSync(join(dir, 'dist/index.html'), '<!doctype html>second');
  utimesSync(join(dir, 'dist/index.html'), 1, 1);
  expect((await server.send('GET', '/')).text).toBe('<!doctype html>second');
});

test('without authentication, only loopback names are answered (DNS rebinding)', async () => {
  expect((await raw('/api/v1/labels', { host: 'evil.example' })).status).toBe(403);
  expect((await raw('/api/v1/labels', { host: 'localhost:9630' })).status).toBe(200);
  expect((await raw('/-/healthy', { host: 'evil.example' })).status).toBe(200);
});

test('what is no HTTP gets 400 and goes', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
});

test.each([
  { name: 'CL and TE together', head: 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n' },
  { name: 'two lengths', head: 'Content-Length: 4\r\nContent-Length: 5\r\n' },
  { name: 'an odd TE', head: 'Transfer-Encoding: xchunked\r\n' },
])('a request that proxies could read in two ways is refused: $name', async ({ head }) => {
  const answer = await new Promise<string>((resolve) => {
    const text = `POST /api/v1/import/prometheus HTTP/1.1\r\nHost: localhost\r\n${head}\r\n0\r\n\r\nGET /-/ready HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.on('data', (chunk) => (got += chunk.toString()));
    socket.on('close', () => resolve(got));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  expect(answer).not.toContain('Ready');
});

test('a connection is kept for the next request, unless a body was left unread', async () => {
  expect((await server.send('GET', '/-/healthy')).headers.get('connection')).toBe('keep-alive');
  expect((await server.send('GET', '/api/v1/nope')).headers.get('connection')).toBe('keep-alive');
  const unread = await server.send('POST', '/api/v1/nope', { body: 'x'.repeat(1 << 20) });
  expect(unread.headers.get('connection')).toBe('close');
});

test('answers are compressed as the client likes it', async () => {
  expect([
    chooseEncoding('gzip, zstd'),
    chooseEncoding('gzip;q=1, zstd;q=0'),
    chooseEncoding('br'),
    chooseEncoding(undefined),
  ]).toEqual(['zstd', 'gzip', 'identity', 'identity']);
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    request(
      { host: '127.0.0.1', port: server.port, path: '/api/openapi.json', headers: { 'accept-encoding': 'zstd' } },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => resolve(Buffer.concat(chunks)));
      },
    )
      .on('error', reject)
      .end();
  });
  expect(JSON.parse(zstdDecompressSync(bytes).toString())).toMatchObject({ openapi: '3.1.0' });
});
