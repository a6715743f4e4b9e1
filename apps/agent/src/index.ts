export { agentCommand } from './agent-command.ts';
export { agentMonitorCommand } from './monitor/monitor-command.ts';
export { EXIT, type CommandIo, type Output } from './command-io.ts';
export { formatProblem, type Problem } from './config/problem.ts';
export { startAgent, type AgentParts, type RunningAgent } from './run-agent.ts';
