import { readFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import type { KeyPair } from './pki.ts';

export interface FaultTarget {
  readonly url: string;
  readonly port: number;
  close(): void;
}

async function listen(server: HttpServer | HttpsServer, scheme: string): Promise<FaultTarget> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `${scheme}://127.0.0.1:${port}/metrics`,
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const metrics: RequestListener = (_request, reply) => {
  reply.setHeader('content-type', 'text/plain; version=0.0.4');
  reply.end('# TYPE fault_test_total counter\nfault_test_total 1\n');
};

export const plainTarget = (handler: RequestListener = metrics): Promise<FaultTarget> =>
  listen(createHttp(handler), 'http');

/** With `clientCa`, only clients with a certificate of that authority get in. */
export const tlsTarget = (pair: KeyPair, clientCa?: string): Promise<FaultTarget> =>
  listen(
    createHttps(
      {
        cert: readFileSync(pair.cert),
        key: readFileSync(pair.key),
        ...(clientCa === undefined ? {} : { ca: readFileSync(clientCa), requestCert: true, rejectUnauthorized: true }),
      },
      metrics,
    ),
    'https',
  );

/** Answers with a web page, as a login or an error page in front of the target would. */
export const htmlTarget = (): Promise<FaultTarget> =>
  plainTarget((_request, reply) => {
    reply.setHeader('content-type', 'text/html; charset=utf-8');
    reply.end('<!doctype html><html><head><title>Sign in</title></head><body>Please sign in</body></html>');
  });

/** Takes the request and never answers. */
export const silentTarget = (): Promise<FaultTarget> => plainTarget(() => undefined);

/** Sends `megabytes` of valid metrics, as fast as they are taken. */
export const hugeTarget = (megabytes: number): Promise<FaultTarget> =>
  plainTarget((_request, reply) => {
    reply.setHeader('content-type', 'text/plain; version=0.0.4');
    let part = 0;
    const send = (): void => {
      while (part < megabytes) {
        const lines = Array.from({ length: 16_384 }, (_, i) =>
          `huge_metric{part="${part}",number="${i}"}${' '.repeat(10)} 1`.padEnd(63),
        );
        part++;
        if (!reply.write(`${lines.join('\n')}\n`)) {
          reply.once('drain', send);
          return;
        }
      }
      reply.end();
    };
    send();
  });
