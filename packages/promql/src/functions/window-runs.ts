import type { FloatWindows } from './windows.ts';

/** Windows `from` to `to - 1` of the steps, of which each has as many samples and begins as many behind the one before. */
export interface WindowRun {
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly stride: number;
}

/** Finds the runs of the windows of a series, once for all series that share them. Windows without samples are in none. */
export function windowRuns(): (windows: FloatWindows) => readonly WindowRun[] {
  let group: object | undefined;
  let runs: readonly WindowRun[] = [];
  return (windows) => {
    if (group === windows.group) return runs;
    group = windows.group;
    return (runs = findRuns(windows));
  };
}

function findRuns({ from, to }: FloatWindows): WindowRun[] {
  const runs: WindowRun[] = [];
  for (let s = 0; s < from.length;) {
    const size = to[s]! - from[s]!;
    const start = s++;
    if (size <= 0) continue;
    const stride = s < from.length ? from[s]! - from[start]! : 0;
    const isNext = (s: number): boolean => stride === from[s]! - from[s - 1]! && size === to[s]! - from[s]!;
    while (s < from.length && isNext(s)) s++;
    runs.push({ from: start, to: s, size, stride });
  }
  return runs;
}
