import type { Clock } from '../../scrape/schedule.ts';

/** Calls `run` now and then again `everyMs` after it ended. @returns ends it; `signal` of the call under way is aborted */
export function poll(clock: Clock, everyMs: number, run: (signal: AbortSignal) => Promise<void>): () => void {
  const ended = new AbortController();
  let cancel = (): void => {};
  const once = async (): Promise<void> => {
    await run(ended.signal);
    if (!ended.signal.aborted) cancel = clock.after(everyMs, () => void once());
  };
  void once();
  return () => {
    ended.abort();
    cancel();
  };
}
