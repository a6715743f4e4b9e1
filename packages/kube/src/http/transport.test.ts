import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasOpenssl, TestPki } from '../../../../apps/agent/test/pki.ts';
import { KubeClient } from '../client.ts';
import { findClusterAccess } from '../config/find-access.ts';

const NODE_NAMES = 'IP:127.0.0.1,DNS:kube.example';

describe.skipIf(!hasOpenssl)('connections with TLS (skipped without openssl)', () => {
  let folder: string;
  let pki: TestPki;
  let server: Server | undefined;
  const clients: KubeClient[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kube-tls-'));
    pki = new TestPki(folder);
    pki.authority('ca');
    pki.authority('other');
    pki.issue('server', { names: NODE_NAMES });
    pki.issue('expired', { names: NODE_NAMES, expired: true });
    pki.issue('elsewhere', { names: 'DNS:elsewhere.example' });
    pki.issue('renewed', { by: 'other', names: NODE_NAMES });
    for (const name of ['jane', 'john']) pki.issue(name, { usage: 'clientAuth' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
  });

  const path = (name: string): string => join(folder, name);
  const pem = (name: string): Buffer => readFileSync(path(name));
  const certificate = (name: string): ServerOptions => ({ cert: pem(`${name}.crt`), key: pem(`${name}.key`) });

  /** An API server that says who asked. */
  async function serve(options: ServerOptions, port = 0): Promise<number> {
    server = createServer(options, (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate();
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ who: String(peer.subject?.CN ?? 'nobody'), token: request.headers.authorization ?? '' }),
      );
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  function clientOf(port: number, cluster: object, user: object = {}): KubeClient {
    const kubeconfig = path('kubeconfig');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}`, ...cluster } }],
        users: [{ name: 'u', user }],
      }),
    );
    const found = findClusterAccess({ env: {}, kubeconfig });
    if (!found.ok) throw new Error(found.message);
    const client = new KubeClient({ access: found.access });
    clients.push(client);
    return client;
  }

  /** What the server said, or what went wrong. */
  async function ask(client: KubeClient): Promise<unknown> {
    const outcome = await client.json({ method: 'GET', path: '/' });
    return outcome.ok ? outcome.value : outcome.failure.message;
  }

  test('a client certificate and a token, the server checked by its authority', async () => {
    const port = await serve({ ...certificate('server'), ca: pem('ca.crt'), requestCert: true });
    const jane = clientOf(
      port,
      { 'certificate-authority': 'ca.crt' },
      { 'client-certificate': 'jane.crt', 'client-key': 'jane.key', token: 'secret' },
    );
    expect(await ask(jane)).toEqual({ who: 'jane', token: 'Bearer secret' });
  });

  test.each([
    {
      name: 'whose authority is not known',
      server: 'renewed',
      cluster: { 'certificate-authority': 'ca.crt' },
      want: 'signed by an authority that is not trusted',
    },
    {
      name: 'that has expired',
      server: 'expired',
      cluster: { 'certificate-authority': 'ca.crt' },
      want: 'has expired',
    },
    {
      name: 'that is for another name',
      server: 'elsewhere',
      cluster: { 'certificate-authority': 'ca.crt' },
      want: 'is for another name',
    },
    {
      name: 'without any authority of ours',
      server: 'server',
      cluster: {},
      want: 'signed by an authority that is not trusted',
    },
    {
      name: 'where no authority file is',
      server: 'server',
      cluster: { 'certificate-authority': 'gone.crt' },
      want: 'cannot use the certificates: ENOENT',
    },
  ])('a server certificate $name is refused in words', async ({ server: name, cluster, want }) => {
    const port = await serve(certificate(name));
    expect(await ask(clientOf(port, cluster))).toContain(want);
  });

  test('a server that is known by another name, and one that is not checked', async () => {
    const port = await serve(certificate('elsewhere'));
    expect(
      await ask(clientOf(port, { 'certificate-authority': 'ca.crt', 'tls-server-name': 'elsewhere.example' })),
    ).toMatchObject({ who: 'nobody' });
    expect(await ask(clientOf(port, { 'insecure-skip-tls-verify': true }))).toMatchObject({ who: 'nobody' });
  });

  test('a client certificate that is replaced on disk is used from then on', async () => {
    const port = await serve({ ...certificate('server'), ca: pem('ca.crt'), requestCert: true });
    for (const end of ['crt', 'key']) copyFileSync(path(`jane.${end}`), path(`me.${end}`));
    const me = clientOf(
      port,
      { 'certificate-authority': 'ca.crt' },
      { 'client-certificate': 'me.crt', 'client-key': 'me.key' },
    );
    expect(await ask(me)).toMatchObject({ who: 'jane' });
    for (const end of ['crt', 'key']) copyFileSync(path(`john.${end}`), path(`me.${end}`));
    expect(await ask(me)).toMatchObject({ who: 'john' });
  });

  test('an authority that is replaced on disk is trusted from then on', async () => {
    copyFileSync(path('ca.crt'), path('trust.crt'));
    const port = await serve(certificate('server'));
    const client = clientOf(port, { 'certificate-authority': 'trust.crt' });
    expect(await ask(client)).toMatchObject({ who: 'nobody' });
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await serve(certificate('renewed'), port);
    expect(await ask(client)).toContain('not trusted');
    copyFileSync(path('other.crt'), path('trust.crt'));
    expect(await ask(client)).toMatchObject({ who: 'nobody' });
  });

  test('a server that speaks something else', async () => {
    const port = await serve(certificate('server'));
    const plain = clientOf(port, { server: `http://127.0.0.1:${port}` });
    expect(await ask(plain)).toContain('closed the connection');
  });
});
