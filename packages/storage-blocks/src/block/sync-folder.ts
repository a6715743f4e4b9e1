import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes names in a folder (created, renamed, removed) survive a loss of power. */
export function syncFolderSync(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
