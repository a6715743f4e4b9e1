import type { Problem } from '@binnacle/api';

export type { Problem } from '@binnacle/api';

/** Where a problem is: file, line and path of the key, or just the flag or the environment variable as `key`. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly key?: string;
}

export const problemAt = (
  place: Place,
  severity: Problem['severity'],
  code: string,
  message: string,
  advice?: string,
): Problem => ({ severity, code, message, ...place, ...(advice === undefined ? {} : { advice }) });

/** `file:line: key: message. advice`: the beginning is the form that editors turn into a link. */
export function formatProblem(problem: Problem): string {
  const place =
    problem.file === undefined ? '' : `${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}: `;
  const key = problem.key === undefined || problem.key === '' ? '' : `${problem.key}: `;
  const advice = problem.advice === undefined ? '' : `. ${problem.advice}`;
  return `${place}${key}${problem.message}${advice}`;
}

export const isError = (problem: Problem): boolean => problem.severity === 'error';
