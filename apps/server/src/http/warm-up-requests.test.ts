import { once } from 'node:events';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { sendWarmUpRequests } from './warm-up-requests.ts';
import type { RequestHandler } from './listener.ts';

const answering =
  (seen: string[]): RequestHandler =>
  (request, response) => {
    seen.push(`${request.method} ${request.url?.split('?')[0]}`);
    request.resume();
    response.end('an answer');
  };

test('asks for queries over several connections, then closes its port', async () => {
  const seen: string[] = [];
  const ports = new Set<number | undefined>();
  let server: Server | undefined;
  const handle: RequestHandler = (request, response) => {
    ports.add(request.socket.remotePort);
    server = (request.socket as Socket & { readonly server: Server }).server;
    answering(seen)(request, response);
  };
  await sendWarmUpRequests({ handle, isBusy: () => false, signal: new AbortController().signal });
  expect(new Set(seen)).toEqual(new Set(['GET /api/v1/query', 'GET /api/v1/query_range', 'POST /api/v1/query_range']));
  expect(ports.size).toBeGreaterThan(7);
  expect(server?.listening).toBe(false);
});

test('a stranger who finds the port is not answered', async () => {
  const stop = new AbortController();
  const paths: string[] = [];
  const strangers: Promise<string>[] = [];
  const handle: RequestHandler = (request, response) => {
    paths.push(request.url ?? '');
    if (strangers.length === 0) {
      const { port } = request.socket.address() as AddressInfo;
      strangers.push(strangersAnswer(port));
    }
    response.end('an answer');
  };
  await sendWarmUpRequests({ handle, isBusy: () => false, signal: stop.signal });
  expect(await Promise.all(strangers)).toEqual(['']);
  expect(paths.filter((it) => it.includes('secret'))).toEqual([]);
});

/** What somebody else is told who asks at a port. */
async function strangersAnswer(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  socket.on('error', () => undefined);
  socket.write('GET /api/v1/secret HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(socket, 'close');
  return text;
}

test('stops in the middle of a request when it is told to', async () => {
  const stop = new AbortController();
  let seen = 0;
  const handle: RequestHandler = (_, response) => {
    seen++;
    // The third never gets its answer.
    if (seen < 3) response.end('an answer');
    else stop.abort();
  };
  await sendWarmUpRequests({ handle, isBusy: () => true, signal: stop.signal });
  expect(seen).toBe(3);
});

test('a server that closes the connection is an error', async () => {
  const handle: RequestHandler = (_, response) => void response.destroy();
  const sending = sendWarmUpRequests({ handle, isBusy: () => false, signal: new AbortController().signal });
  await expect(sending).rejects.toThrow('a connection to this server was closed');
});
