import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from './clock.ts';
import { KubeClient } from './client.ts';
import { anonymous } from './config/credentials.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void;

/** An API server that says what a test tells it to. */
export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://server');
        const seen = {
          method: request.method ?? '',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: Buffer.concat(pieces).toString(),
        };
        this.seen.push(seen);
        this.#answer(seen, response);
      });
    });
  }

  answer(next: Answer): void {
    this.#answer = next;
  }

  async start(): Promise<URL> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export const json = (response: ServerResponse, value: unknown, code = 200): void => {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

export const status = (response: ServerResponse, code: number, reason: string, message: string = reason): void =>
  json(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }, code);

/** Begins a watch; the function sends one event. */
export function watchAnswer(response: ServerResponse): (type: string, object: unknown) => void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  return (type, object) => void response.write(`${JSON.stringify({ type, object })}\n`);
}

export const clientOf = (
  server: URL,
  options: { readonly clock?: Clock; readonly timeoutMs?: number; readonly maxBytes?: number } = {},
): KubeClient =>
  new KubeClient({
    access: { server, origin: 'test', namespace: 'default', insecure: false, credentials: anonymous },
    ...options,
  });

export interface ObjectParts {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly [field: string]: unknown;
}

/** An object as it comes in a list: without kind. */
export function rawObject({
  name,
  namespace = 'default',
  uid = `uid-${name}`,
  resourceVersion = '1',
  ...rest
}: ObjectParts) {
  return { metadata: { name, namespace, uid, resourceVersion, managedFields: [{ manager: 'x' }] }, ...rest };
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs = 1_700_000_000_000;
  readonly #timers = new Set<{ readonly atMs: number; readonly run: () => void }>();

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Delays of the timers that wait, shortest first. */
  get waiting(): readonly number[] {
    return [...this.#timers].map(({ atMs }) => atMs - this.#nowMs).sort((a, b) => a - b);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.atMs - b.atMs))
      if (timer.atMs <= this.#nowMs && this.#timers.delete(timer)) timer.run();
  }
}

/** Waits for something that comes over a socket. The test's own time limit ends what never comes. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
