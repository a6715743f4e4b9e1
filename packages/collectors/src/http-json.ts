import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { reasonOf } from './reason.ts';

export type JsonReply =
  | { readonly ok: true; readonly value: unknown; readonly headers: IncomingMessage['headers'] }
  /** `status` is 0 when no answer came. */
  | { readonly ok: false; readonly status: number; readonly reason: string };

export interface RequestLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

type Send = (options: RequestOptions, answered: (response: IncomingMessage) => void) => ClientRequest;

/**
 * One GET whose answer is JSON, taken in whole. Never rejects: what went wrong is said in words. Ends when `signal` is
 * aborted, when the answer takes longer or is larger than allowed.
 */
export function getJson(
  send: Send,
  options: RequestOptions,
  limits: RequestLimits,
  signal: AbortSignal,
): Promise<JsonReply> {
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const failed = (error: unknown): void => {
      const late = timeout.aborted && !signal.aborted;
      const reason = late ? `no answer within ${limits.timeoutMs / 1000} s` : reasonOf(error);
      resolve({ ok: false, status: 0, reason });
    };
    const request = send({ ...options, signal: AbortSignal.any([signal, timeout]) }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limits.maxBytes) {
          response.destroy(new Error(`the answer is larger than ${limits.maxBytes} bytes`));
        } else {
          chunks.push(chunk);
        }
      });
      response.on('error', failed);
      response.on('end', () => resolve(replyOf(response, Buffer.concat(chunks))));
    });
    request.on('error', failed);
    request.end();
  });
}

function replyOf(response: IncomingMessage, body: Buffer): JsonReply {
  const status = response.statusCode ?? 0;
  const text = body.toString('utf8');
  if (status < 200 || status > 299) return { ok: false, status, reason: refusal(status, text) };
  try {
    return { ok: true, value: text.trim() === '' ? undefined : JSON.parse(text), headers: response.headers };
  } catch {
    return { ok: false, status, reason: `the answer is no JSON: ${JSON.stringify(text.slice(0, 100))}` };
  }
}

function refusal(status: number, body: string): string {
  let said = body.trim();
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) said = String(parsed.message);
  } catch {
    // No JSON: the text itself says it.
  }
  return said === '' ? `status ${status}` : `status ${status}: ${said.slice(0, 300)}`;
}
