import { join } from 'node:path';

/** How `binnacle up` divides its flags between server and agent. */
export interface UpOptions {
  readonly serverArgs: readonly string[];
  readonly agentArgs: readonly string[];
  readonly dataDir: string;
  readonly listen: string;
  /** Address of the agent's own page, or `off`. */
  readonly agentListen: string;
}

export type UpOutcome =
  | { readonly kind: 'run'; readonly options: UpOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'bad'; readonly problem: string };

/** Flags that `up` reads itself, most of them to give them to the agent; each of them has a value. */
const ownFlags: ReadonlySet<string> = new Set([
  'listen',
  'data-dir',
  'cluster-name',
  'global-tag',
  'conf-dir',
  'agent.listen',
  'inputs',
  'kubernetes',
  'kubernetes.kubeconfig',
  'kubernetes.context',
  'container.docker',
  'container.cri',
  'scrape-config',
]);

const DEFAULT_LISTEN = '127.0.0.1:9630';
export const DEFAULT_AGENT_LISTEN = '127.0.0.1:9529';
const DEFAULT_DATA_DIR = './binnacle-data';
const SYSTEM_CONF_DIRS = ['/etc/binnacle/conf.d', '/usr/local/datakit/conf.d'];

/** Where settings come from that no flag gives. */
export interface UpSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the server's file (binnacle.yaml) says, by the names of flags. */
  readonly file: ReadonlyMap<string, string>;
}

/**
 * Reads the arguments of `binnacle up`. A flag that is not the agent's is the server's, which knows whether it is right. What only
 * `up` can know is added: where the agent's token, queue and configuration lie.
 */
export function readUpOptions(args: readonly string[], { env, file }: UpSources): UpOutcome {
  const elsewhere = (name: string): string | undefined =>
    env[`BINNACLE_${name.toUpperCase().replaceAll(/[.-]/g, '_')}`] || file.get(name);
  const serverArgs: string[] = [];
  const agentArgs: string[] = [];
  const confDirs: string[] = (env['BINNACLE_CONF_DIR'] ?? '').split(',').filter((dir) => dir !== '');
  let dataDir = elsewhere('data-dir') ?? DEFAULT_DATA_DIR;
  let listen = elsewhere('listen') ?? DEFAULT_LISTEN;
  let agentListen = env['BINNACLE_AGENT_LISTEN'] || DEFAULT_AGENT_LISTEN;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--help' || arg === '-h') return { kind: 'help' };
    const [, name, given] = /^--([a-z][a-z0-9.-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined)
      return {
        kind: 'bad',
        problem: `unexpected ${JSON.stringify(arg)}: every setting is a flag such as --listen 127.0.0.1:9630`,
      };
    const value = given ?? (args[i + 1]?.startsWith('--') === false ? args[++i] : undefined);
    if (value === undefined) {
      if (ownFlags.has(name)) return { kind: 'bad', problem: `--${name} needs a value` };
      // A switch of the server, or its mistake to report.
      serverArgs.push(arg);
    } else if (name === 'conf-dir') confDirs.push(value);
    else if (name === 'agent.listen') agentListen = value;
    else if (name === 'data-dir') dataDir = value;
    else if (name === 'listen') listen = value;
    else (ownFlags.has(name) ? agentArgs : serverArgs).push(`--${name}=${value}`);
  }
  const token = join(dataDir, 'agent-token');
  return {
    kind: 'run',
    options: {
      dataDir,
      listen,
      agentListen,
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
        `--listen=${agentListen}`,
        ...agentArgs,
      ],
    },
  };
}

export const upHelp = `Usage: binnacle up [FLAG…]

Starts server and agent on this machine, collects what it finds there (the machine, Docker or podman, containerd or CRI-O,
the cluster of a kubeconfig, etcd), and prints the URL and how to log in. Ctrl-C stops both.

  --listen ADDRESS        where the console and the API are (default ${DEFAULT_LISTEN})
  --data-dir DIR          everything that is kept (default ${DEFAULT_DATA_DIR}); the agent also reads DIR/conf.d
  --conf-dir DIR          another folder with *.conf files for the agent; repeat for several
                          (always read: ${SYSTEM_CONF_DIRS.join(', ')})
  --cluster-name NAME     label cluster on everything that the agent sends (default: the host name)
  --global-tag KEY=VALUE  another label for everything; repeat for several
  --inputs NAME,…         what is collected without a file; -NAME for all but one, none for nothing
  --kubernetes on|off     whether the cluster of the kubeconfig is looked at (default: if it answers)
  --kubernetes.kubeconfig FILE, --kubernetes.context NAME
                          which cluster (default: $KUBECONFIG, ~/.kube/config; its current context)
  --container.docker ADDRESS, --container.cri SOCKET
                          where the container runtimes are (default: where they usually are)
  --scrape-config FILE    targets in the form of a prometheus.yml; repeat for several
  --agent.listen ADDRESS  the agent's own page (default ${DEFAULT_AGENT_LISTEN}); off: none

Any other flag goes to the server: see binnacle server --help. Both write their logs to DIR/log. Each flag is also an
environment variable (--agent.listen: BINNACLE_AGENT_LISTEN), and those of the server are keys of binnacle.yaml.
`;
