import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { respond, SECURITY_HEADERS } from './respond.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * Sends requests on one connection to a server that answers each with the next of `answers`. Resolves to what has come once it ends with
 * `end`, a character for each byte, and to how often the server wrote.
 */
async function ask(
  answers: readonly Answer[],
  requests: string,
  end: string,
): Promise<{ got: string; writes: number }> {
  let asked = 0;
  let writes = 0;
  const server = createServer((request, response) => {
    const { status = 200, headers = { 'content-type': 'text/plain' }, body } = answers[asked++]!;
    void respond(request, response, status, headers, body);
  });
  server.on('connection', (socket) => {
    const write = socket.write.bind(socket);
    vi.spyOn(socket, 'write').mockImplementation((...args: unknown[]) => {
      writes++;
      return (write as (...all: unknown[]) => boolean)(...args);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1');
  try {
    socket.write(requests);
    let got = '';
    while (!got.endsWith(end)) got += ((await once(socket, 'data')) as [string])[0];
    return { got, writes };
  } finally {
    socket.destroy();
    server.close();
  }
}

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const header = (got: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(got.slice(0, got.indexOf('\r\n\r\n') + 2))?.[1];

const more = new TextEncoder().encode('before {"status":"success"} behind');
const everyByte = Uint8Array.from({ length: 1024 }, (_, i) => i & 255);

test.each([
  { name: 'a text', body: 'fine\n', want: 'fine\n' },
  { name: 'a text of more than ASCII', body: 'für ☸\n', want: latin1('für ☸\n') },
  { name: 'bytes', body: new TextEncoder().encode('{"a":"ü☸"}'), want: latin1('{"a":"ü☸"}') },
  { name: 'a part of more bytes', body: more.subarray(7, 27), want: '{"status":"success"}' },
  { name: 'bytes of every value', body: everyByte, want: Buffer.from(everyByte).toString('latin1') },
])('a small body goes out in one write with its head: $name', async ({ body, want }) => {
  const { got, writes } = await ask([{ body }], GET, `\r\n\r\n${want}`);
  expect([header(got, 'content-length'), writes]).toEqual([String(want.length), 1]);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(header(got, name)).toBe(value);
});

test('what is not ASCII in a header is sent as it is, whatever the body', async () => {
  const { got } = await ask([{ headers: { 'x-name': 'für' }, body: '☸' }], GET, latin1('☸'));
  expect(header(got, 'x-name')).toBe('für');
});

test.each([
  { name: 'a text', body: 'x'.repeat(40_000) },
  { name: 'bytes', body: new Uint8Array(40_000).fill(120) },
])('a large body arrives whole: $name', async ({ body }) => {
  const { got } = await ask([{ body }], GET, `\r\n\r\n${'x'.repeat(40_000)}`);
  expect(header(got, 'content-length')).toBe('40000');
});

test('HEAD is told the length of a body that does not come; what follows on the connection is answered', async () => {
  const { got, writes } = await ask(
    [{ body: 'fine\n' }, { body: 'next\n' }],
    GET.replace('GET', 'HEAD') + GET,
    'next\n',
  );
  expect([got.match(/^content-length: 5\r$/gm)?.length, got.includes('fine'), writes]).toEqual([2, false, 2]);
});

test('204 has neither body nor length nor type', async () => {
  const { got, writes } = await ask([{ status: 204, body: '' }, { body: 'next\n' }], GET + GET, 'next\n');
  expect(got).toMatch(/^HTTP\/1\.1 204 No Content\r\n/);
  const headers = ['content-length', 'content-type', 'connection'].map((name) => header(got, name));
  expect([headers, writes]).toEqual([[undefined, undefined, 'keep-alive'], 2]);
});

test('requests that come at once are answered in their order, on a connection that stays open', async () => {
  const bodies = ['one', new TextEncoder().encode('two'), 'x'.repeat(20_000), 'three'];
  const answers = bodies.map((body) => ({ body }));
  const { got } = await ask(answers, GET.repeat(bodies.length), '\r\n\r\nthree');
  const parts = got.split('HTTP/1.1 200 OK\r\n').slice(1);
  expect(parts.map((it) => it.slice(it.indexOf('\r\n\r\n') + 4))).toEqual(['one', 'two', 'x'.repeat(20_000), 'three']);
  expect(parts.map((it) => header(it, 'connection'))).toEqual(Array(4).fill('keep-alive'));
});

test('a client that asks for the end of the connection is told that it ends', async () => {
  const { got } = await ask([{ body: 'fine\n' }], GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'), 'fine\n');
  expect(header(got, 'connection')).toBe('close');
});
