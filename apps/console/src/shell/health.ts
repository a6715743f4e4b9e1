import type { Status } from '@binnacle/api';
import type { DotState } from '../ui/StateDot.tsx';

export interface Health {
  readonly state: DotState;
  /** A key below `health` in the catalogue `shell`. */
  readonly word: 'ok' | 'degraded' | 'failed' | 'unknown' | 'unreachable';
}

/** The worst of the server's parts; not reachable is worse than any. */
export function healthOf(status: Status | undefined, failed: boolean): Health {
  if (failed) return { state: 'error', word: 'unreachable' };
  if (status === undefined) return { state: 'idle', word: 'unknown' };
  const states = new Set(status.health.map((part) => part.state));
  if (states.has('failed')) return { state: 'error', word: 'failed' };
  if (states.has('degraded')) return { state: 'warning', word: 'degraded' };
  return { state: 'ok', word: 'ok' };
}
