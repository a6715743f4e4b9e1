import { join } from 'node:path';

/** How `binnacle up` divides its flags between server and agent. */
export interface UpOptions {
  readonly serverArgs: readonly string[];
  readonly agentArgs: readonly string[];
  readonly dataDir: string;
  readonly listen: string;
  readonly auth: 'on' | 'off';
}

export type UpOutcome =
  | { readonly kind: 'run'; readonly options: UpOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'bad'; readonly problem: string };

/** Flags that go to the agent, under the name that `up` gives them. */
const agentFlags: Readonly<Record<string, string>> = {
  'cluster-name': 'cluster-name',
  'global-tag': 'global-tag',
  'conf-dir': 'conf-dir',
  'agent.listen': 'listen',
};

const DEFAULT_LISTEN = '127.0.0.1:9630';
const DEFAULT_DATA_DIR = './binnacle-data';
const SYSTEM_CONF_DIRS = ['/etc/binnacle/conf.d', '/usr/local/datakit/conf.d'];

/**
 * Reads the arguments of `binnacle up`. A flag that is not the agent's is the server's, which knows whether it is right. What only
 * `up` can know is added: where the agent's token, queue and configuration lie.
 */
export function readUpOptions(args: readonly string[]): UpOutcome {
  const serverArgs: string[] = [];
  const agentArgs: string[] = [];
  const confDirs: string[] = [];
  let dataDir = DEFAULT_DATA_DIR;
  let listen = DEFAULT_LISTEN;
  let auth: 'on' | 'off' = 'on';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--help' || arg === '-h') return { kind: 'help' };
    const [, name, given] = /^--([a-z][a-z0-9.-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined)
      return {
        kind: 'bad',
        problem: `unexpected ${JSON.stringify(arg)}: every setting is a flag such as --listen 127.0.0.1:9630`,
      };
    const value = given ?? args[++i];
    if (value === undefined) return { kind: 'bad', problem: `--${name} needs a value` };
    const agentName = agentFlags[name];
    if (name === 'conf-dir') confDirs.push(value);
    else if (agentName !== undefined) agentArgs.push(`--${agentName}=${value}`);
    else if (name === 'data-dir') dataDir = value;
    else if (name === 'listen') listen = value;
    else {
      if (name === 'auth') auth = value === 'off' ? 'off' : 'on';
      serverArgs.push(`--${name}=${value}`);
    }
  }
  const token = join(dataDir, 'agent-token');
  return {
    kind: 'run',
    options: {
      dataDir,
      listen,
      auth,
      serverArgs: [
        `--listen=${listen}`,
        `--data-dir=${dataDir}`,
        `--bootstrap.agent-token-file=${token}`,
        ...serverArgs,
      ],
      agentArgs: [
        `--server.token-file=${token}`,
        `--data-dir=${join(dataDir, 'agent')}`,
        ...[...SYSTEM_CONF_DIRS, join(dataDir, 'conf.d'), ...confDirs].map((dir) => `--conf-dir=${dir}`),
        ...agentArgs,
      ],
    },
  };
}

export const upHelp = `Usage: binnacle up [FLAG…]

Starts server and agent on this machine, looks for an etcd to watch, and prints the URL and how to log in.
Ctrl-C stops both.

  --listen ADDRESS        where the console and the API are (default ${DEFAULT_LISTEN})
  --data-dir DIR          everything that is kept (default ${DEFAULT_DATA_DIR}); the agent also reads DIR/conf.d
  --conf-dir DIR          another folder with *.conf files for the agent; repeat for several
                          (always read: ${SYSTEM_CONF_DIRS.join(', ')})
  --cluster-name NAME     label cluster on everything that the agent sends (default: the host name)
  --global-tag KEY=VALUE  another label for everything; repeat for several
  --agent.listen ADDRESS  the agent's own page (default 127.0.0.1:9529)

Any other flag goes to the server: see binnacle server --help. Both write their logs to DIR/log.
`;
