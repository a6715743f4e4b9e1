import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { problemAt, type Problem } from './problem.ts';
import type { Environment } from './read-environment.ts';
import { readFlags, type Layer } from './read-flags.ts';
import { resolveSettings, type AgentSettings, type MachineIdentity } from './settings.ts';

export interface LoadedSettings {
  readonly settings: AgentSettings;
  readonly problems: readonly Problem[];
  readonly help: boolean;
  /** Arguments that are no flags. */
  readonly rest: readonly string[];
  /** Where agent.yaml is, or would be. */
  readonly file: string;
}

const DEFAULT_CONFIG_FILE = '/etc/binnacle/agent.yaml';

/** Reads all layers of the configuration: `args`, environment and agent.yaml. */
export async function loadSettings(args: readonly string[], env: Environment, cwd: string): Promise<LoadedSettings> {
  const flags = readFlags(args);
  const problems = [...flags.problems];
  // Empty means unset, as for every other variable.
  const named = flags.configFile ?? (env['BINNACLE_CONFIG'] || undefined);
  let file: Layer = new Map();
  const path = resolve(cwd, named ?? DEFAULT_CONFIG_FILE);
  try {
    const text = readFileSync(path, 'utf8');
    // The YAML library takes several megabytes, and in a cluster there is no such file.
    const { readAgentYaml } = await import('./read-agent-yaml.ts');
    const read = readAgentYaml(path, text);
    file = read.layer;
    problems.push(...read.problems);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    if (named !== undefined || code !== 'ENOENT') {
      problems.push(
        problemAt(
          { file: path },
          'error',
          'missing_file',
          `cannot read the configuration: ${code === 'ENOENT' ? 'no such file' : code}`,
        ),
      );
    }
  }
  const resolved = resolveSettings(flags.layer, env, file, machineIdentity(env));
  const { settings } = resolved;
  return {
    settings: {
      ...settings,
      dataDir: resolve(cwd, settings.dataDir),
      confDirs: settings.confDirs.map((dir) => resolve(cwd, dir)),
      discovery: {
        ...settings.discovery,
        confDirs: settings.confDirs.map((dir) => resolve(cwd, dir)),
        scrapeConfigFiles: settings.discovery.scrapeConfigFiles.map((file) => resolve(cwd, file)),
      },
    },
    problems: [...problems, ...resolved.problems],
    help: flags.help,
    rest: flags.rest,
    file: path,
  };
}

/** In a pod the node's name is the better one; manifests pass it in the environment. */
function machineIdentity(env: Environment): MachineIdentity {
  const hostName = env['ENV_K8S_NODE_NAME'] || env['NODE_NAME'] || hostname() || 'localhost';
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const address = env['HOST_IP'] || addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  return { hostName, address: address ?? '127.0.0.1' };
}
