import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { json, type Answer } from './answer.ts';
import { ApiError } from './api-error.ts';

/** As the real server: shorter answers are not worth it. */
const GZIP_FROM_BYTES = 128 * 1024;

/** The answer to what was thrown on the way; what nobody meant to throw is our mistake. */
export function refusal(error: unknown): Answer {
  if (error instanceof ApiError) {
    const seconds = error.details?.retryAfterSeconds;
    return json(error.code, error.body, seconds === undefined ? undefined : { 'retry-after': String(seconds) });
  }
  const message = `BUG: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  return json(500, new ApiError(500, 'InternalError', message).body);
}

/** @param isCut  the connection breaks in the middle */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer, isCut: boolean): void {
  const plain = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const isPacked = takesGzip && plain.length >= GZIP_FROM_BYTES;
  const body = isPacked ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(answer.code, {
    'cache-control': 'no-cache, private',
    'content-type': answer.contentType ?? 'application/json',
    'content-length': body.length,
    ...(isPacked ? { 'content-encoding': 'gzip', vary: 'accept-encoding' } : {}),
    ...answer.headers,
  });
  if (isCut) {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
    return;
  }
  response.end(request.method === 'HEAD' ? '' : body);
  // An unread body would keep the connection from being used again.
  request.resume();
}
