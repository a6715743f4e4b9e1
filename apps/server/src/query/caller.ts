/**
 * Who waits for the answer of a job. An AbortSignal would say the same; with its listener it costs as much as the rest of the way of a
 * small query to its thread, and is garbage that outlives collections.
 */
export interface Caller {
  readonly hasLeft: boolean;
  /** Called when it leaves, which may be after it has its answer; never for one that has left already. */
  onLeave(run: () => void): void;
}

/** A caller that waits however long it takes. */
export const PATIENT: Caller = { hasLeft: false, onLeave: () => undefined };
