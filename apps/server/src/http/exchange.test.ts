import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client } from './exchange.ts';

let socket: Socket;
let response: ServerResponse;
let close: () => void;

beforeEach(async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  close = () => {
    socket.destroy();
    server.close();
  };
});
afterEach(() => close());

test('a client that goes away before it has its answer has left', async () => {
  const client = new Client({ response });
  const left = new Promise<void>((resolve) => client.onLeave(resolve));
  expect(client.hasLeft).toBe(false);
  socket.destroy();
  await left;
  expect(client.hasLeft).toBe(true);
});

test('a client that has gone away already is known to have left', async () => {
  socket.destroy();
  await once(response, 'close');
  expect(new Client({ response }).hasLeft).toBe(true);
});

test('a client that has its answer does not leave any more', async () => {
  const client = new Client({ response });
  let left = 0;
  client.onLeave(() => left++);
  const closed = once(response, 'close');
  response.end('fine\n');
  await closed;
  expect([client.hasLeft, left]).toEqual([false, 0]);
});
