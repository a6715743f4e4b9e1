import type { CommitOutcome } from '@binnacle/storage';

/** Why a batch is not on disk, and when the sender may try again. */
export type CommitFailure = Extract<CommitOutcome, { readonly ok: false }>;

export const fail = (code: CommitFailure['code'], message: string, retryAfterMs: number): CommitFailure => ({
  ok: false,
  code,
  message,
  retryAfterMs,
});

/** What a failed write of the log means for those who wait for it. */
export function failureOf(cause: unknown): CommitFailure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const text = cause instanceof Error ? cause.message : String(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return fail('disk_full', `the disk is full, samples are refused until there is room: ${text}`, 5000);
  }
  return fail('io_error', `the log cannot be written: ${text}`, 5000);
}
