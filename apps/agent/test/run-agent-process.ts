import { agentCommand } from '../src/agent-command.ts';

/** The agent as a process of its own, for tests that kill it. */
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());
process.exitCode = await agentCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: ending.signal,
});
