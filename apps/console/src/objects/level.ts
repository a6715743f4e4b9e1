import type { ObjectSummary } from '@binnacle/api';
import type { DotState } from '../ui/StateDot.tsx';

export type Level = ObjectSummary['level'];

/** The dot of a level. */
export const DOT_OF_LEVEL: Readonly<Record<Level, DotState>> = {
  error: 'error',
  warning: 'warning',
  busy: 'busy',
  ok: 'ok',
  idle: 'idle',
  unknown: 'idle',
};

/** Agents name all objects every few minutes; one that was not named for so long is of an agent that fell silent. */
const STALE_MS = 15 * 60_000;

/** Whether what is said of the object may no longer be true. */
export const isStale = (it: Pick<ObjectSummary, 'seenAtMs' | 'goneAtMs'>, nowMs: number): boolean =>
  it.goneAtMs === null && nowMs - it.seenAtMs > STALE_MS;
