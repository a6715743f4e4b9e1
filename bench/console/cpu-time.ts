import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

interface ProcessTime {
  readonly parent: number;
  readonly seconds: number;
}

/** CPU seconds that each of `roots`, with all processes below it, has used so far. Linux only; elsewhere they are NaN. */
export function cpuSecondsOf(...roots: readonly number[]): number[] {
  const all = processTimes();
  const isBelow = (pid: number, root: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = all.get(at)?.parent)
      if (at === root) return true;
    return false;
  };
  return roots.map((root) => {
    if (!all.has(root)) return Number.NaN;
    let sum = 0;
    for (const [pid, { seconds }] of all) if (isBelow(pid, root)) sum += seconds;
    return sum;
  });
}

/** Process ids of the programs that this process has started. */
export function children(): number[] {
  return [...processTimes()].flatMap(([pid, { parent }]) => (parent === process.pid ? [pid] : []));
}

function processTimes(): ReadonlyMap<number, ProcessTime> {
  const times = new Map<number, ProcessTime>();
  let entries: string[] = [];
  try {
    entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return times;
  }
  for (const entry of entries) {
    try {
      // The name in parentheses may have spaces: fields are counted from behind it.
      const fields = readFileSync(`/proc/${entry}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      times.set(Number(entry), {
        parent: Number(fields[1]),
        seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      });
    } catch {
      // It has ended meanwhile.
    }
  }
  return times;
}
