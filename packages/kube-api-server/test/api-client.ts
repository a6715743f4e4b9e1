import { request as httpRequest, type IncomingMessage } from 'node:http';

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
export async function ask(base: string, method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
  const { body, contentType = 'application/json', headers } = options;
  const response = await open(
    base,
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
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}${path}`, { method, headers, agent: false }, resolve);
    request.on('error', reject);
    request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
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
export async function openWatch(base: string, path: string): Promise<OpenWatch> {
  const response = await open(base, 'GET', path, {}, undefined);
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
