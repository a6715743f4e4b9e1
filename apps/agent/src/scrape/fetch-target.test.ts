import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasOpenssl, TestPki } from '../../test/pki.ts';
import { endServer, startTarget } from '../../test/target-server.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { formatProblem } from '../config/problem.ts';
import { promOptionsSchema, type PromOptionsWritten } from '../inputs/prom-options.ts';
import { TargetFetcher } from './fetch-target.ts';
import { targetsOf } from './target.ts';

const METRICS = 'a 1\n';
const metrics: RequestListener = (_, response) => void response.end(METRICS);

interface Fetched {
  readonly body: string;
  readonly contentType: string | undefined;
  /** '' when it worked. */
  readonly problem: string;
  readonly code: string;
}

/** Fetches once, as an input with these options would. */
async function fetch(url: string, options: Partial<PromOptionsWritten> = {}, timeoutMs = 5_000): Promise<Fetched> {
  const fetcher = fetcherFor(url, options);
  try {
    return await fetchWith(fetcher, timeoutMs);
  } finally {
    fetcher.close();
  }
}

function fetcherFor(url: string, options: Partial<PromOptionsWritten>): TargetFetcher {
  const parsed = promOptionsSchema.parse({ urls: [url], ...options });
  const [target] = targetsOf({ file: 'f.conf', key: 'inputs.prom[0]', line: 1, options: parsed, warnings: [] });
  return new TargetFetcher(target!, 'text/plain', 'test');
}

async function fetchWith(fetcher: TargetFetcher, timeoutMs = 5_000): Promise<Fetched> {
  let body = '';
  let contentType: string | undefined;
  const sink = {
    begin: (type: string) => void (contentType = type),
    chunk: (bytes: Uint8Array) => {
      body += new TextDecoder().decode(bytes);
      return true;
    },
  };
  const outcome = await fetcher.fetch(sink, timeoutMs, Date.now(), new AbortController().signal);
  const problem = outcome.ok
    ? ''
    : formatProblem(outcome.problem)
        .replace('f.conf:1: inputs.prom[0]: ', '')
        .replaceAll(/:\d{4,5}\b/g, ':PORT');
  return { body, contentType, problem, code: outcome.ok ? '' : outcome.problem.code };
}

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await endServer(server);
  return typeof address === 'object' && address !== null ? address.port : 0;
};

describe('sources', () => {
  test('http, with the headers of a scrape', async () => {
    let seen: Record<string, unknown> = {};
    const port = await startTarget((request, response) => {
      seen = request.headers;
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(METRICS);
    });
    const got = await fetch(`http://u:p%40@127.0.0.1:${port}/metrics`, { http_headers: { 'X-Extra': 'yes' } });
    expect(got).toMatchObject({ body: METRICS, contentType: 'text/plain; version=0.0.4', problem: '' });
    expect(seen).toMatchObject({
      'accept-encoding': 'gzip',
      'x-extra': 'yes',
      authorization: `Basic ${Buffer.from('u:p@').toString('base64')}`,
    });
  });

  test('gzip', async () => {
    const body = 'a 1\n'.repeat(100_000);
    const port = await startTarget(
      (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(body)),
    );
    expect((await fetch(`http://127.0.0.1:${port}/`)).body).toBe(body);
  });

  test('a Unix socket', async () => {
    const path = join(temporaryFolder(), 's');
    const server = createServer((request, response) => void response.end(`path{p="${request.url}"} 1\n`));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    onTestFinished(() => endServer(server));
    expect((await fetch('http://localhost/metrics', { uds_path: path })).body).toBe('path{p="/metrics"} 1\n');
  });

  test.each(['', 'file:', 'file://'])('a file, as %sPATH', async (scheme) => {
    const path = join(temporaryFolder(), 'metrics.prom');
    writeFileSync(path, METRICS);
    expect(await fetch(scheme + path)).toMatchObject({ body: METRICS, problem: '' });
  });

  test('a bearer token from a file, read again when it changes', async () => {
    const path = join(temporaryFolder(), 'token');
    writeFileSync(path, 'first\n');
    const port = await startTarget((request, response) => void response.end(`${request.headers.authorization}\n`));
    const fetcher = fetcherFor(`http://127.0.0.1:${port}/`, { auth: { type: 'bearer_token', token_file: path } });
    onTestFinished(() => fetcher.close());
    expect((await fetchWith(fetcher)).body).toBe('Bearer first\n');
    writeFileSync(path, 'second, longer\n');
    expect((await fetchWith(fetcher)).body).toBe('Bearer second, longer\n');
  });
});

