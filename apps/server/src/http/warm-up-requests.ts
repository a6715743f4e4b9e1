import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeHttpServer, type RequestHandler } from './listener.ts';

export interface WarmUpRequestsParts {
  /** Answers a request, as the server does. */
  readonly handle: RequestHandler;
  /** Of this user alone. A socket is in it for the moment; its path must not have more than some 80 bytes. */
  readonly folder: string;
  /** Whether others are waiting for this thread. */
  readonly isBusy: () => boolean;
  readonly signal: AbortSignal;
}

/** So many connections, one after the other, with so many requests each: V8 settles how large an object is with the eighth of a kind. */
const CONNECTIONS = 12;
const ROUNDS = 12;
const PAUSE_MS = 1;
const BUSY_PAUSE_MS = 10;
/** Ends what would never end: a server that is stopped may not answer any more. */
const PATIENCE_MS = 60_000;

/** A method, an address below `/api/v1/`, and a form. Nothing is read for any of them: there are no samples of 1970. */
const REQUESTS: readonly (readonly ['GET' | 'POST', string, string])[] = [
  ['GET', 'query?query=1&time=1', ''],
  ['GET', `query?query=${encodeURIComponent('warm_up{namespace="none"}')}&time=1`, ''],
  [
    'GET',
    `query_range?query=${encodeURIComponent('sum by (code) (rate(warm_up[5m]))')}&start=3600&end=7200&step=15`,
    '',
  ],
  // Large enough to be compressed.
  ['GET', 'query_range?query=vector(time())&start=3600&end=7200&step=5', ''],
  ['POST', 'query_range', 'query=vector(1)&start=3600&end=7200&step=15'],
];

/**
 * Clients differ in what they say of themselves, and each set of headers is an object of another kind. Code that has met more than four
 * of them takes any.
 */
const CLIENTS: readonly (readonly string[])[] = [
  ['host: localhost', 'connection: keep-alive', 'accept-encoding: gzip'],
  ['host: localhost', 'user-agent: warm-up', 'accept-encoding: gzip'],
  ['host: localhost', 'user-agent: warm-up', 'accept: */*'],
  ['host: localhost', 'user-agent: warm-up', 'accept-encoding: gzip, deflate', 'accept: */*', 'connection: keep-alive'],
  ['accept: application/json', 'accept-encoding: gzip, deflate, br, zstd', 'host: localhost', 'user-agent: warm-up'],
  ['host: localhost', 'accept: */*', 'accept-language: *', 'sec-fetch-mode: cors', 'accept-encoding: br, gzip'],
];

/**
 * Sends requests to this process through a socket of its own, so that the code between a socket and the query threads is compiled before
 * others ask: for the first hundreds of requests that takes as long as a small query itself.
 *
 * One after the other with pauses, so that the event loop is never held for longer than a request takes. It is a socket of the file system, so that
 * nobody but this user can come to it.
 */
export async function sendWarmUpRequests({ handle, folder, isBusy, signal }: WarmUpRequestsParts): Promise<void> {
  const own = join(folder, 'own-requests');
  // One that was killed may have left it behind.
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const path = join(own, 'socket');
  const server = makeHttpServer(2, handle);
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    server.listen(path);
    await once(server, 'listening', { signal });
    server.unref();
    for (let i = 0; i < CONNECTIONS && !signal.aborted; i++) {
      const client = connect(path);
      try {
        await once(client, 'connect', { signal });
        const headers = CLIENTS[i % CLIENTS.length]!;
        for (let round = 0; round < ROUNDS; round++) {
          for (let k = 0; k < REQUESTS.length; k++) {
            // Each connection begins with another one.
            await answerOf(client, textOf(REQUESTS[(i + k) % REQUESTS.length]!, headers));
            await wait(isBusy() ? BUSY_PAUSE_MS : PAUSE_MS, undefined, { signal, ref: false });
          }
        }
      } finally {
        client.destroy();
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    rmSync(own, { recursive: true, force: true });
  }
}

function textOf([method, path, form]: (typeof REQUESTS)[number], headers: readonly string[]): string {
  const all =
    form === ''
      ? headers
      : [...headers, 'content-type: application/x-www-form-urlencoded', `content-length: ${form.length}`];
  return [`${method} /api/v1/${path} HTTP/1.1`, ...all, '', form].join('\r\n');
}

/** Resolves when the whole answer has come. @throws when it takes too long or the connection ends */
function answerOf(client: Socket, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? 0);
      if (text.length >= headEnd + 4 + length) settle();
    };
    const onClose = (): void => settle(new Error('a connection to this server was closed'));
    const timer = setTimeout(() => settle(new Error('this server did not answer itself in time')), PATIENCE_MS).unref();
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      client.off('data', onData).off('close', onClose).off('error', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    client.on('data', onData).on('close', onClose).on('error', onClose);
    client.write(request);
  });
}
