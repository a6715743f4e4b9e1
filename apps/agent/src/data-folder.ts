import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DataFolder {
  readonly path: string;
  /** Made at the first start, and kept. */
  readonly agentId: string;
  /** Lets another process have the folder. */
  release(): void;
}

/**
 * Takes a folder for this process alone: two agents in one queue would destroy it.
 *
 * @throws Error when another agent that runs has it, or it cannot be written
 */
export function takeDataFolder(path: string): DataFolder {
  const lock = join(path, 'agent.lock');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    takeLock(lock);
    return { path, agentId: readOrMakeId(join(path, 'agent-id')), release: () => rmSync(lock, { force: true }) };
  } catch (cause) {
    throw new Error(`cannot use the data folder ${path}`, { cause });
  }
}

function takeLock(lock: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(lock, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || attempt > 0) throw error;
    }
    const [pid, start] = readFileSync(lock, 'utf8').trim().split(' ');
    // A process number is used again in time, in a container at once: the start tells whether it is the same process.
    if (isRunning(Number(pid)) && startOf(Number(pid)) === (start ?? '')) {
      throw new Error(`another agent uses it (process ${pid})`);
    }
    rmSync(lock, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process began, in the kernel's ticks; '' where the system does not tell (macOS). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function readOrMakeId(path: string): string {
  try {
    const id = readFileSync(path, 'utf8').trim();
    if (id !== '') return id;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const id = randomUUID();
  writeFileSync(path, `${id}\n`, { mode: 0o600 });
  return id;
}
