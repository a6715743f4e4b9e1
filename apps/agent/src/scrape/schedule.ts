import { createHash } from 'node:crypto';

/** Time as the agent sees it; tests bring their own. */
export interface Clock {
  readonly nowMs: () => number;
  /** Calls `run` once in `delayMs`; the result takes the call back. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  nowMs: Date.now,
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Begins at the time of day, and then goes on evenly, also when somebody sets the time of day. */
export const steadyClock: Clock = {
  nowMs: () => Math.floor(performance.timeOrigin + performance.now()),
  after: systemClock.after,
};

/** First scrapes of all targets fall within this time after the start, so that charts begin soon. */
const FIRST_WITHIN_MS = 2_000;
/** A start later than this share of the interval gets its true time instead of the planned one. */
const MAX_DRIFT = 0.1;

/** Where in its interval a target is scraped, 0 ≤ x < 1: the same after every restart, another for every target. */
export function phaseOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32;
}

export interface Tick {
  /** The timestamp of the samples. */
  readonly timestampMs: number;
  /** Planned times that went by without a scrape, because the last one was still under way. */
  readonly missed: number;
}

/**
 * Calls `run` once soon and then at `phase` of every interval. The times are computed from the clock and not from the last
 * call: delays do not add up. A tick that comes while the last call is under way is left out.
 *
 * @returns stops it
 */
export function everyInterval(
  clock: Clock,
  intervalMs: number,
  phase: number,
  run: (tick: Tick) => Promise<void>,
): () => void {
  const offset = Math.floor(phase * intervalMs);
  let stopped = false;
  let cancel = (): void => {};
  let lastTimestampMs = -Infinity;
  const plan = (plannedMs: number, missed: number): void => {
    cancel = clock.after(Math.max(0, plannedMs - clock.nowMs()), () => void fire(plannedMs, missed));
  };
  const fire = async (plannedMs: number, missed: number): Promise<void> => {
    const now = clock.nowMs();
    // The planned time, so that timestamps are evenly spaced; the true one when it is far off or would go backwards.
    const isNear = Math.abs(now - plannedMs) <= intervalMs * MAX_DRIFT;
    const timestampMs = Math.max(isNear ? plannedMs : now, lastTimestampMs + 1);
    // After the clock was set back by more than an interval, the past must not hold the present up.
    lastTimestampMs = timestampMs > now + intervalMs ? now : timestampMs;
    await run({ timestampMs: lastTimestampMs, missed });
    if (stopped) return;
    const after = Math.max(clock.nowMs(), plannedMs);
    const next = nextSlot(after, intervalMs, offset);
    const passed = isNear ? Math.max(0, Math.round((next - plannedMs) / intervalMs) - 1) : 0;
    plan(next, passed);
  };
  const firstMs = clock.nowMs() + Math.floor(phase * Math.min(FIRST_WITHIN_MS, intervalMs));
  plan(firstMs, 0);
  return () => {
    stopped = true;
    cancel();
  };
}

/** The first time after `afterMs` that is `offset` into an interval. */
export function nextSlot(afterMs: number, intervalMs: number, offset: number): number {
  return (Math.floor((afterMs - offset) / intervalMs) + 1) * intervalMs + offset;
}
