import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a program, or undefined. `/usr/sbin` counts too: Debian puts some servers there. */
export function findProgram(name: string): string | undefined {
  for (const dir of `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter)) {
    const path = join(dir, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Names those of `programs` that this machine lacks; tests that need them are skipped with that reason. */
export const missingPrograms = (...programs: string[]): string[] =>
  programs.filter((name) => findProgram(name) === undefined);
