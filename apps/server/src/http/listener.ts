import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ServerConfig } from '../config/config.ts';
import type { Log } from '../log.ts';

/** Slow headers, slow bodies and silent connections end here. */
const TIMEOUTS = {
  headersTimeout: 15_000,
  /** A whole request: an import of half a gigabyte has to fit. */
  requestTimeout: 300_000,
  /** Longer than the idle time of common proxies and of agents, so that they close first. */
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 32_768,
} as const;
/** How often the certificate's files are looked at. */
export const TLS_CHECK_MS = 5_000;
/** Requests under way may finish for this long when the server stops. */
const GRACE_MS = 10_000;
const IDLE_CHECK_MS = 50;

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A server without TLS that listens nowhere yet. */
export function makeHttpServer(maxConnections: number, handle: RequestHandler): Server {
  const server = createServer(TIMEOUTS, handle);
  limit(server, maxConnections);
  return server;
}

function limit(server: Server | TlsServer, maxConnections: number): void {
  server.maxConnections = maxConnections;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}

/** Opens the one port, with TLS when there is a certificate. @throws when the address is taken or a file cannot be read */
export async function listen(
  config: ServerConfig,
  log: Log,
  handle: RequestHandler,
  tlsCheckMs = TLS_CHECK_MS,
): Promise<Listener> {
  const server: Server | TlsServer =
    config.tls === undefined
      ? createServer(TIMEOUTS, handle)
      : createTlsServer({ ...TIMEOUTS, ...readCertificate(config.tls), minVersion: 'TLSv1.2' }, handle);
  limit(server, config.web.maxConnections);
  const { host, port } = config.listen;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`cannot listen on ${host}:${port}: ${cause.message}`, { cause })));
    server.listen(port, host, resolve);
  });
  const stopWatching =
    config.tls === undefined ? () => undefined : watchCertificate(config.tls, server as TlsServer, log, tlsCheckMs);
  const actualPort = (server.address() as AddressInfo).port;
  return {
    url: `${config.tls === undefined ? 'http' : 'https'}://${shownHost(host)}:${actualPort}`,
    port: actualPort,
    async close() {
      stopWatching();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection that was busy now may be idle a moment later, and would stay open for its next request.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
      const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(timer);
    },
  };
}

/** An address that a browser on this machine can open. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

type Tls = NonNullable<ServerConfig['tls']>;

function readCertificate({ certFile, keyFile }: Tls): { cert: Buffer; key: Buffer } {
  try {
    return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  } catch (cause) {
    throw new Error(`cannot read the certificate: ${(cause as Error).message}`, { cause });
  }
}

/** Compares the content now and then, because a mounted secret changes by a swap of links that no file watcher sees. */
function watchCertificate(tls: Tls, server: TlsServer, log: Log, everyMs: number): () => void {
  let current = readCertificate(tls);
  const timer = setInterval(() => {
    try {
      const next = readCertificate(tls);
      if (next.cert.equals(current.cert) && next.key.equals(current.key)) return;
      current = next;
      server.setSecureContext({ ...next, minVersion: 'TLSv1.2' });
      log.info({ file: tls.certFile }, 'the certificate has changed and is in use');
    } catch (error) {
      // Between the writing of the two files they may not fit together; the old pair goes on.
      log.warn(
        { file: tls.certFile, reason: (error as Error).message },
        'the new certificate cannot be used; the old one goes on',
      );
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
