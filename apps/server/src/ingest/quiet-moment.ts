export interface QuietMomentParts {
  /** Requests with samples so far, and those that are being answered. */
  readonly requests: () => number;
  readonly running: () => number;
  /** Runs something later. Gives what prevents it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

const LOOK_MS = 1000;
/** Where samples never stop coming, this is as good a moment as any. */
const LOOKS = 120;

/**
 * Calls `onQuiet` once, when no samples have come for a second: what can wait would take its time from them, and from whoever sends them on the
 * same cores. Returns what ends the waiting.
 */
export function awaitQuietMoment({ requests, running, after }: QuietMomentParts, onQuiet: () => void): () => void {
  let looks = 0;
  let before = requests();
  const look = (): void => {
    const now = requests();
    if (++looks < LOOKS && (running() > 0 || now !== before)) {
      before = now;
      cancel = after(LOOK_MS, look);
    } else onQuiet();
  };
  let cancel = after(LOOK_MS, look);
  return () => cancel();
}
