import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The files that a path with `*` in its last part names, in order; a path without one as it is. */
export function filesOfPattern(pattern: string): readonly string[] {
  const name = basename(pattern);
  if (!name.includes('*')) return [pattern];
  const parts = name.split('*').map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('[^/]*')}$`);
  try {
    return readdirSync(dirname(pattern))
      .filter((entry) => expression.test(entry))
      .map((entry) => join(dirname(pattern), entry))
      .sort();
  } catch {
    // No such folder yet: nothing to find.
    return [];
  }
}
