import { X509Certificate, createPrivateKey } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { makeAuthority } from './certificates.ts';

test('a certificate is for its names and addresses, and signed by its authority', () => {
  const authority = makeAuthority('test CA');
  const { cert, key } = authority.issue('api', ['127.64.0.1', 'localhost']);
  const [own, ca] = [new X509Certificate(cert), new X509Certificate(authority.cert)];
  expect(own.checkIP('127.64.0.1')).toBe('127.64.0.1');
  expect(own.checkHost('localhost')).toBe('localhost');
  expect(own.checkHost('example.org')).toBeUndefined();
  expect(own.verify(ca.publicKey)).toBe(true);
  expect(own.checkIssued(ca)).toBe(true);
  expect(ca.ca).toBe(true);
  expect(own.ca).toBe(false);
  expect(own.checkPrivateKey(createPrivateKey(key))).toBe(true);
});

test('TLS accepts it with its authority, and with no other', async () => {
  const authority = makeAuthority('one');
  const server = createServer(authority.issue('x', ['127.0.0.1']), (_request, response) => response.end('fine'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (ca: string): Promise<string> =>
    new Promise((resolve) => {
      const call = request({ host: '127.0.0.1', port, ca, agent: false }, (reply) => resolve(String(reply.statusCode)));
      call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      call.end();
    });
  expect(await ask(authority.cert)).toBe('200');
  expect(await ask(makeAuthority('another').cert)).not.toBe('200');
  server.closeAllConnections();
  server.close();
});
