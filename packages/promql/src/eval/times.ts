/** The moments at which an expression is evaluated, one a step. */
export interface StepTimes {
  /** Unix milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** Above 0, also where there is one step only. */
  readonly stepMs: number;
  readonly steps: number;
}

export const stepTimes = (startMs: number, endMs: number, stepMs: number): StepTimes => ({
  startMs,
  endMs,
  stepMs,
  steps: endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1,
});

export function timestampsOf({ startMs, stepMs, steps }: StepTimes): Float64Array {
  const timestamps = new Float64Array(steps);
  for (let s = 0; s < steps; s++) timestamps[s] = startMs + s * stepMs;
  return timestamps;
}

/**
 * The windows of a range selector: that of step `s` ends at `firstEndMs + s * strideMs` (included) and begins
 * `rangeMs` before (not included). `strideMs` is 0 where `@` fixes the window.
 */
export interface WindowTimes {
  readonly times: StepTimes;
  readonly firstEndMs: number;
  readonly strideMs: number;
  readonly rangeMs: number;
}
