import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a folder for this process: a file `lock` with the process' number and when it started, so that one left behind by a
 * process that is gone (or whose number another process has by now) does not stand in the way.
 *
 * @throws Error when another process has the folder
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
  const path = join(dir, 'lock');
  const own = `${process.pid} ${startOf(process.pid) ?? ''}\n`;
  const draft = `${path}.${process.pid}`;
  for (let attempt = 0; attempt < 5; attempt++) {
    // The lock gets its name with its content in it: nobody sees it empty.
    await writeFile(draft, own, { mode: 0o640 });
    try {
      await link(draft, path);
      held.add(path);
      return {
        async release() {
          held.delete(path);
          await unlink(path).catch(() => undefined);
        },
      };
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      const owner = await readFile(path, 'utf8').catch(() => '');
      if (held.has(path) || isAlive(owner)) {
        throw new Error(`the data folder ${dir} is in use by process ${owner.split(' ')[0]}`, { cause });
      }
      await removeStale(path, owner);
    } finally {
      await unlink(draft).catch(() => undefined);
    }
  }
  throw new Error(`cannot lock the data folder ${dir}: another process keeps taking it`);
}

/** Takes a lock away that was read as `owner`; puts it back when it is another one by now. */
async function removeStale(path: string, owner: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== owner) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

/** Folders that this process holds: its own number says nothing about whether it does. */
const held = new Set<string>();

function isAlive(owner: string): boolean {
  const [pidText = '', start = ''] = owner.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return false;
  const now = startOf(pid);
  if (now !== undefined && start !== '') return now === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** When a process started, in clock ticks since boot (Linux); undefined where that cannot be told. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; field 22 is the twentieth after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
