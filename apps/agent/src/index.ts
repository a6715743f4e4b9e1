export { agentCommand } from './agent-command.ts';
export { checkCommand, checkFile } from './check-command.ts';
export { EXIT, type CommandIo, type Output } from './command-io.ts';
export { formatProblem, type Problem } from './config/problem.ts';
export { debugPromConfCommand } from './debug-prom-conf-command.ts';
export { yamlKindOf, type YamlKind } from './discovery/yaml-kind.ts';
export { agentMonitorCommand } from './monitor/monitor-command.ts';
export { startAgent, type AgentParts, type RunningAgent } from './run-agent.ts';
export { lookAround, type Surrounding, type SurroundingsOptions } from './surroundings.ts';
