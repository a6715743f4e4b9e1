import type { ErrorCode } from '@binnacle/api';

/** An expected failure of a route: its code decides the status. */
export class Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues: readonly { readonly path: string; readonly message: string }[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, more: Partial<Pick<Refusal, 'issues' | 'retryAfterSeconds'>> = {}) {
    this.code = code;
    this.message = message;
    this.issues = more.issues;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

export const waitRefusal = (waitMs: number): Refusal => {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new Refusal('too_many_attempts', `too many failed attempts: try again in ${retryAfterSeconds} s`, {
    retryAfterSeconds,
  });
};
