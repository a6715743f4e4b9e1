import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { chooseEncoding, compress, COMPRESS_FROM_BYTES } from './compression.ts';

/** On every answer: no guessing of types, no framing, nothing to load. Pages of the console replace the policy. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Up to here a body goes out with its head, in one write: copying it behind the head costs less than a second piece. */
const ONE_WRITE_BYTES = 16 * 1024;

/** Sends a whole body, compressed when the client takes that and it pays. Never rejects: a client that left is no error. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string | Uint8Array,
): Promise<void> {
  let sent = body;
  const all: OutgoingHttpHeaders = { ...SECURITY_HEADERS, ...headers };
  if (all['content-encoding'] === undefined && Buffer.byteLength(body) >= COMPRESS_FROM_BYTES) {
    all['vary'] = all['vary'] === undefined ? 'Accept-Encoding' : `${String(all['vary'])}, Accept-Encoding`;
    const encoding = chooseEncoding(request.headers['accept-encoding'] as string | undefined);
    if (encoding !== 'identity') {
      sent = await compress(bytesOf(body), encoding);
      all['content-encoding'] = encoding;
    }
  }
  // Said by a handler that does not want its body compressed; on the wire, that is the absence of the header.
  if (all['content-encoding'] === 'identity') delete all['content-encoding'];
  if (response.destroyed || response.headersSent) return;
  if (status !== 204) all['content-length'] = Buffer.byteLength(sent);
  else delete all['content-type'];
  // What is left of a body that nobody will read would be taken for the next request.
  if (hasBody(request) && !request.complete) all['connection'] = 'close';
  response.writeHead(status, all);
  if (request.method === 'HEAD' || status === 204) response.end();
  else end(response, sent);
}

/**
 * Node puts a text behind the head and writes both at once; bytes are a piece of their own, which takes longer. A small body is made a text
 * whose characters are its bytes.
 */
function end(response: ServerResponse, body: string | Uint8Array): void {
  const length = Buffer.byteLength(body);
  if (length > ONE_WRITE_BYTES) response.end(bytesOf(body));
  // As many bytes as characters: it is ASCII.
  else if (typeof body === 'string' && body.length === length) response.end(body, 'latin1');
  else response.end(bytesOf(body).toString('latin1'), 'latin1');
}

/** A view of the same memory, or a text as UTF-8. */
const bytesOf = (body: string | Uint8Array): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

/** `complete` alone does not tell: it turns true only after the handler of a request without a body has run. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

export const respondJson = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): Promise<void> =>
  respond(request, response, status, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));

export const respondText = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): Promise<void> =>
  respond(request, response, status, { 'content-type': 'text/plain; charset=utf-8', ...headers }, text);
