import { formatDurationMs } from '../config/duration.ts';
import type { ElectionState } from './lease-election.ts';

/** Who is elected, for people. The identity of an agent is its host's name and its id. */
export function electionWords(state: ElectionState, nowMs: number): string {
  if (state.kind === 'leading') {
    const forMs = Math.max(1_000, Math.floor((nowMs - state.sinceMs) / 1_000) * 1_000);
    return `elected for ${formatDurationMs(forMs)}`;
  }
  if (state.holder === undefined) return 'nobody is elected yet';
  return `not elected: ${state.holder.replace(/_[^_]*$/, '')} is`;
}
