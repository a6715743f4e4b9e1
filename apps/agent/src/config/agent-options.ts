import { AUTOMATIC } from '../discovery/settings.ts';
import { INPUT_NAMES } from './input-names.ts';

/**
 * Every setting of the agent: one row gives the flag (`--queue.max-size`), the environment variable
 * (`BINNACLE_QUEUE_MAX_SIZE`), the key of agent.yaml (`queue: {max-size: …}`), the default and the line of `--help`.
 */
export interface AgentOption {
  readonly name: string;
  readonly kind: 'text' | 'list' | 'flag' | 'size' | 'duration';
  /** As it would be written; '' is "not set". */
  readonly default: string;
  readonly help: string;
}

export const AGENT_OPTIONS = [
  { name: 'server.url', kind: 'list', default: '', help: 'server to send to; repeat for several' },
  { name: 'server.token', kind: 'text', default: '', help: 'agent token (tkn_…); not needed with --auth off' },
  {
    name: 'server.token-file',
    kind: 'text',
    default: '',
    help: 'file that holds the token; read again when it changes',
  },
  {
    name: 'server.ca',
    kind: 'text',
    default: '',
    help: "CA file for the server's certificate (default: the system's)",
  },
  {
    name: 'server.insecure-skip-verify',
    kind: 'flag',
    default: 'false',
    help: "do not verify the server's certificate",
  },
  {
    name: 'cluster-name',
    kind: 'text',
    default: '',
    help: "label cluster on everything (default: the cluster's own identity, else the host name)",
  },
  { name: 'host-name', kind: 'text', default: '', help: 'label host (default: what the system says)' },
  { name: 'global-tag', kind: 'list', default: '', help: 'label for everything, as key=value; repeat for several' },
  {
    name: 'conf-dir',
    kind: 'list',
    default: '/etc/binnacle/conf.d,/usr/local/datakit/conf.d',
    help: 'folder with *.conf files, at any depth; repeat for several',
  },
  { name: 'data-dir', kind: 'text', default: './binnacle-agent', help: 'folder for the queue' },
  {
    name: 'listen',
    kind: 'text',
    default: '127.0.0.1:9529',
    help: 'own page, /status, /metrics, health; "off" for none',
  },
  {
    name: 'inputs',
    kind: 'list',
    default: '',
    help: `what is collected without a file: ${INPUT_NAMES.join(', ')}; -NAME for all but one (default: all)`,
  },
  { name: 'host.interval', kind: 'duration', default: '15s', help: 'how often the machine is measured' },
  { name: 'host.proc', kind: 'text', default: '/proc', help: "the host's /proc, where it is mounted elsewhere" },
  { name: 'host.sys', kind: 'text', default: '/sys', help: "the host's /sys" },
  { name: 'host.root', kind: 'text', default: '/', help: "the host's root" },
  { name: 'container.interval', kind: 'duration', default: '15s', help: 'how often containers are measured' },
  {
    name: 'container.docker',
    kind: 'text',
    default: '',
    help: 'Docker or podman: unix:///PATH or tcp://HOST:PORT; "off" for none (default: where it usually is)',
  },
  {
    name: 'container.cri',
    kind: 'text',
    default: '',
    help: 'socket of containerd or CRI-O; "off" for none (default: where it usually is)',
  },
  {
    name: 'kubernetes',
    kind: 'text',
    default: 'auto',
    help: 'auto: in a pod, or with a kubeconfig that is named; on: also with ~/.kube/config; off',
  },
  { name: 'kubernetes.kubeconfig', kind: 'text', default: '', help: 'kubeconfig file (default: $KUBECONFIG)' },
  {
    name: 'kubernetes.context',
    kind: 'text',
    default: '',
    help: 'context of the kubeconfig (default: its current one)',
  },
  { name: 'kubernetes.node-name', kind: 'text', default: '', help: 'node of this agent (default: $NODE_NAME)' },
  { name: 'kubernetes.interval', kind: 'duration', default: '30s', help: 'how often the state of objects is written' },
  {
    name: 'scrape-config',
    kind: 'list',
    default: '',
    help: 'file in the form of a prometheus.yml; repeat for several. Those in the conf folders are read as well',
  },
  {
    name: 'discovery.off',
    kind: 'list',
    default: '',
    help: `what is not looked for in the cluster: ${AUTOMATIC.join(', ')}`,
  },
  { name: 'discovery.interval', kind: 'duration', default: '30s', help: 'interval of targets that name none' },
  {
    name: 'discovery.envoy-keep',
    kind: 'list',
    default: '',
    help: "expression for Envoy's own metrics to keep; repeat for several (default: those that the views use)",
  },
  {
    name: 'discovery.pod-network',
    kind: 'text',
    default: 'auto',
    help: 'whether addresses of pods can be reached: auto (in a pod, or on a named node), reachable (from here too)',
  },
  {
    name: 'election',
    kind: 'text',
    default: 'auto',
    help: 'one agent does what is to be done once in a cluster: on, off, auto (in a pod)',
  },
  { name: 'election.namespace', kind: 'text', default: '', help: 'name that the agents that elect one another share' },
  {
    name: 'election.lease-namespace',
    kind: 'text',
    default: '',
    help: "Kubernetes namespace of the lease (default: the agent's own)",
  },
  { name: 'queue.max-size', kind: 'size', default: '2GB', help: 'samples waiting for a server; the oldest go first' },
  { name: 'queue.sync-interval', kind: 'duration', default: '1s', help: 'how often the queue is forced to the disk' },
  { name: 'log.level', kind: 'text', default: 'info', help: 'debug, info, warn or error' },
  { name: 'log.format', kind: 'text', default: 'text', help: 'text or json' },
] as const satisfies readonly AgentOption[];

export type OptionName = (typeof AGENT_OPTIONS)[number]['name'];

export const environmentName = (option: string): string => `BINNACLE_${option.toUpperCase().replace(/[.-]/g, '_')}`;

const byName = new Map<string, AgentOption>(AGENT_OPTIONS.map((option) => [option.name, option]));
export const agentOption = (name: string): AgentOption | undefined => byName.get(name);

/** The table of options for `--help`. */
export function optionsHelp(): string {
  const rows = AGENT_OPTIONS.map((option: AgentOption) => {
    const value = option.kind === 'flag' ? '' : ` ${option.kind === 'list' ? 'VALUE …' : option.kind.toUpperCase()}`;
    const fallback = option.default === '' ? '' : ` (default ${option.default.replaceAll(',', ', ')})`;
    return [`  --${option.name}${value}`, option.help + fallback] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => left.padEnd(width) + right).join('\n');
}
