import type { Command } from './command-io.ts';

export interface NamedCommand {
  /** One or two words. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Loads the code of the command: `binnacle --help` needs none of it. */
  load(): Promise<Command>;
}

/** Every command, in the order of `--help`. */
export const commands: readonly NamedCommand[] = [
  {
    name: 'up',
    usage: 'up',
    summary: 'server and agent on this machine in one go',
    load: async () => (await import('./up/up.ts')).upCommand,
  },
  {
    name: 'demo',
    usage: 'demo',
    summary: 'up, with two simulated clusters to look at: Bookinfo on Istio',
    load: async () => (await import('./demo/demo.ts')).demoCommand,
  },
  {
    name: 'demo incident',
    usage: 'demo incident [NAME]',
    summary: 'lists, begins and ends what goes wrong in a running demo',
    load: async () => (await import('./demo/demo-control.ts')).demoIncidentCommand,
  },
  {
    name: 'demo presentation',
    usage: 'demo presentation',
    summary: 'every incident of the demo, one after the other',
    load: async () => (await import('./demo/demo-control.ts')).demoPresentationCommand,
  },
  {
    name: 'server',
    usage: 'server',
    summary: 'the server alone',
    load: async () => (await import('@binnacle/server/command')).serverCommand,
  },
  {
    name: 'agent',
    usage: 'agent',
    summary: 'the agent alone',
    load: async () => (await import('@binnacle/agent')).agentCommand,
  },
  {
    name: 'agent monitor',
    usage: 'agent monitor',
    summary: 'what a running agent is doing, live in the terminal',
    load: async () => (await import('@binnacle/agent')).agentMonitorCommand,
  },
  {
    name: 'debug prom-conf',
    usage: 'debug prom-conf FILE',
    summary: 'one dry scrape of an inputs.prom file; nothing is sent',
    load: async () => (await import('@binnacle/agent')).debugPromConfCommand,
  },
  {
    name: 'check',
    usage: 'check FILE…',
    summary: 'validates configuration files; names file, line and key of each problem',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    name: 'storage inspect',
    usage: 'storage inspect DIR',
    summary: 'files, series, samples and checksums of a data folder, and what is wrong with them',
    load: async () => (await import('./storage.ts')).storageInspectCommand,
  },
  {
    name: 'storage repair',
    usage: 'storage repair DIR',
    summary: 'makes a damaged data folder readable again; nothing is deleted',
    load: async () => (await import('./storage.ts')).storageRepairCommand,
  },
];

/** The command that the first one or two words name, the longest name first; and the words after it. */
export function findCommand(
  args: readonly string[],
): { readonly command: NamedCommand; readonly rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command && args.length >= words) return { command, rest: args.slice(words) };
  }
  return undefined;
}

export function helpText(): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length)) + 2;
  return `Binnacle: observability for Kubernetes and Istio, on your own machines.

Usage: binnacle COMMAND [ARGUMENT…]

${commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}${summary}`).join('\n')}
  ${'version'.padEnd(width)}the version of this program

Each command explains itself with --help. New here? Run: binnacle up
`;
}
