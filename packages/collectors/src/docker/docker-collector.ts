import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collector, CollectorOutput, CollectOutcome, MetricFamily } from '../collector.ts';
import type { CgroupReader } from '../cgroup/cgroup-reader.ts';
import { containerLabels } from '../container/identity.ts';
import { writeMachine } from '../container/machine.ts';
import { fillGaps, type ContainerReading } from '../container/reading.ts';
import { SeriesByContainer } from '../container/series-by-container.ts';
import { BlockDevices } from '../host/block-devices.ts';
import type { HostFiles } from '../host/host-files.ts';
import { inParallel } from '../in-parallel.ts';
import { CONTAINER_STATES, type DockerContainer } from './docker-container.ts';
import type { DockerContainers, EngineInfo } from './docker-containers.ts';
import type { Engine } from './engine-client.ts';
import { dockerIdentity } from './docker-identity.ts';
import { specReading } from './spec-reading.ts';
import { statsReading } from './stats-reading.ts';
import { writableLayers } from './writable-layers.ts';

const containerState: MetricFamily = {
  name: 'docker_container_state',
  type: 'gauge',
  help: 'State of the container: 1 for the one it is in, 0 for the others',
};
const restarts: MetricFamily = {
  name: 'docker_container_restarts_total',
  type: 'counter',
  help: 'Restarts of the container by the restart policy of the engine',
};
const exitCode: MetricFamily = {
  name: 'docker_container_exit_code',
  type: 'gauge',
  help: 'Exit code of the last run of the container that has ended',
};
export interface DockerCollectorOptions {
  readonly containers: DockerContainers;
  /** Label `host`, and `instance`. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Files of the host, when the engine is the one of this machine. */
  readonly files?: HostFiles;
  /** Fills in what the engine does not tell, when it is the one of this machine. */
  readonly cgroups?: CgroupReader;
  /** `leave out` where a kubelet tells of the pods' containers: they would be counted twice. Default `collect`. */
  readonly kubernetesContainers?: 'collect' | 'leave out';
}

/** States in which there are processes to measure. */
const isRunning = ({ status }: DockerContainer): boolean => status === 'running' || status === 'paused';

/**
 * How many statistics are asked for at a time. Docker measures all that are wanted once a second and lets the requests
 * wait for it (before 1.41 for two rounds): waiting costs it nothing, so many wait together.
 */
const CONCURRENT_WAITS = 48;
/** So many containers are worked off before others get their turn: a few milliseconds. */
const CONTAINERS_PER_TURN = 6;

/**
 * Containers of a Docker Engine, or of podman in its place, under cAdvisor's names. A container that does not run has a
 * state, restarts and an exit code, and no sample of CPU or memory at all.
 */
export function dockerCollector(options: DockerCollectorOptions): Collector {
  const { containers, host, now } = options;
  const devices = new BlockDevices(options.files);
  const series = new SeriesByContainer();
  const layers = writableLayers(containers.client, now, options.files);

  /** What the engine answers of a running container; undefined where it has ended meanwhile. */
  async function statistics(
    container: DockerContainer,
    engine: Engine,
    partial: string[],
    signal: AbortSignal,
  ): Promise<unknown> {
    const how = engine.hasOneShot ? 'stream=false&one-shot=true' : 'stream=false';
    const reply = await containers.client.get(`/containers/${container.id}/stats?${how}`, signal);
    if (reply.ok) return reply.value;
    // 404 and 409: it ended since the list was made.
    if (reply.status !== 404 && reply.status !== 409) partial.push(`${container.name}: ${reply.reason}`);
    return undefined;
  }

  function measure(container: DockerContainer, engine: Engine, stats: unknown): ContainerReading | undefined {
    const reading = statsReading(stats, engine.runtime, devices);
    if (reading === undefined) return undefined;
    const own = hasOwnNetwork(container) ? reading : { ...reading, networks: new Map() };
    const fromCgroup = options.cgroups?.read({ containerId: container.id });
    // podman's own figures are the poorer ones.
    return engine.runtime === 'podman' && fromCgroup !== undefined
      ? fillGaps(fromCgroup, own)
      : fillGaps(own, fromCgroup);
  }

  function write(container: DockerContainer, info: EngineInfo, reading: ContainerReading | undefined): void {
    const { runtime } = info.engine;
    const identity = dockerIdentity(container, { runtime, cgroupDriver: info.cgroupDriver });
    const own = series.of(container.id, containerLabels(identity, host));
    for (const state of CONTAINER_STATES) own.add(containerState, container.status === state ? 1 : 0, 'state', state);
    own.add(restarts, container.restartCount);
    const code = containers.history.lastExitCode(container.id);
    if (code !== undefined) own.add(exitCode, code);
    // Counted by events: the cgroup's own count is lost with each run of the container.
    const kills = containers.history.oomEvents(container.id);
    const spec = specReading(container, reading !== undefined, now());
    if (reading === undefined) {
      own.write({ scalars: { ...spec.scalars, oomEvents: kills } });
      return;
    }
    const fileSystems = layers.of(container.id);
    own.write({
      ...reading,
      scalars: { ...reading.scalars, ...spec.scalars, oomEvents: kills },
      ...(fileSystems === undefined ? {} : { fileSystems }),
    });
  }

  return {
    name: 'docker',
    job: 'docker',
    instance: host,
    scope: 'host',
    async collect(out: CollectorOutput, signal: AbortSignal): Promise<CollectOutcome> {
      options.cgroups?.begin();
      const read = await containers.read(signal);
      if (!read.ok)
        return { kind: 'unreachable', reason: read.reason, ...(read.advice ? { advice: read.advice } : {}) };
      const { info } = read;
      const partial = [...read.partial];
      const wanted = read.containers.filter(
        ({ labels }) => options.kubernetesContainers !== 'leave out' || labels['io.kubernetes.pod.name'] === undefined,
      );
      series.begin(out);
      writeMachine(out, { cpus: info.cpus, memoryBytes: info.memoryBytes }, host);
      layers.refresh(info.rootDir);
      const running = wanted.filter(isRunning);
      const answers = await inParallel(running, CONCURRENT_WAITS, async (container) => {
        return [container.id, await statistics(container, info.engine, partial, signal)] as const;
      });
      const stats = new Map(answers);
      // The answers come all at once: they are worked off in turns, so that nothing else has to wait for all of them.
      for (const [i, container] of wanted.entries()) {
        write(container, info, measure(container, info.engine, stats.get(container.id)));
        if (i % CONTAINERS_PER_TURN === 0) await nextTurn();
      }
      series.end();
      if (signal.aborted)
        return { kind: 'unreachable', reason: `${containers.client.address}: stopped before it was done` };
      return partial.length === 0 ? { kind: 'ok' } : { kind: 'ok', partial };
    },
    close() {
      containers.close();
    },
  };
}

/** podman tells zeros for an interface called `none`; a container in another's network shows that one's. */
function hasOwnNetwork({ networkMode }: DockerContainer): boolean {
  return networkMode !== 'none' && networkMode !== 'host' && !networkMode.startsWith('container:');
}
