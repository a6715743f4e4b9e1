import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MARK = '.binnacle-demo';

/**
 * Makes an empty folder for a demo. The clusters begin anew at each start, with counters that would contradict those of the
 * last time, so what a demo left is taken away; anything else is not touched.
 *
 * @returns in words why it cannot be used
 */
export function prepareDemoFolder(dir: string): string | undefined {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const entries = readdirSync(dir);
    if (entries.length > 0 && !existsSync(join(dir, MARK))) {
      return `${dir} holds files that no demo made: name another folder with --data-dir`;
    }
    for (const entry of entries) if (entry !== MARK) rmSync(join(dir, entry), { recursive: true, force: true });
    writeFileSync(join(dir, MARK), 'Made by binnacle demo, and emptied at each of its starts.\n');
    for (const name of ['log', 'conf.d', 'server']) mkdirSync(join(dir, name), { recursive: true });
    return undefined;
  } catch (error) {
    return `cannot write to the data folder ${dir}: ${(error as Error).message}`;
  }
}
