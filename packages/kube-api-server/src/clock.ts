/** Time as the API server sees it; tests bring their own. */
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

/** RFC 3339 to the second, as metav1.Time is written. */
export const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
