import { agentOption, type OptionName } from './agent-options.ts';
import { readArticleEnvironment } from './article-environment.ts';
import { compileRegex } from '../inputs/compile-regex.ts';
import { AUTOMATIC, ENVOY_KEEP, type Automatic, type DiscoverySettings } from '../discovery/settings.ts';
import { parseDurationMs } from './duration.ts';
import { resolveGlobalTags, type GlobalTags } from './global-tags.ts';
import { INPUT_NAMES, readInputNames, type InputName } from './input-names.ts';
import { problemAt, type Problem } from './problem.ts';
import { readEnvironment, splitList, type Environment } from './read-environment.ts';
import type { Layer } from './read-flags.ts';
import { readServerUrl, type ServerAddress } from './server-address.ts';
import { parseSizeBytes } from './size.ts';

/** Everything the agent was told, checked and in units. */
export interface AgentSettings {
  readonly servers: readonly ServerAddress[];
  readonly tokenFile: string | undefined;
  readonly serverCaFile: string | undefined;
  readonly serverSkipVerify: boolean;
  readonly hostName: string;
  readonly tags: GlobalTags;
  /** `host`: nobody named the cluster, and the name in the tags is the host's. */
  readonly clusterFrom: 'setting' | 'host';
  readonly confDirs: readonly string[];
  readonly dataDir: string;
  /** Undefined: no own port. */
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  readonly election: 'on' | 'off' | 'auto';
  readonly electionNamespace: string;
  /** Kubernetes namespace of the leases; undefined for the agent's own. */
  readonly leaseNamespace: string | undefined;
  /** What is collected without a file. */
  readonly inputs: ReadonlySet<InputName>;
  /** Inputs that were asked for and that only the reference agent has. */
  readonly otherInputs: readonly string[];
  readonly discovery: DiscoverySettings;
  readonly host: { readonly intervalMs: number; readonly proc: string; readonly sys: string; readonly root: string };
  readonly container: {
    readonly intervalMs: number;
    /** Where Docker listens; undefined for the usual places, 'off' for none. */
    readonly docker: string | undefined;
    /** The same of containerd or CRI-O. */
    readonly cri: string | undefined;
  };
  readonly kubernetes: {
    readonly mode: 'on' | 'off' | 'auto';
    readonly intervalMs: number;
    readonly kubeconfig: string | undefined;
    readonly context: string | undefined;
    readonly nodeName: string | undefined;
  };
  readonly queueMaxBytes: number;
  readonly queueSyncIntervalMs: number;
  readonly logLevel: LogLevel;
  readonly logFormat: 'text' | 'json';
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the machine says about itself. */
export interface MachineIdentity {
  readonly hostName: string;
  /** First address that is not loopback, for the placeholder `__datakit_ip`. */
  readonly address: string;
}

/**
 * Puts the layers together: flag before `BINNACLE_…` before `ENV_…` (the article's) before agent.yaml before default.
 * Settings that cannot be used are reported and their defaults taken.
 */
export function resolveSettings(
  flags: Layer,
  env: Environment,
  file: Layer,
  machine: MachineIdentity,
): { readonly settings: AgentSettings; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const article = readArticleEnvironment(env);
  const layers: readonly Layer[] = [flags, readEnvironment(env), article.layer, file];
  const find = (name: OptionName): { readonly values: readonly string[]; readonly place: string } => {
    for (const layer of layers) {
      const found = layer.get(name);
      if (found !== undefined) return found;
    }
    const option = agentOption(name)!;
    const values = option.default === '' ? [] : option.kind === 'list' ? splitList(option.default) : [option.default];
    return { values, place: 'default' };
  };
  const text = (name: OptionName): string => find(name).values[0] ?? '';
  const optional = (name: OptionName): string | undefined => (text(name) === '' ? undefined : text(name));
  /** Converts one value; what does not convert is reported with what was expected, and the default is used. */
  const convert = <T>(name: OptionName, read: (value: string) => T | undefined, expected: string): T => {
    const found = find(name);
    const value = read(found.values[0] ?? '');
    if (value !== undefined) return value;
    const message = `expected ${expected}, got ${JSON.stringify(found.values[0] ?? '')}`;
    problems.push(problemAt({ key: found.place }, 'error', 'bad_value', message));
    return read(agentOption(name)!.default)!;
  };

  const token = optional('server.token');
  const servers: ServerAddress[] = [];
  for (const url of find('server.url').values) {
    const address = readServerUrl(url, token);
    if (typeof address === 'string') {
      problems.push(problemAt({ key: find('server.url').place }, 'error', 'bad_value', address));
    } else if (!servers.some((known) => known.display === address.display)) servers.push(address);
  }
  const hostName = optional('host-name') ?? machine.hostName;
  const tags = resolveGlobalTags({
    machine: { hostName, address: machine.address },
    clusterName: text('cluster-name'),
    globalTags: find('global-tag').values,
    hostTags: article.hostTags,
    electionTags: article.electionTags,
  });
  problems.push(...tags.problems);
  const { values: inputList, place: inputPlace } = find('inputs');
  const inputs = readInputNames(inputList.flatMap(splitList), inputPlace === 'ENV_DEFAULT_ENABLED_INPUTS');
  if (inputs.unknown.length > 0) {
    const message = `no such input: ${inputs.unknown.join(', ')}`;
    const advice = `Expected some of ${INPUT_NAMES.join(', ')}`;
    // A list that was made for the reference agent may name inputs of later versions of it.
    const severity = inputPlace.startsWith('ENV_') ? 'warning' : 'error';
    problems.push(problemAt({ key: inputPlace }, severity, 'bad_value', message, advice));
  }
  const off = new Set<Automatic>();
  for (const word of find('discovery.off').values.flatMap(splitList)) {
    const kind = AUTOMATIC.find((known) => known === word);
    if (kind !== undefined) off.add(kind);
    else {
      const message = `expected some of ${AUTOMATIC.join(', ')}, got ${JSON.stringify(word)}`;
      problems.push(problemAt({ key: find('discovery.off').place }, 'error', 'bad_value', message));
    }
  }
  const envoyKeep = find('discovery.envoy-keep').values;
  for (const expression of envoyKeep) {
    const compiled = compileRegex(expression);
    if ('error' in compiled)
      problems.push(problemAt({ key: find('discovery.envoy-keep').place }, 'error', 'bad_regex', compiled.error));
  }
  const settings: AgentSettings = {
    servers,
    tokenFile: optional('server.token-file'),
    serverCaFile: optional('server.ca'),
    serverSkipVerify: convert('server.insecure-skip-verify', readFlag, 'true or false'),
    hostName,
    tags: tags.tags,
    clusterFrom: tags.clusterFrom,
    confDirs: find('conf-dir').values,
    dataDir: text('data-dir'),
    listen: convert('listen', readListen, 'an address such as 127.0.0.1:9529, or off') ?? undefined,
    election: convert('election', readMode, 'on, off or auto'),
    electionNamespace: text('election.namespace'),
    leaseNamespace: optional('election.lease-namespace'),
    inputs: inputs.names,
    otherInputs: inputs.others,
    discovery: {
      scrapeConfigFiles: find('scrape-config').values,
      confDirs: find('conf-dir').values,
      off,
      envoyKeep: envoyKeep.length > 0 ? envoyKeep : ENVOY_KEEP,
      podNetwork: convert(
        'discovery.pod-network',
        (value) => (value === 'auto' || value === 'reachable' ? value : undefined),
        'auto or reachable',
      ),
      intervalMs: convert('discovery.interval', readInterval, INTERVAL),
    },
    host: {
      intervalMs: convert('host.interval', readInterval, INTERVAL),
      proc: text('host.proc'),
      sys: text('host.sys'),
      root: text('host.root'),
    },
    container: {
      intervalMs: convert('container.interval', readInterval, INTERVAL),
      docker: optional('container.docker'),
      cri: optional('container.cri'),
    },
    kubernetes: {
      mode: convert('kubernetes', readMode, 'on, off or auto'),
      intervalMs: convert('kubernetes.interval', readInterval, INTERVAL),
      kubeconfig: optional('kubernetes.kubeconfig'),
      context: optional('kubernetes.context'),
      nodeName: optional('kubernetes.node-name'),
    },
    queueMaxBytes: convert(
      'queue.max-size',
      (value) => atLeast(parseSizeBytes(value), 1024 * 1024),
      'a size such as 2GB, at least 1MB',
    ),
    queueSyncIntervalMs: convert(
      'queue.sync-interval',
      (value) => atLeast(parseDurationMs(value), 0),
      'a duration such as 1s',
    ),
    logLevel: convert('log.level', (value) => LOG_LEVELS.find((level) => level === value), LOG_LEVELS.join(', ')),
    logFormat: convert(
      'log.format',
      (value) => (value === 'text' || value === 'json' ? value : undefined),
      'text or json',
    ),
  };
  // Nobody stands between an agent and a server of the same machine.
  if (settings.serverSkipVerify && !servers.every(({ writeUrl }) => isLoopback(new URL(writeUrl).hostname))) {
    const message = "the server's certificate is not verified";
    problems.push(
      problemAt(
        { key: find('server.insecure-skip-verify').place },
        'warning',
        'tls_unverified',
        message,
        'Name its CA in server.ca instead',
      ),
    );
  }
  return { settings, problems };
}

const INTERVAL = 'a duration between 1s and 5m';
const readInterval = (value: string): number | undefined => {
  const ms = parseDurationMs(value);
  return ms !== undefined && ms >= 1_000 && ms <= 300_000 ? ms : undefined;
};

function readMode(value: string): 'on' | 'off' | 'auto' | undefined {
  if (/^auto$/i.test(value)) return 'auto';
  const flag = readFlag(value);
  return flag === undefined ? undefined : flag ? 'on' : 'off';
}

function readFlag(value: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(value)) return true;
  return /^(false|0|no|off|)$/i.test(value) ? false : undefined;
}

const isLoopback = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

const atLeast = (value: number | undefined, min: number): number | undefined =>
  value !== undefined && value >= min ? value : undefined;

/** `null` is "no port". IPv6 addresses stand in brackets. */
function readListen(value: string): { readonly host: string; readonly port: number } | null | undefined {
  if (/^(off|none)$/i.test(value)) return null;
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return undefined;
  return { host: match[1] ?? (match[2] === '' ? '0.0.0.0' : match[2]!), port };
}
