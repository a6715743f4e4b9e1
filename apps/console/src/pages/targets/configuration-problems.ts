import type { Problem, ReportingAgent, Target } from '@binnacle/api';

export interface AgentProblem {
  readonly agent: ReportingAgent;
  readonly problem: Problem;
}

/**
 * What is wrong with agents and their configuration files, errors first. A problem that a target of the agent carries
 * already (such as TLS verification that is off) is left to that target's line.
 */
export function configurationProblems(
  agents: readonly ReportingAgent[],
  targets: readonly Target[],
): readonly AgentProblem[] {
  const shown = new Set(
    targets.flatMap((it) => [it.lastError, ...it.warnings].map((problem) => problem && placeOf(it.agentId, problem))),
  );
  return agents
    .flatMap((agent) =>
      [...agent.problems, ...agent.inputs.flatMap((input) => input.problems)].map((problem) => ({ agent, problem })),
    )
    .filter(({ agent, problem }) => !shown.has(placeOf(agent.id, problem)))
    .sort((a, b) => rank(a.problem) - rank(b.problem));
}

/** The same problem of the same line has the same place, whoever reports it. */
export const placeOf = (agentId: string, { code, file, line, key, message }: Problem): string =>
  [agentId, code, file, line, key, message].join('\n');

const rank = (problem: Problem): number => (problem.severity === 'error' ? 0 : 1);
