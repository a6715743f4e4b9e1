import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../src/config/load.ts';
import { startServer, type RunningServer, type ServerDeps } from '../src/main.ts';

export const PASSWORD = 'correct horse battery';

export interface TestClock {
  nowMs: number;
}

export interface TestServer extends RunningServer {
  readonly dataDir: string;
  readonly clock: TestClock;
  /** What the server has logged. */
  log(): string;
  /** A request; a body that is no string or bytes goes as JSON. */
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  /** Makes the owner `ada`, and gives her cookie. */
  setUp(): Promise<string>;
  /** Makes a token with the owner's cookie, and gives its secret. */
  token(cookie: string, kind: 'agent' | 'read'): Promise<string>;
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  readonly token?: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  json<T = Record<string, unknown>>(): T;
}

export interface TestServerOptions {
  readonly args?: readonly string[];
  /** A folder that is there already, such as that of a server before; it is then not removed. */
  readonly dataDir?: string;
  readonly clock?: TestClock;
  readonly wrapEngine?: NonNullable<ServerDeps['wrapEngine']>;
  readonly tlsCheckMs?: number;
  readonly cluster?: NonNullable<ServerDeps['cluster']>;
}

/** Starts a server on a free loopback port, with a clock that the test moves. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'binnacle-server-'));
  const clock = options.clock ?? { nowMs: Date.now() };
  const args = ['--listen', '127.0.0.1:0', '--data-dir', dataDir, '--query.threads', '1', ...(options.args ?? [])];
  const loaded = loadConfig({ args, env: {}, readFile: () => undefined });
  if (loaded.kind !== 'ok') throw new Error(`BUG: the test's own settings are wrong: ${JSON.stringify(loaded)}`);
  let log = '';
  const server = await startServer(loaded.config, {
    now: () => clock.nowMs,
    warmUp: false,
    compileCacheDir: join(tmpdir(), 'binnacle-test-cache'),
    logTo: { write: (text) => (log += text) },
    ...(options.tlsCheckMs === undefined ? {} : { tlsCheckMs: options.tlsCheckMs }),
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
    ...(options.wrapEngine === undefined ? {} : { wrapEngine: options.wrapEngine }),
  });

  const send: TestServer['send'] = async (method, path, { headers = {}, cookie, token, body } = {}) => {
    const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const reply = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(raw ? {} : { 'content-type': 'application/json' }),
        ...(cookie === undefined ? {} : { cookie: `binnacle_session=${cookie}` }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text, json: <T>() => JSON.parse(text) as T };
  };

  return {
    ...server,
    dataDir,
    clock,
    log: () => log,
    send,
    async setUp() {
      const body = { code: server.setupCode(), login: 'ada', password: PASSWORD, name: 'Ada' };
      return cookieOf(await send('POST', '/api/setup', { body }));
    },
    async token(cookie, kind) {
      const made = await send('POST', '/api/tokens', { cookie, body: { name: kind, kind } });
      return made.json<{ secret: string }>().secret;
    },
    async close() {
      await server.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The session's secret that an answer sets; empty when it deletes the cookie. */
export function cookieOf(answer: Answer): string {
  const header = answer.headers.get('set-cookie');
  if (header === null) throw new Error(`no cookie: ${answer.status} ${answer.text}`);
  return /=([^;]*)/.exec(header)![1]!;
}