describe('redirects', () => {
  test('within the host, credentials go along', async () => {
    const port = await startTarget((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
      else response.end(`${request.headers.authorization}`);
    });
    expect((await fetch(`http://127.0.0.1:${port}/old`, { auth: { type: 'bearer_token', token: 't' } })).body).toBe(
      'Bearer t',
    );
  });

  test('to another host, they do not', async () => {
    const other = await startTarget(
      (request, response) => void response.end(`${request.headers.authorization} ${request.headers['x-secret']}`),
    );
    const port = await startTarget(
      (_, response) => void response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end(),
    );
    const got = await fetch(`http://127.0.0.1:${port}/`, {
      auth: { type: 'bearer_token', token: 't' },
      http_headers: { 'X-Secret': 's' },
    });
    expect(got.body).toBe('undefined undefined');
  });

  test('in a circle', async () => {
    const port = await startTarget((_, response) => void response.writeHead(302, { location: '/' }).end());
    expect((await fetch(`http://127.0.0.1:${port}/`)).problem).toBe('more than 5 redirects');
  });

  test('to what is no http address', async () => {
    const port = await startTarget(
      (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    expect((await fetch(`http://127.0.0.1:${port}/`)).code).toBe('bad_redirect');
  });
});

describe('failures over http', () => {
  test('connection refused', async () => {
    const { problem } = await fetch(`http://127.0.0.1:${await freePort()}/metrics`);
    expect(problem).toBe(
      'connection refused by 127.0.0.1:PORT. Nothing listens there: check address and port, and whether the target runs',
    );
  });

  test('unknown host', async () => {
    const { code, problem } = await fetch('http://no-such-host.invalid/metrics');
    expect(code).toBe('unknown_host');
    expect(problem).toContain('cannot find the host no-such-host.invalid');
  });

  test('slow target, before or within the answer', async () => {
    const silent = await startTarget(() => {});
    expect((await fetch(`http://127.0.0.1:${silent}/`, {}, 30)).problem).toBe(
      '127.0.0.1:PORT gave no complete answer within 30ms. Raise timeout, or find out what makes the target slow',
    );
    const half = await startTarget((_, response) => void response.write('a 1\n'));
    expect((await fetch(`http://127.0.0.1:${half}/`, {}, 60)).code).toBe('timeout');
  });

  test.each([
    { name: 'by its type', headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' },
    { name: 'by its content', headers: { 'content-type': 'text/plain' }, body: '\n  <!DOCTYPE html><html>' },
  ])('HTML instead of metrics, seen $name', async ({ headers, body }) => {
    const port = await startTarget(
      (_, response) => void response.writeHead(200, headers as unknown as Record<string, string>).end(body),
    );
    const { problem, code } = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(code).toBe('not_metrics');
    expect(problem).toMatch(
      /^http:\/\/127\.0\.0\.1:PORT\/metrics answered with an HTML page.* instead of metrics\. Check the path/,
    );
  });

  test('a body that is too large: by its header, by what comes, and behind gzip', async () => {
    const limit = { body_size_limit: '1kB' };
    const big = 'a 1\n'.repeat(1_000);
    const whole = await startTarget((_, response) => void response.end(big));
    expect((await fetch(`http://127.0.0.1:${whole}/`, limit)).problem).toBe(
      'http://127.0.0.1:PORT/ answered with 3.9 kB, more than body_size_limit allows (1 kB). Raise body_size_limit, or have the target expose less. Nothing of this scrape was kept',
    );
    const chunked = await startTarget((_, response) => {
      response.write(big);
      response.end(big);
    });
    expect((await fetch(`http://127.0.0.1:${chunked}/`, limit)).problem).toContain(
      'answered with more than body_size_limit allows (1 kB)',
    );
    const bomb = await startTarget(
      (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync('a 1\n'.repeat(200_000))),
    );
    expect((await fetch(`http://127.0.0.1:${bomb}/`, limit)).code).toBe('body_too_large');
  });

  test.each([
    [404, 'answered HTTP 404. Check the path: metrics are mostly at /metrics'],
    [403, 'answered HTTP 403. Set auth, http_headers or a client certificate that may read the metrics'],
    [500, 'answered HTTP 500'],
  ])('status %i', async (status, want) => {
    const port = await startTarget((_, response) => void response.writeHead(status).end('no'));
    expect((await fetch(`http://127.0.0.1:${port}/m`)).problem).toBe(`http://127.0.0.1:PORT/m ${want}`);
  });

  test('broken gzip, unknown encoding, a connection that is cut', async () => {
    const broken = await startTarget(
      (_, response) => void response.setHeader('content-encoding', 'gzip').end('not gzip'),
    );
    expect((await fetch(`http://127.0.0.1:${broken}/`)).problem).not.toBe('');
    const unknown = await startTarget((_, response) => void response.setHeader('content-encoding', 'br').end('x'));
    expect((await fetch(`http://127.0.0.1:${unknown}/`)).code).toBe('bad_encoding');
    const cut = await startTarget((request) => request.socket.destroy());
    expect((await fetch(`http://127.0.0.1:${cut}/`)).code).toBe('connection_closed');
  });

  test('missing file, missing socket, missing token file', async () => {
    expect((await fetch('/no/such/file')).problem).toBe(
      'no such file: /no/such/file. Addresses of exporters begin with http:// or https://',
    );
    expect((await fetch('http://x/metrics', { uds_path: '/no/such.sock' })).code).toBe('missing_socket');
    const { problem } = await fetch('http://127.0.0.1:1/', { auth: { type: 'bearer_token', token_file: '/no/token' } });
    expect(problem).toBe('cannot read token_file /no/token: no such file');
  });
});

describe.skipIf(!hasOpenssl())('TLS (left out without openssl)', () => {
  const names = 'IP:127.0.0.1';

  /** A server with a certificate of its own, and what a client needs to trust it. */
  async function secure(
    server: { by?: string; names?: string; usage?: 'serverAuth' | 'clientAuth'; expired?: boolean },
    needsClient = false,
  ) {
    const pki = new TestPki(temporaryFolder());
    const ca = pki.authority('ca');
    pki.authority('other');
    const { cert, key } = pki.issue('server', { names, ...server });
    const port = await startTarget(metrics, {
      cert: readFileSync(cert),
      key: readFileSync(key),
      ...(needsClient ? { ca: readFileSync(ca.cert), requestCert: true, rejectUnauthorized: true } : {}),
    });
    return { pki, ca: ca.cert, port, url: `https://127.0.0.1:${port}/metrics` };
  }

  test('a CA of its own, given as file or in the file', async () => {
    const { ca, url } = await secure({});
    const base64 = readFileSync(ca).toString('base64');
    for (const options of [{ ca_certs: [ca] }, { ca_certs_base64: [base64] }, { tls_open: true, tls_ca: ca }]) {
      expect(await fetch(url, options)).toMatchObject({ body: METRICS, problem: '' });
    }
  });

  test('without verification, when it was asked for', async () => {
    const { url } = await secure({ expired: true });
    expect((await fetch(url, { tls_open: true })).body).toBe(METRICS);
    expect((await fetch(url, { insecure_skip_verify: true })).body).toBe(METRICS);
  });

  test.each([
    {
      name: 'unknown CA',
      server: { by: 'other' },
      code: 'tls_unknown_ca',
      want: 'the certificate of 127.0.0.1:PORT is signed by an unknown CA (not the one configured). Name the CA that signed it in tls_ca or ca_certs',
    },
    {
      name: 'expired',
      server: { expired: true },
      code: 'tls_expired',
      want: 'the certificate of 127.0.0.1:PORT has expired. Renew it on the target',
    },
    {
      name: 'wrong name',
      server: { names: 'DNS:elsewhere.invalid' },
      code: 'tls_wrong_name',
      want: 'the certificate of 127.0.0.1:PORT is for another name',
    },
    {
      name: 'not for servers',
      server: { usage: 'clientAuth' as const },
      code: 'tls_wrong_usage',
      want: 'the certificate of 127.0.0.1:PORT is not meant for servers (extended key usage). Issue it with serverAuth',
    },
  ])('certificate of the target: $name', async ({ server, code, want }) => {
    const { ca, url } = await secure(server);
    const got = await fetch(url, { ca_certs: [ca] });
    expect(got.code).toBe(code);
    expect(got.problem).toContain(want);
  });

  test('no CA configured at all', async () => {
    const { url } = await secure({});
    expect((await fetch(url)).problem).toContain("is signed by an unknown CA (not among the system's CAs)");
  });

  test('server_name makes another name good', async () => {
    const { ca, url } = await secure({ names: 'DNS:elsewhere.invalid' });
    expect((await fetch(url, { ca_certs: [ca], server_name: 'elsewhere.invalid' })).body).toBe(METRICS);
  });

  test('client certificates: good, missing, of another CA, expired', async () => {
    const { pki, ca, url } = await secure({}, true);
    const good = pki.issue('good', { usage: 'clientAuth' });
    expect((await fetch(url, { ca_certs: [ca], cert: good.cert, cert_key: good.key })).body).toBe(METRICS);
    expect((await fetch(url, { tls_open: true, tls_cert: good.cert, tls_key: good.key })).body).toBe(METRICS);
    const none = await fetch(url, { ca_certs: [ca] });
    expect(none).toMatchObject({ code: 'tls_client_required' });
    expect(none.problem).toMatch(/client certificate.*[Ss]et tls_cert and tls_key/);
    const other = pki.issue('stranger', { usage: 'clientAuth', by: 'other' });
    expect((await fetch(url, { ca_certs: [ca], cert: other.cert, cert_key: other.key })).code).toMatch(
      /^tls_client_(refused|dropped)$/,
    );
    const expired = pki.issue('expired', { usage: 'clientAuth', expired: true });
    const got = await fetch(url, { ca_certs: [ca], cert: expired.cert, cert_key: expired.key });
    expect(got.code).toBe('tls_client_refused');
    expect(got.problem).toContain('the client certificate expired on 2020-02-01');
  });

  test('files: missing key, no PEM, a key of another certificate', async () => {
    const { pki, ca, url } = await secure({}, true);
    const good = pki.issue('good', { usage: 'clientAuth' });
    const other = pki.issue('other-client', { usage: 'clientAuth' });
    expect((await fetch(url, { tls_open: true, tls_cert: good.cert, tls_key: '/no/key' })).problem).toBe(
      'cannot read tls_key /no/key: no such file. Mount the folder with the certificates on this machine, or correct the path',
    );
    const junk = join(pki.folder, 'junk');
    writeFileSync(junk, 'junk');
    expect((await fetch(url, { ca_certs: [ca], cert: junk, cert_key: good.key })).problem).toBe(
      `cert ${junk} is not a PEM certificate`,
    );
    expect((await fetch(url, { ca_certs: [ca], cert: good.cert, cert_key: other.key })).code).toBe('tls_key_mismatch');
  });

  test('a renewed client certificate is used for the next scrape', async () => {
    const { pki, ca, url } = await secure({}, true);
    const expired = pki.issue('client', { usage: 'clientAuth', expired: true });
    const fetcher = fetcherFor(url, { ca_certs: [ca], cert: expired.cert, cert_key: expired.key });
    onTestFinished(() => fetcher.close());
    expect((await fetchWith(fetcher)).code).toBe('tls_client_refused');
    pki.issue('client', { usage: 'clientAuth' });
    expect((await fetchWith(fetcher)).body).toBe(METRICS);
  });

  test('http spoken to an https port, and the other way round', async () => {
    const { port } = await secure({});
    expect((await fetch(`http://127.0.0.1:${port}/`)).problem).toMatch(/(Is it https|Does it expect https)\?/);
    const plain = await startTarget(metrics);
    const got = await fetch(`https://127.0.0.1:${plain}/`, { insecure_skip_verify: true });
    expect(got.problem).toBe('127.0.0.1:PORT does not answer in TLS. Is it http?');
  });

  test('a target that hangs up after the handshake: the trap of the metrics listener of etcd', async () => {
    const pki = new TestPki(temporaryFolder());
    const ca = pki.authority('ca');
    const server = pki.issue('server', { names });
    const client = pki.issue('client', { usage: 'clientAuth', names: 'DNS:client' });
    const port = await startTarget((request) => request.socket.destroy(), {
      cert: readFileSync(server.cert),
      key: readFileSync(server.key),
    });
    const got = await fetch(`https://127.0.0.1:${port}/metrics`, {
      ca_certs: [ca.cert],
      cert: client.cert,
      cert_key: client.key,
    });
    expect(got.code).toBe('tls_client_dropped');
    expect(got.problem).toContain(
      "when the names (SANs) in the client certificate do not match this machine's address",
    );
  });
});

test('connections are kept between scrapes', async () => {
  const sockets = new Set<unknown>();
  const port = await startTarget((request, response) => {
    sockets.add(request.socket);
    response.end(METRICS);
  });
  const fetcher = fetcherFor(`http://127.0.0.1:${port}/`, {});
  onTestFinished(() => fetcher.close());
  for (let i = 0; i < 3; i++) await fetchWith(fetcher);
  expect(sockets.size).toBe(1);
});
