/** Why a request to the API server gave nothing. `message` is a sentence for people; it never holds a credential. */
export type KubeFailure =
  /** The API server answered, with a Status or with another body. `reason` is Kubernetes' word, such as `NotFound`. */
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly reason: string;
      readonly message: string;
      /** What the server asks for in `Retry-After` or in the Status. */
      readonly retryAfterMs?: number;
    }
  /** No connection, or one that broke. `code` is that of Node.js or OpenSSL. */
  | { readonly kind: 'unreachable'; readonly message: string; readonly code: string }
  | { readonly kind: 'timeout'; readonly message: string }
  /** The answer is larger than the limit of the request. */
  | { readonly kind: 'too-large'; readonly message: string }
  /** The answer is not what an API server sends. */
  | { readonly kind: 'malformed'; readonly message: string }
  /** Token, certificate or plugin could not be read or run: nothing was sent. */
  | { readonly kind: 'credentials'; readonly message: string }
  /** The caller ended it. */
  | { readonly kind: 'aborted'; readonly message: string };

export type KubeOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: KubeFailure };

export const succeeded = <T>(value: T): KubeOutcome<T> => ({ ok: true, value });
export const failed = (failure: KubeFailure): { readonly ok: false; readonly failure: KubeFailure } => ({
  ok: false,
  failure,
});

/** Whether the API server answered with this reason, such as `Conflict`, `AlreadyExists`, `NotFound`, `Forbidden`. */
export const hasReason = (failure: KubeFailure, reason: string): boolean =>
  failure.kind === 'status' && failure.reason === reason;

/** What was asked for is older than what the API server remembers: a list has to begin anew. */
export const isGone = (failure: KubeFailure): boolean =>
  failure.kind === 'status' && (failure.code === 410 || failure.reason === 'Expired' || failure.reason === 'Gone');

/** Objects and kinds alike: the path does not exist. */
export const isNotFound = (failure: KubeFailure): boolean => failure.kind === 'status' && failure.code === 404;

export const isForbidden = (failure: KubeFailure): boolean => failure.kind === 'status' && failure.code === 403;
