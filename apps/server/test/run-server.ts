import { serverCommand } from '../src/command.ts';

/** `binnacle server` as a process of its own, for tests that end it. */
process.exitCode = await serverCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: {},
});
