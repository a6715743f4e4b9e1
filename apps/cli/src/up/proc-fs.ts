import { readFileSync, readdirSync } from 'node:fs';
import type { ProcFs } from './etcd-processes.ts';

/** Entries of a NUL-separated file; none when it cannot be read: the process may be gone, or another user's. */
function entries(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\0')
      .filter((entry) => entry !== '');
  } catch {
    return [];
  }
}

/** `/proc` of this machine; without one (macOS) it lists nothing. */
export function hostProcFs(root = '/proc'): ProcFs {
  return {
    pids() {
      try {
        return readdirSync(root)
          .filter((name) => /^\d+$/.test(name))
          .map(Number);
      } catch {
        return [];
      }
    },
    argv: (pid) => entries(`${root}/${pid}/cmdline`),
    environ: (pid) =>
      Object.fromEntries(
        entries(`${root}/${pid}/environ`).map((entry) => {
          const at = entry.indexOf('=');
          return [entry.slice(0, at), entry.slice(at + 1)] as const;
        }),
      ),
  };
}
