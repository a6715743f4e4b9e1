import { watch, type FSWatcher } from 'node:fs';
import type { Clock } from '../scrape/schedule.ts';

/** Changes that no event announces (network file systems, swapped links) are found within this time. */
const POLL_EVERY_MS = 5_000;
/** A change comes in several events; look when they are over. */
const SETTLE_MS = 200;

/**
 * Calls `look` whenever something below the folders may have changed: soon after an event of the file system, and every
 * few seconds in any case.
 *
 * @returns ends it
 */
export function watchFolders(folders: readonly string[], clock: Clock, look: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  let cancelPoll = (): void => {};
  let cancelSettle: (() => void) | undefined;
  const soon = (): void => {
    cancelSettle ??= clock.after(SETTLE_MS, () => {
      cancelSettle = undefined;
      look();
    });
  };
  const attach = (): void => {
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { recursive: true, persistent: false }, soon);
        const drop = (): void => {
          watcher.close();
          watchers.delete(folder);
        };
        watcher.on('error', drop);
        watchers.set(folder, watcher);
      } catch {
        // Not there yet, or no watches left: the poll finds changes, and tries again.
      }
    }
  };
  const poll = (): void => {
    attach();
    look();
    cancelPoll = clock.after(POLL_EVERY_MS, poll);
  };
  attach();
  cancelPoll = clock.after(POLL_EVERY_MS, poll);
  return () => {
    cancelPoll();
    cancelSettle?.();
    for (const watcher of watchers.values()) watcher.close();
  };
}
