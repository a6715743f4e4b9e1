import type { Appender } from '@binnacle/storage';
import type { IngestCounter, IngestOutcome } from './ingest.ts';

/** A refusal's text shows this many reasons. */
const MAX_REASONS = 10;

/** Commits a batch. @returns undefined when all of it was taken, else what to answer */
export async function commitBatch(appender: Appender, counter: IngestCounter): Promise<IngestOutcome | undefined> {
  const outcome = await appender.commit();
  counter.noteCommit(outcome);
  if (!outcome.ok) return { kind: 'later', message: outcome.message, retryAfterMs: outcome.retryAfterMs };
  if (outcome.rejections.length === 0) return undefined;
  return { kind: 'partial', message: reasons(outcome.rejections) };
}

/** One line for each reason: what was refused and why. */
export function reasons(rejections: readonly { readonly message: string; readonly samples: number }[]): string {
  const lines = rejections
    .slice(0, MAX_REASONS)
    .map((it) => `${it.message} (${it.samples} ${it.samples === 1 ? 'sample' : 'samples'})`);
  if (rejections.length > MAX_REASONS) lines.push(`and ${rejections.length - MAX_REASONS} more reasons`);
  return lines.join('\n');
}
