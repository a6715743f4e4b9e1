import { existsSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import {
  cgroupReader,
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
import { withChosenInputs } from './chosen-inputs.ts';
import type { CollectorPlan } from './collector-runner.ts';
import type { LocalSettings } from './local-settings.ts';

/** What the functions that make collectors get beside the settings. */
export interface LocalParts {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Something of this machine that can be collected. It looks for itself whether it is switched on and whether there is
 * anything to read, and makes no collector if not; then it is asked again every minute.
 */
export interface LocalSource {
  /** For people. */
  readonly name: string;
  readonly intervalMs: (settings: LocalSettings) => number;
  readonly make: (settings: LocalSettings, parts: LocalParts) => readonly Collector[];
}

/** Everything that the agent collects on this machine by itself. A new source is a line here. */
export const LOCAL_SOURCES: readonly LocalSource[] = [
  { name: 'host', intervalMs: ({ host }) => host.intervalMs, make: makeNode },
  { name: 'docker', intervalMs: ({ container }) => container.intervalMs, make: makeDocker },
];

export function plansOf(source: LocalSource, settings: LocalSettings, parts: LocalParts): readonly CollectorPlan[] {
  const intervalMs = source.intervalMs(settings);
  return source.make(settings, parts).map((collector) => ({ collector, intervalMs, timeoutMs: intervalMs }));
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
const DOCKER_SOCKETS = ['run/docker.sock', 'var/run/docker.sock', 'run/podman/podman.sock'];

function makeDocker({ inputs, container, host, hostName, kubernetes }: LocalSettings, parts: LocalParts): Collector[] {
  const { docker } = container;
  if (!inputs.has('container') || docker === 'off') return [];
  const socket = [...new Set(['/', host.root])]
    .flatMap((root) => DOCKER_SOCKETS.map((path) => join(root, path)))
    .find((path) => existsSync(path));
  const address = docker ?? (socket === undefined ? undefined : `unix://${socket}`);
  if (address === undefined) return [];
  const parsed = parseEngineAddress(address);
  if (!parsed.ok) {
    parts.log.error(`container.docker: ${parsed.problem}`);
    return [];
  }
  const files = hostFiles(host);
  const isLocal = parsed.address.kind === 'socket';
  const collector = dockerCollector({
    containers: new DockerContainers(new EngineClient(parsed.address), parts.clock.nowMs),
    host: hostName,
    now: parts.clock.nowMs,
    ...(isLocal ? { files, cgroups: cgroupReader(files) } : {}),
    kubernetesContainers: kubernetes.nodeName === undefined ? 'collect' : 'leave out',
  });
  return [{ ...collector, address }];
}
