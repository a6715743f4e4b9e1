import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command, CommandIo } from './command-io.ts';

const help = `Usage: binnacle check FILE…

Validates configuration and names file, line and key of each problem. What a file is follows from its name and its keys:

  *.conf                    inputs of the agent (TOML, as in conf.d)
  agent.yaml, agent-*.yaml  settings of the agent
  a prometheus.yml          scrape configs for the agent, known by scrape_configs, global and the like
  Kubernetes objects        annotations that ask the agent to scrape, known by apiVersion and kind
  any other *.yaml, *.yml   settings of the server
  a folder                  all of these in it that the agent would read

Exit code: 0 all files are right, 1 there are problems, 2 wrong usage.
`;

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
  let code = 0;
  for (const file of args) code = Math.max(code, await checkOne(file, io));
  return code;
};

async function checkOne(file: string, io: CommandIo): Promise<number> {
  const { checkCommand: checkForAgent, yamlKindOf } = await import('@binnacle/agent');
  const path = resolve(io.cwd, file);
  const isYaml = /\.ya?ml$/.test(file) && statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true;
  if (!isYaml || /^agent\b/.test(basename(file))) return checkForAgent([file], io);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code: reason, message } = error as NodeJS.ErrnoException;
    io.stderr.write(`${file}: ${reason === 'ENOENT' ? 'no such file' : `cannot be read: ${message}`}\n`);
    return 1;
  }
  if (yamlKindOf(text) !== 'settings') return checkForAgent([file], io);
  const { checkServerConfig } = await import('@binnacle/server');
  const problems = checkServerConfig(text, file);
  for (const { line, key, message } of problems) io.stdout.write(`${file}:${line}: ${key}: ${message}\n`);
  if (problems.length === 0) io.stdout.write(`${file}: ok\n`);
  return problems.length === 0 ? 0 : 1;
}
