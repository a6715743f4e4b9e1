import type { z } from 'zod';
import { problemAt, type Place, type Problem } from '../config/problem.ts';
import { didYouMean } from '../config/did-you-mean.ts';

/** `['tags', 'zone']` → `tags.zone`, `['urls', 1]` → `urls[1]`, behind `prefix`. */
export function joinPath(prefix: string, path: readonly PropertyKey[]): string {
  let joined = prefix;
  for (const part of path) {
    if (typeof part === 'number') joined += `[${part}]`;
    else joined += joined === '' ? String(part) : `.${String(part)}`;
  }
  return joined;
}

/**
 * Puts the findings of a schema into our words. Each unknown key becomes a problem of its own that says what was expected.
 *
 * @param placeOf  the place of a path (from the top of the file)
 */
export function issuesToProblems(
  issues: readonly z.core.$ZodIssue[],
  prefix: string,
  knownKeys: readonly string[],
  placeOf: (path: string) => Place,
): Problem[] {
  const problems: Problem[] = [];
  for (const issue of issues) {
    const path = joinPath(prefix, issue.path);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const near = issue.path.length === 0 ? didYouMean(key, knownKeys) : undefined;
        const advice = near === undefined ? expectedKeys(issue.path, knownKeys) : `Did you mean ${near}?`;
        problems.push(problemAt(placeOf(joinPath(path, [key])), 'error', 'unknown_option', 'unknown option', advice));
      }
    } else {
      const code = issue.code === 'custom' && issue.params?.['code'] === 'bad_regex' ? 'bad_regex' : 'bad_value';
      problems.push(problemAt(placeOf(path), 'error', code, issue.message));
    }
  }
  return problems;
}

function expectedKeys(path: readonly PropertyKey[], knownKeys: readonly string[]): string {
  return path.length === 0 ? `Expected one of ${knownKeys.join(', ')}` : 'No such key is expected here';
}
