import { errorBody, type ErrorCode } from '@binnacle/api';

/** What the console adds to the server's codes: no answer at all, and an answer that fits no schema. */
export type FailureCode = ErrorCode | 'unreachable' | 'unexpected';

/** A call to the server that did not succeed. Pages show it through `useFailureText`; `unauthenticated` leads to sign-in. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly code: FailureCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string | undefined;
  /** With `invalid_request`: what does not fit, and where. */
  readonly issues: readonly { readonly path: string; readonly message: string }[];

  constructor(code: FailureCode, status: number, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.requestId = details.requestId;
    this.issues = details.issues ?? [];
  }
}

interface FailureDetails {
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number | undefined;
  readonly requestId?: string | undefined;
  readonly issues?: readonly { readonly path: string; readonly message: string }[] | undefined;
}

/** Reads the error body of an answer that is not 2xx. A proxy in between may answer anything, so nothing is assumed. */
export async function failureOf(reply: Response): Promise<RequestFailure> {
  const body: unknown = await reply.json().catch(() => undefined);
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) {
    const code = statusCodes[reply.status] ?? 'unexpected';
    return new RequestFailure(code, reply.status, `HTTP ${reply.status} without an error body`);
  }
  const { code, message, ...details } = parsed.data.error;
  return new RequestFailure(code, reply.status, message, details);
}

/** What a bare status means when it is a proxy's, or that of `/api/v1`, whose errors have Prometheus's shape. */
const statusCodes: Readonly<Record<number, FailureCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'payload_too_large',
  500: 'internal',
  502: 'unreachable',
  503: 'unavailable',
  504: 'unreachable',
};
