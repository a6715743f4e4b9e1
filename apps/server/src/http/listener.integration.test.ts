import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServerProcess } from '../../test/server-process.ts';
import { startTestServer } from '../../test/test-server.ts';

let dir: string;
const file = (name: string): string => join(dir, name);

/** A certificate for 127.0.0.1 that signs itself. */
function makeCertificate(name: string): void {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-x509', '-days', '2'];
  execFileSync('openssl', ['req', ...curve, ...subject, ...files], { stdio: 'ignore' });
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-tls-'));
  makeCertificate('first');
  makeCertificate('second');
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Who answers on the port: the name in its certificate, and the status. */
const ask = (port: number, path: string): Promise<{ name: string; status: number; cookie: string }> =>
  new Promise((resolve, reject) => {
    const ca = [readFileSync(file('first.crt')), readFileSync(file('second.crt'))];
    get({ host: '127.0.0.1', port, path, ca, agent: false }, (reply) => {
      const name = String((reply.socket as TLSSocket).getPeerCertificate().subject.CN);
      reply
        .resume()
        .on('end', () => resolve({ name, status: reply.statusCode!, cookie: String(reply.headers['set-cookie']) }));
    }).on('error', reject);
  });

test('speaks HTTPS, and takes a new certificate while it runs', async () => {
  const [cert, key] = [file('used.crt'), file('used.key')];
  copyFileSync(file('first.crt'), cert);
  copyFileSync(file('first.key'), key);
  const server = await startTestServer({ args: ['--tls.cert', cert, '--tls.key', key], tlsCheckMs: 20 });
  try {
    expect(server.url).toMatch(/^https:/);
    expect(await ask(server.port, '/-/ready')).toMatchObject({ name: 'first', status: 200 });
    // One file after the other: in between the pair does not fit, and the old one goes on.
    copyFileSync(file('second.crt'), cert);
    while (!server.log().includes('the new certificate cannot be used')) {
      expect((await ask(server.port, '/-/ready')).name).toBe('first');
    }
    copyFileSync(file('second.key'), key);
    while ((await ask(server.port, '/-/ready')).name !== 'second');
    expect(server.log()).toContain('the certificate has changed and is in use');
  } finally {
    await server.close();
  }
});

test('a certificate that is not there is said at the start', async () => {
  const args = [
    '--listen',
    '127.0.0.1:0',
    '--data-dir',
    file('data'),
    '--tls.cert',
    '/nope.crt',
    '--tls.key',
    '/nope.key',
  ];
  await expect(startServerProcess(args)).rejects.toThrow(
    /ended with 1:\nbinnacle server: cannot read the certificate: .*\/nope\.crt/,
  );
});

test('wrong settings, a taken port and a folder in use are said, with an exit code', async () => {
  await expect(startServerProcess(['--listen', 'nonsense'])).rejects.toThrow(
    /ended with 2:\nbinnacle server: --listen: expected host:port/,
  );
  const first = await startServerProcess(['--listen', '127.0.0.1:0', '--data-dir', file('data')]);
  try {
    const port = new URL(first.url).port;
    await expect(startServerProcess(['--listen', `127.0.0.1:${port}`, '--data-dir', file('other')])).rejects.toThrow(
      /ended with 1:[^]*cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/,
    );
    await expect(startServerProcess(['--listen', '127.0.0.1:0', '--data-dir', file('data')])).rejects.toThrow(
      /ended with 1:/,
    );
  } finally {
    expect(await first.end('SIGTERM')).toBe(0);
  }
});

test('a damaged metadata database is said, and nothing is overwritten', async () => {
  const first = await startServerProcess(['--listen', '127.0.0.1:0', '--data-dir', file('damaged')]);
  await first.end('SIGTERM');
  writeFileSync(file('damaged/metadata.db'), Buffer.alloc(8192, 'x'));
  await expect(startServerProcess(['--listen', '127.0.0.1:0', '--data-dir', file('damaged')])).rejects.toThrow(
    /cannot open the metadata database .*metadata\.db/,
  );
  expect(readFileSync(file('damaged/metadata.db')).equals(Buffer.alloc(8192, 'x'))).toBe(true);
});

test('a clean stop lets a request under way finish, and keeps everything', async () => {
  const args = ['--listen', '127.0.0.1:0', '--data-dir', file('stop'), '--auth', 'off'];
  const first = await startServerProcess(args);
  const { promise: fed, resolve: feed } = Promise.withResolvers<void>();
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode('slow 1\n'));
      await fed;
      controller.close();
    },
  });
  const sent = fetch(`${first.url}/api/v1/import/prometheus`, { method: 'POST', body, duplex: 'half' });
  const isRunning = async (): Promise<boolean> =>
    /binnacle_ingest_requests_running 1/.test(await (await fetch(`${first.url}/metrics`)).text());
  while (!(await isRunning()));
  const ended = first.end('SIGTERM');
  while (
    await fetch(`${first.url}/-/ready`).then(
      () => true,
      () => false,
    )
  );
  feed();
  expect((await sent).status).toBe(204);
  expect(await ended).toBe(0);
  const second = await startServerProcess(args);
  try {
    const found = await fetch(`${second.url}/api/v1/query?query=slow`);
    expect(await found.json()).toMatchObject({ data: { result: [{ metric: { __name__: 'slow' } }] } });
  } finally {
    await second.end('SIGTERM');
  }
});
