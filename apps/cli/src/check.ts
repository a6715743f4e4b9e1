import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from './command-io.ts';

const help = `Usage: binnacle check FILE…

Validates configuration and names file, line and key of each problem. What a file is follows from its name:

  *.conf                    inputs of the agent (TOML, as in conf.d)
  agent.yaml, agent-*.yaml  settings of the agent
  any other *.yaml, *.yml   settings of the server

Exit code: 0 all files are right, 1 there are problems, 2 wrong usage.
`;

/** Whether a file holds the server's settings; everything else is the agent's to judge. */
export const isServerFile = (path: string): boolean => /\.ya?ml$/.test(path) && !/^agent\b/.test(basename(path));

/** `binnacle check`: the server's files are checked here, the agent's by the agent. */
export const checkCommand: Command = async (args, io) => {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(help);
    return 0;
  }
  if (args.length === 0) {
    io.stderr.write(`binnacle check: name at least one file\nSee: binnacle check --help\n`);
    return 2;
  }
  const serverFiles = args.filter(isServerFile);
  const agentFiles = args.filter((file) => !isServerFile(file));
  let code = 0;
  if (agentFiles.length > 0) {
    const agent = await import('@binnacle/agent');
    code = await agent.checkCommand(agentFiles, io);
  }
  if (serverFiles.length > 0) {
    const { checkServerConfig } = await import('@binnacle/server');
    for (const file of serverFiles) {
      let text: string;
      try {
        text = readFileSync(resolve(io.cwd, file), 'utf8');
      } catch (error) {
        const { code: reason, message } = error as NodeJS.ErrnoException;
        io.stderr.write(`${file}: ${reason === 'ENOENT' ? 'no such file' : `cannot be read: ${message}`}\n`);
        code = 1;
        continue;
      }
      const problems = checkServerConfig(text, file);
      for (const { line, key, message } of problems) io.stdout.write(`${file}:${line}: ${key}: ${message}\n`);
      if (problems.length > 0) code = 1;
      else io.stdout.write(`${file}: ok\n`);
    }
  }
  return code;
};
