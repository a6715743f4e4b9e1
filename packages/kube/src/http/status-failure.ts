import { isRecord, numberAt, recordAt, textAt } from '../json.ts';
import type { KubeFailure } from '../outcome.ts';

/** Reasons of answers that are not a Status, such as those of a proxy in front. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** Longest wait that a server can ask for. */
const MAX_RETRY_AFTER_MS = 10 * 60_000;

/**
 * The failure that an answer with an error code means.
 *
 * @param body the answer as text, possibly cut off
 * @param retryAfter the header, in seconds
 */
export function statusFailure(
  code: number,
  body: string,
  retryAfter: string | undefined,
): KubeFailure & { kind: 'status' } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = undefined;
  }
  return statusOf(value, code, body, retryAfter);
}

/** As `statusFailure`, for a Status that came inside an answer, such as in an ERROR event of a watch. */
export function statusOf(
  value: unknown,
  code: number,
  body = '',
  retryAfter?: string | undefined,
): KubeFailure & { kind: 'status' } {
  const isStatus = isRecord(value) && value['kind'] === 'Status';
  const own = isStatus ? numberAt(value, 'code') : undefined;
  const said = isStatus ? textAt(value, 'message') : undefined;
  const reason = (isStatus ? textAt(value, 'reason') : undefined) ?? '';
  const details = isStatus ? recordAt(value, 'details') : undefined;
  const seconds = numberAt(details, 'retryAfterSeconds') ?? Number(retryAfter ?? Number.NaN);
  const number = own ?? code;
  return {
    kind: 'status',
    code: number,
    reason: reason === '' || reason === 'Unknown' ? (REASONS[number] ?? `HTTP ${number}`) : reason,
    message: said ?? plainMessage(number, body),
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(seconds * 1000, MAX_RETRY_AFTER_MS) } : {}),
  };
}

function plainMessage(code: number, body: string): string {
  const line = body.trim().split('\n')[0] ?? '';
  return line === '' || line.startsWith('<') ? `the API server answered ${code}` : line.slice(0, 300);
}
