import { oidcProblem } from '@binnacle/api';
import { z } from 'zod';

/**
 * `next`: the address to go to after signing in; `expired`: the reader did not sign out, the session ended; `problem`: why a
 * sign-in through another service led back here.
 */
export const signInSearch = z.object({
  next: z.string().optional().catch(undefined),
  expired: z.boolean().optional().catch(undefined),
  problem: oidcProblem.optional().catch(undefined),
});

/**
 * Where to go after signing in. Only an address of this console is accepted: a link to `/login?next=//evil.example`
 * must not lead away.
 */
export function safeNext(next: string | undefined): string {
  if (next === undefined) return '/scenes';
  // Browsers read a backslash as a slash, and drop tabs and newlines.
  const plain = /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next);
  return plain && !/^\/(login|setup)\b/.test(next) ? next : '/scenes';
}
