import type { AgentStatusInput, Problem } from '@binnacle/api';

/**
 * Cuts what is too long for the server: a target decides how long an error text is, and one of them must not keep the state
 * of all others from arriving.
 */
export function fitReport(report: AgentStatusInput): AgentStatusInput {
  return {
    ...report,
    host: cut(report.host, 1024),
    cluster: cut(report.cluster, 1024),
    problems: fitProblems(report.problems, 1000),
    inputs: report.inputs.slice(0, 10_000).map((input) => ({
      ...input,
      id: cut(input.id, 2000),
      source: cut(input.source, 1024),
      file: input.file === null ? null : cut(input.file, 4096),
      problems: fitProblems(input.problems, 100),
    })),
    targets: report.targets.slice(0, 100_000).map((target) => ({
      ...target,
      id: cut(target.id, 2000),
      inputId: cut(target.inputId, 2000),
      job: cut(target.job, 1024),
      url: cut(target.url, 4096),
      labels: Object.fromEntries(
        Object.entries(target.labels).map(([name, value]) => [cut(name, 1024), cut(value, 65_536)]),
      ),
      lastError: target.lastError === null ? null : fitProblem(target.lastError),
      warnings: fitProblems(target.warnings, 50),
    })),
  };
}

const fitProblems = (problems: readonly Problem[] | undefined, count: number): Problem[] =>
  (problems ?? []).slice(0, count).map(fitProblem);

const fitProblem = (problem: Problem): Problem => ({
  ...problem,
  message: cut(problem.message, 4000),
  ...(problem.advice === undefined ? {} : { advice: cut(problem.advice, 4000) }),
  ...(problem.file === undefined ? {} : { file: cut(problem.file, 4096) }),
  ...(problem.key === undefined ? {} : { key: cut(problem.key, 1000) }),
});

const cut = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);
