import { problemAt } from '../config/problem.ts';
import type { ProblemMemory } from '../scrape/problem-memory.ts';
import type { Clock } from '../scrape/schedule.ts';
import type { DiskQueue } from './disk-queue.ts';

/** How often delivered positions are written down and files that nobody needs are deleted. */
const HOUSEKEEPING_MS = 1_000;

/** Keeps the queue's files in order until it is ended. */
export function housekeeping(
  queue: DiskQueue,
  servers: number,
  syncEveryMs: number,
  clock: Clock,
  trouble: ProblemMemory,
): () => Promise<void> {
  let cancel = (): void => {};
  let stopped = false;
  let syncedAtMs = clock.nowMs();
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      if (clock.nowMs() - syncedAtMs >= syncEveryMs) {
        await queue.sync();
        syncedAtMs = clock.nowMs();
      }
      for (let i = 0; i < servers; i++) await queue.reader(i).save();
      await queue.collect();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      trouble.failed(
        problemAt({}, 'error', 'queue_unwritable', message, 'Check the disk of the data folder'),
        clock.nowMs(),
      );
      if (!stopped) plan();
      return;
    }
    trouble.worked(clock.nowMs());
    if (!stopped) plan();
  };
  const plan = (): void => {
    cancel = clock.after(HOUSEKEEPING_MS, () => {
      running = run();
    });
  };
  plan();
  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}
