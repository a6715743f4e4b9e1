import { at, entriesAt, listAt, numberAt, textAt, textsAt, timeAt } from '../json-value.ts';

export const CONTAINER_STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;

export interface PublishedPort {
  readonly containerPort: number;
  readonly protocol: string;
  readonly hostIp?: string;
  readonly hostPort?: number;
}

export interface Mount {
  readonly type: string;
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
}

/** A container as the engine describes it. Its environment is not read at all: it holds secrets. */
export interface DockerContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly command: string;
  readonly createdAtMs: number | undefined;
  readonly status: string;
  readonly pid: number;
  readonly startedAtMs: number | undefined;
  readonly finishedAtMs: number | undefined;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly error: string;
  /** `healthy`, `unhealthy` or `starting`; undefined where no check is defined. */
  readonly health: string | undefined;
  readonly failingStreak: number;
  readonly restartCount: number;
  readonly restartPolicy: string;
  readonly networkMode: string;
  readonly cgroupParent: string;
  readonly privileged: boolean;
  readonly cpuQuota: number | undefined;
  readonly cpuPeriod: number;
  readonly cpuShares: number;
  /** Bytes, 0 for no limit; the same for the next two. */
  readonly memoryLimit: number;
  readonly memoryReservation: number;
  readonly memorySwapLimit: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly ports: readonly PublishedPort[];
  /** Address in each network. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** The period of the CFS scheduler when nobody chose one, in microseconds. */
const DEFAULT_CPU_PERIOD = 100_000;

/** Reads the answer of `/containers/ID/json`; undefined when it has no id. */
export function dockerContainer(inspected: unknown): DockerContainer | undefined {
  const id = textAt(inspected, 'Id');
  if (id === '') return undefined;
  const state = at(inspected, 'State');
  const host = at(inspected, 'HostConfig');
  // podman says `Healthcheck` in place of `Health`, and '' or `none` where no check is defined.
  const health = (textAt(state, 'Health', 'Status') || textAt(state, 'Healthcheck', 'Status')).toLowerCase();
  const path = textAt(inspected, 'Path');
  const args = listAt(inspected, 'Args').filter((arg) => typeof arg === 'string');
  return {
    id,
    name: textAt(inspected, 'Name').replace(/^\//, ''),
    image: textAt(inspected, 'Config', 'Image') || textAt(inspected, 'ImageName'),
    imageId: textAt(inspected, 'Image'),
    command: [path, ...args].join(' ').slice(0, 1000),
    createdAtMs: timeAt(inspected, 'Created'),
    status: textAt(state, 'Status').toLowerCase() || 'unknown',
    pid: numberAt(state, 'Pid') ?? 0,
    startedAtMs: timeAt(state, 'StartedAt'),
    finishedAtMs: timeAt(state, 'FinishedAt'),
    exitCode: numberAt(state, 'ExitCode') ?? 0,
    oomKilled: at(state, 'OOMKilled') === true,
    error: textAt(state, 'Error'),
    health: health === '' || health === 'none' ? undefined : health,
    failingStreak: numberAt(state, 'Health', 'FailingStreak') ?? 0,
    restartCount: numberAt(inspected, 'RestartCount') ?? 0,
    restartPolicy: textAt(host, 'RestartPolicy', 'Name'),
    networkMode: textAt(host, 'NetworkMode'),
    cgroupParent: textAt(host, 'CgroupParent'),
    privileged: at(host, 'Privileged') === true,
    ...cpuLimits(host),
    cpuShares: numberAt(host, 'CpuShares') ?? 0,
    memoryLimit: limit(numberAt(host, 'Memory')),
    memoryReservation: limit(numberAt(host, 'MemoryReservation')),
    memorySwapLimit: limit(numberAt(host, 'MemorySwap')),
    labels: textsAt(inspected, 'Config', 'Labels'),
    mounts: listAt(inspected, 'Mounts').map((mount) => ({
      type: textAt(mount, 'Type'),
      source: textAt(mount, 'Source') || textAt(mount, 'Name'),
      destination: textAt(mount, 'Destination'),
      readOnly: at(mount, 'RW') === false,
    })),
    ports: portsOf(at(inspected, 'NetworkSettings', 'Ports')),
    addresses: addressesOf(at(inspected, 'NetworkSettings', 'Networks')),
  };
}

function cpuLimits(host: unknown): Pick<DockerContainer, 'cpuQuota' | 'cpuPeriod'> {
  const quota = numberAt(host, 'CpuQuota') ?? 0;
  const period = numberAt(host, 'CpuPeriod') || DEFAULT_CPU_PERIOD;
  if (quota > 0) return { cpuQuota: quota, cpuPeriod: period };
  // `--cpus 1.5` is kept as billionths of a CPU.
  const nanoCpus = numberAt(host, 'NanoCpus') ?? 0;
  const fromCpus = Math.round((nanoCpus / 1e9) * DEFAULT_CPU_PERIOD);
  return { cpuQuota: nanoCpus > 0 ? fromCpus : undefined, cpuPeriod: nanoCpus > 0 ? DEFAULT_CPU_PERIOD : period };
}

/** -1 (swap) and 0 both say that there is no limit. */
const limit = (bytes: number | undefined): number => (bytes === undefined || bytes < 0 ? 0 : bytes);

function portsOf(ports: unknown): PublishedPort[] {
  const found: PublishedPort[] = [];
  for (const [key, bindings] of entriesAt(ports)) {
    const [port = '', protocol = 'tcp'] = key.split('/');
    const exposed = { containerPort: Number(port), protocol };
    const published = listAt(bindings);
    if (published.length === 0) found.push(exposed);
    for (const binding of published) {
      found.push({ ...exposed, hostIp: textAt(binding, 'HostIp'), hostPort: Number(textAt(binding, 'HostPort')) });
    }
  }
  return found;
}

function addressesOf(networks: unknown): Readonly<Record<string, string>> {
  const addresses: Record<string, string> = {};
  for (const [name, network] of entriesAt(networks)) addresses[name] = textAt(network, 'IPAddress');
  return addresses;
}
