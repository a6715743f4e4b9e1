import { formatProblem, isError } from '../config/problem.ts';
import type { Log } from '../log.ts';
import type { LoadedFile } from './conf-folder.ts';
import { problemsOf } from './input-set.ts';

const logged = new WeakMap<Log, Set<string>>();

/** Says what is wrong with the files, each thing once as long as it stays. */
export function logProblems(log: Log, files: readonly LoadedFile[]): void {
  const before = logged.get(log) ?? new Set();
  const now = new Set<string>();
  const all = [...problemsOf(files), ...files.flatMap(({ inputs }) => inputs.flatMap(({ warnings }) => warnings))];
  for (const problem of all) {
    const text = formatProblem(problem);
    if (!before.has(text) && !now.has(text)) (isError(problem) ? log.error : log.warn)(text, { code: problem.code });
    now.add(text);
  }
  logged.set(log, now);
}
