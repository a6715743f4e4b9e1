import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A server: its address, or more where it wants more. */
export type Target =
  | string
  | { readonly url: string; readonly ca?: Buffer; readonly headers?: Readonly<Record<string, string>> };

export interface Reply {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request over HTTP; an answer that is JSON is read. */
export async function ask(target: Target, method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
  const { body, contentType = 'application/json', headers } = options;
  const response = await open(
    target,
    method,
    path,
    { ...headers, ...(body === undefined ? {} : { 'content-type': contentType }) },
    body,
  );
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const isJson = String(response.headers['content-type']).startsWith('application/json');
  return {
    code: response.statusCode ?? 0,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}

function open(
  target: Target,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<IncomingMessage> {
  const { url, ca, headers: own } = typeof target === 'string' ? { url: target, ca: undefined, headers: {} } : target;
  const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  // Node.js frames the body of a DELETE only when it is told its length.
  const length = sent === undefined ? {} : { 'content-length': String(Buffer.byteLength(sent)) };
  const options = {
    method,
    headers: { ...own, ...headers, ...length },
    agent: false as const,
    ...(ca === undefined ? {} : { ca }),
  };
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(`${url}${path}`, options, resolve);
    request.on('error', reject);
    request.end(sent);
  });
}

export interface WatchEvent {
  readonly type: string;
  readonly object: { readonly metadata: Readonly<Record<string, unknown>>; readonly [field: string]: unknown };
}

export interface OpenWatch {
  /** The next event; undefined at the end, `dropped` when the connection broke. */
  next(): Promise<WatchEvent | undefined | 'dropped'>;
  close(): void;
}

/** Opens a watch. */
export async function openWatch(target: Target, path: string): Promise<OpenWatch> {
  const response = await open(target, 'GET', path, {}, undefined);
  const lines = readLines(response);
  return {
    async next() {
      try {
        const { value, done } = await lines.next();
        return done === true ? undefined : (JSON.parse(value) as WatchEvent);
      } catch {
        return 'dropped';
      }
    },
    close: () => response.destroy(),
  };
}

async function* readLines(response: IncomingMessage): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const pieces = (rest + chunk.toString()).split('\n');
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
}
