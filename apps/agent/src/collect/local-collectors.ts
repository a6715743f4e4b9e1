import { existsSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import {
  cgroupReader,
  CriClient,
  criCollector,
  CriContainers,
  dockerCollector,
  DockerContainers,
  EngineClient,
  hostFiles,
  nodeCollector,
  parseEngineAddress,
  type Collector,
} from '@binnacle/collectors';
import { HOST_INPUTS } from '../config/input-names.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../scrape/schedule.ts';
import { CRI_SOCKETS, DOCKER_SOCKETS } from './runtime-sockets.ts';
import { withChosenInputs } from './chosen-inputs.ts';
import type { CollectorPlan } from './collector-runner.ts';
import type { LocalSettings } from './local-settings.ts';

/** What the functions that make collectors get beside the settings. */
export interface LocalParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Where the runtimes are noted down that were found. */
  readonly runtimes: Runtimes;
}

/** The container runtimes of this machine, for who wants to know more of the containers than their figures. */
export interface Runtimes {
  docker?: DockerContainers;
  cri?: CriContainers;
}

/**
 * Something of this machine that can be collected. It looks for itself whether it is switched on and whether there is
 * anything to read, and makes no collector if not; then it is asked again every minute.
 */
export interface LocalSource {
  /** For people. */
  readonly name: string;
  readonly intervalMs: (settings: LocalSettings) => number;
  readonly make: (settings: LocalSettings, parts: LocalParts) => readonly Collector[] | Promise<readonly Collector[]>;
}

/** Everything that the agent collects on this machine by itself. A new source is a line here. */
export const LOCAL_SOURCES: readonly LocalSource[] = [
  { name: 'host', intervalMs: ({ host }) => host.intervalMs, make: makeNode },
  { name: 'docker', intervalMs: ({ container }) => container.intervalMs, make: makeDocker },
  { name: 'cri', intervalMs: ({ container }) => container.intervalMs, make: makeCri },
];

export async function plansOf(
  source: LocalSource,
  settings: LocalSettings,
  parts: LocalParts,
): Promise<readonly CollectorPlan[]> {
  const intervalMs = source.intervalMs(settings);
  const collectors = await source.make(settings, parts);
  return collectors.map((collector) => ({ collector, intervalMs, timeoutMs: intervalMs }));
}

function makeNode({ inputs, tags, host, hostName, kubernetes }: LocalSettings, { clock }: LocalParts): Collector[] {
  if (![...HOST_INPUTS].some((input) => inputs.has(input)) || !existsSync(join(host.proc, 'stat'))) return [];
  const collector = nodeCollector({
    files: hostFiles(host),
    host: hostName,
    now: clock.nowMs,
    machine: machine(),
    ...(kubernetes.nodeName === undefined ? {} : { labels: { node: kubernetes.nodeName } }),
  });
  return [withChosenInputs({ ...collector, address: `file:${host.proc}` }, inputs, tags)];
}

/** Below the host's root, where that is mounted, the sockets are found without a mount of their own. */
const findSocket = (paths: readonly string[], { root }: LocalSettings['host']): string | undefined =>
  [...new Set(['/', root])].flatMap((below) => paths.map((path) => join(below, path))).find((path) => existsSync(path));

function makeDocker({ inputs, container, host, hostName, kubernetes }: LocalSettings, parts: LocalParts): Collector[] {
  const { docker } = container;
  if (!inputs.has('container') || docker === 'off') return [];
  const socket = findSocket(DOCKER_SOCKETS, host);
  const address = docker ?? (socket === undefined ? undefined : `unix://${socket}`);
  if (address === undefined) return [];
  const parsed = parseEngineAddress(address);
  if (!parsed.ok) {
    parts.log.error(`container.docker: ${parsed.problem}`);
    return [];
  }
  const files = hostFiles(host);
  const isLocal = parsed.address.kind === 'socket';
  const containers = new DockerContainers(new EngineClient(parsed.address), parts.clock.nowMs);
  parts.runtimes.docker = containers;
  const collector = dockerCollector({
    containers,
    host: hostName,
    now: parts.clock.nowMs,
    ...(isLocal ? { files, cgroups: cgroupReader(files) } : {}),
    kubernetesContainers: kubernetes.nodeName === undefined ? 'collect' : 'leave out',
  });
  return [{ ...collector, address }];
}

/** Beside a kubelet it tells the names of the containers, and their figures come from there. */
async function makeCri(settings: LocalSettings, parts: LocalParts): Promise<Collector[]> {
  const { inputs, container, host, hostName, kubernetes } = settings;
  const { cri } = container;
  if (!inputs.has('container') || cri === 'off') return [];
  const path = cri?.replace(/^unix:\/\//, '') ?? findSocket(CRI_SOCKETS, host);
  if (path === undefined) return [];
  const client = new CriClient(path);
  // Docker's own containerd has a socket too, behind which nobody speaks CRI.
  if (cri === undefined && (await client.connect(AbortSignal.timeout(5_000))).kind !== 'ok') {
    client.close();
    return [];
  }
  const containers = new CriContainers({ client });
  parts.runtimes.cri = containers;
  if (kubernetes.nodeName !== undefined) return [];
  const files = hostFiles(host);
  const options = { containers, host: hostName, now: parts.clock.nowMs, files, cgroups: cgroupReader(files) };
  return [{ ...criCollector(options), address: client.address }];
}
