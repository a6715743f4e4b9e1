import type { Cluster } from '../cluster/cluster.ts';
import type { Node } from '../cluster/node.ts';
import type { Container, Pod } from '../cluster/pod.ts';
import { MetricSet, type LabelPairs, type Series } from '../metrics/metric-set.ts';
import { hashOf } from '../random.ts';
import type { Exporter } from './exporter.ts';

const GIB = 1024 ** 3;
const DISK = '/dev/vda';
const PAUSE = 'registry.k8s.io/pause:3.10';
const CACHE_SHARE = 0.22;
/** At least one scrape long. */
const KILLED_SEEN_MS = 40_000;

interface ContainerSeries {
  readonly id: string;
  readonly container: Container;
  readonly seconds: readonly [usage: Series, user: Series, system: Series];
  readonly memory: readonly [usage: Series, workingSet: Series, rss: Series, cache: Series];
  readonly lastSeen: Series;
  readonly throttle: readonly [periods: Series, throttled: Series, seconds: Series] | undefined;
  readonly disk: readonly [readBytes: Series, writtenBytes: Series, reads: Series, writes: Series, usage: Series];
  readonly faults: readonly [minor: Series, major: Series];
  readonly oom: Series;
  readonly pressure: readonly Series[];
  readonly all: readonly Series[];
}

/** The kubelet's `/metrics/cadvisor`: a series for each cgroup of the node. */
export class Cadvisor implements Exporter {
  readonly set = new MetricSet();
  readonly #cluster: Cluster;
  readonly #node: Node;
  readonly #containers = new Map<string, ContainerSeries>();
  readonly #network = new Map<Pod, readonly Series[]>();
  readonly #root: readonly [cpu: Series, memory: Series, lastSeen: Series];
  #rootCpu = 0;
  #updatedMs: number;

  constructor(cluster: Cluster, node: Node) {
    this.#cluster = cluster;
    this.#node = node;
    this.#updatedMs = cluster.nowMs;
    const { set } = this;
    const machine: LabelPairs = [
      ['boot_id', node.bootId],
      ['machine_id', node.machineId],
      ['system_uuid', node.machineId],
    ];
    set.gauge('machine_cpu_cores', 'Number of logical CPU cores.', machine).value = node.cores;
    set.gauge('machine_cpu_physical_cores', 'Number of physical CPU cores.', machine).value = node.cores / 2;
    set.gauge('machine_memory_bytes', 'Amount of memory installed on the machine.', machine).value = node.memoryBytes;
    set.gauge('machine_swap_bytes', 'Amount of swap memory available on the machine.', machine).value = 0;
    set.gauge('cadvisor_version_info', 'A metric with a constant 1 value labeled by versions.', [
      ['cadvisorRevision', ''],
      ['cadvisorVersion', ''],
      ['dockerVersion', ''],
      ['kernelVersion', '6.1.0-28-amd64'],
      ['osVersion', 'Debian GNU/Linux 12 (bookworm)'],
    ]).value = 1;
    set.gauge('container_scrape_error', '1 if there was an error while getting container metrics, 0 otherwise').value =
      0;
    const root = labelsOf('', '/', '', '', '', '');
    this.#root = [
      set.counter('container_cpu_usage_seconds_total', 'Cumulative cpu time consumed in seconds.', [
        ...root,
        ['cpu', 'total'],
      ]),
      set.gauge('container_memory_working_set_bytes', 'Current working set in bytes.', root),
      set.gauge('container_last_seen', 'Last time a container was seen by the exporter', root),
    ];
    this.#rootCpu = ((cluster.nowMs - node.bootedMs) / 1000) * node.cores * 0.08;
  }

  /** CPU seconds of everything on the node since boot. */
  get nodeCpuSeconds(): number {
    return this.#rootCpu;
  }

  /** Bytes of memory that containers and the system hold. */
  get nodeMemoryBytes(): number {
    return this.#root[1].value;
  }

  update(): void {
    const { nowMs, pods } = this.#cluster;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    const live = new Set<string>();
    let [memory, cpu] = [0, 0];
    for (const pod of pods.values()) {
      if (pod.node !== this.#node || pod.phase === 'Pending') continue;
      for (const container of pod.containers) {
        // A container that has ended is seen a last time when it ends.
        if (!container.isRunning) continue;
        live.add(container.id);
        const series = this.#containers.get(container.id) ?? this.#open(pod, container);
        cpu += Math.max(0, container.cpuSeconds - series.seconds[0].value);
        this.#write(series, container, seconds, nowMs);
        memory += container.memoryBytes;
      }
      if (!pod.hostNetwork && pod.phase === 'Running') this.#traffic(pod, nowMs);
    }
    this.#rootCpu += cpu + seconds * 0.06 * (this.#node.cores / 4);
    this.#root[0].value = Math.round(this.#rootCpu * 1e6) / 1e6;
    this.#root[1].value = memory + Math.round(0.6 * GIB);
    this.#root[2].value = Math.floor(nowMs / 1000);
    for (const series of this.#root) series.timestampMs = nowMs;
    this.#close(live);
  }

  #open(pod: Pod, container: Container): ContainerSeries {
    const { set } = this;
    const { spec, id } = container;
    const cgroup = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${pod.uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope`;
    const labels = labelsOf(spec.name, cgroup, spec.image, id, pod.namespace, pod.name);
    const on = (device: string): LabelPairs => [...labels, ['device', device]];
    const counter = (name: string, help: string, more: LabelPairs = labels): Series => set.counter(name, help, more);
    const gauge = (name: string, help: string, more: LabelPairs = labels): Series => set.gauge(name, help, more);
    const startedMs = container.phase.kind === 'running' ? container.phase.startedMs : 0;
    const fixed: readonly Series[] = [
      valued(
        gauge('container_start_time_seconds', 'Start time of the container since unix epoch in seconds.'),
        Math.floor(startedMs / 1000),
      ),
      valued(gauge('container_spec_memory_limit_bytes', 'Memory limit for the container.'), spec.memoryLimit ?? 0),
      valued(gauge('container_spec_cpu_period', 'CPU period of the container.'), 100_000),
      valued(
        gauge('container_spec_cpu_shares', 'CPU share of the container.'),
        Math.round((spec.cpuRequest ?? 0.002) * 1024),
      ),
      ...(spec.cpuLimit === undefined
        ? []
        : [
            valued(
              gauge('container_spec_cpu_quota', 'CPU quota of the container.'),
              Math.round(spec.cpuLimit * 100_000),
            ),
          ]),
      valued(gauge('container_memory_swap', 'Container swap usage in bytes.'), 0),
      valued(counter('container_memory_failcnt', 'Number of memory usage hits limits'), 0),
      valued(
        gauge('container_processes', 'Number of processes running inside the container.'),
        spec.name === 'istio-proxy' ? 2 : 1,
      ),
      valued(gauge('container_threads', 'Number of threads running inside the container'), 12 + (hashOf(id) % 30)),
      valued(gauge('container_sockets', 'Number of open sockets for the container.'), 6 + (hashOf(id) % 20)),
      valued(
        gauge('container_file_descriptors', 'Number of open file descriptors for the container.'),
        14 + (hashOf(id) % 50),
      ),
    ];
    const series: ContainerSeries = {
      id,
      container,
      seconds: [
        counter('container_cpu_usage_seconds_total', 'Cumulative cpu time consumed in seconds.', [
          ...labels,
          ['cpu', 'total'],
        ]),
        counter('container_cpu_user_seconds_total', 'Cumulative user cpu time consumed in seconds.'),
        counter('container_cpu_system_seconds_total', 'Cumulative system cpu time consumed in seconds.'),
      ],
      memory: [
        gauge('container_memory_usage_bytes', 'Current memory usage in bytes, including all memory.'),
        gauge('container_memory_working_set_bytes', 'Current working set in bytes.'),
        gauge('container_memory_rss', 'Size of RSS in bytes.'),
        gauge('container_memory_cache', 'Number of bytes of page cache memory.'),
      ],
      lastSeen: gauge('container_last_seen', 'Last time a container was seen by the exporter'),
      throttle:
        spec.cpuLimit === undefined
          ? undefined
          : [
              counter('container_cpu_cfs_periods_total', 'Number of elapsed enforcement period intervals.'),
              counter('container_cpu_cfs_throttled_periods_total', 'Number of throttled period intervals.'),
              counter(
                'container_cpu_cfs_throttled_seconds_total',
                'Total time duration the container has been throttled.',
              ),
            ],
      disk: [
        counter('container_fs_reads_bytes_total', 'Cumulative count of bytes read', on(DISK)),
        counter('container_fs_writes_bytes_total', 'Cumulative count of bytes written', on(DISK)),
        counter('container_fs_reads_total', 'Cumulative count of reads completed', on(DISK)),
        counter('container_fs_writes_total', 'Cumulative count of writes completed', on(DISK)),
        gauge(
          'container_fs_usage_bytes',
          'Number of bytes that are consumed by the container on this filesystem.',
          on(DISK),
        ),
      ],
      faults: (['pgfault', 'pgmajfault'] as const).map((type) =>
        counter('container_memory_failures_total', 'Cumulative count of memory allocation failures.', [
          ...labels,
          ['failure_type', type],
          ['scope', 'container'],
        ]),
      ) as unknown as [Series, Series],
      oom: counter('container_oom_events_total', 'Count of out of memory events observed for the container'),
      pressure: (['cpu', 'memory', 'io'] as const).flatMap((resource) =>
        (['waiting', 'stalled'] as const).map((how) =>
          counter(
            `container_pressure_${resource}_${how}_seconds_total`,
            `Total time duration tasks in the container have been ${how} due to ${resource} congestion.`,
          ),
        ),
      ),
      all: fixed,
    };
    this.#containers.set(id, series);
    return series;
  }

  #write(series: ContainerSeries, container: Container, seconds: number, nowMs: number): void {
    const { memoryBytes, cpuSeconds, readBytes, writtenBytes } = container;
    const [usage, user, system] = series.seconds;
    const spent = Math.max(0, cpuSeconds - usage.value);
    usage.value = cpuSeconds;
    user.value = Math.round(cpuSeconds * 0.72e6) / 1e6;
    system.value = Math.round(cpuSeconds * 0.28e6) / 1e6;
    const cache = Math.round((memoryBytes * CACHE_SHARE) / 4096) * 4096;
    series.memory[0].value = memoryBytes + cache;
    series.memory[1].value = memoryBytes;
    series.memory[2].value = memoryBytes - Math.round(cache / 2);
    series.memory[3].value = cache;
    series.lastSeen.value = Math.floor(nowMs / 1000);
    if (series.throttle) {
      series.throttle[0].value = container.periods;
      series.throttle[1].value = container.throttledPeriods;
      series.throttle[2].value = container.throttledSeconds;
    }
    series.disk[0].value = readBytes;
    series.disk[1].value = writtenBytes;
    series.disk[2].value = Math.floor(readBytes / 32_768);
    series.disk[3].value = Math.floor(writtenBytes / 9000);
    // Logs and temporary files of the process: some more each hour.
    series.disk[4].value = 45_056 + (hashOf(container.id) % 3_000_000) + Math.floor(writtenBytes / 4_000_000) * 4096;
    series.faults[0].value += Math.round(spent * 900);
    if (spent > 0 && Math.floor(nowMs / 15_000) % 23 === hashOf(container.id) % 23 && nowMs % 15_000 < seconds * 1000) {
      series.faults[1].value += 1;
    }
    const load = seconds === 0 ? 0 : spent / seconds;
    const limit = container.spec.cpuLimit ?? 4;
    const memoryLoad = container.spec.memoryLimit === undefined ? 0 : memoryBytes / container.spec.memoryLimit;
    const shares = [
      (load / limit) * 0.06,
      (load / limit) * 0.02,
      Math.max(0, memoryLoad - 0.85) * 0.8,
      Math.max(0, memoryLoad - 0.9) * 0.6,
      0.002 + writtenBytes / 1e13,
      0.001,
    ];
    series.pressure.forEach((one, i) => {
      one.value = Math.round((one.value + shares[i]! * seconds) * 1e6) / 1e6;
    });
    const when = nowMs;
    for (const one of series.all) one.timestampMs = when;
    for (const group of [
      series.seconds,
      series.memory,
      series.disk,
      series.faults,
      series.pressure,
      series.throttle ?? [],
    ]) {
      for (const one of group) one.timestampMs = when;
    }
    series.lastSeen.timestampMs = when;
    series.oom.timestampMs = when;
  }

  #traffic(pod: Pod, nowMs: number): void {
    let series = this.#network.get(pod);
    if (series === undefined) {
      const labels: LabelPairs = [
        ...labelsOf(
          '',
          `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${pod.uid.replaceAll('-', '_')}.slice`,
          PAUSE,
          `sandbox-${pod.uid}`,
          pod.namespace,
          pod.name,
        ),
        ['interface', 'eth0'],
      ];
      series = ['receive', 'transmit'].flatMap((way) =>
        ['bytes', 'packets', 'packets_dropped', 'errors'].map((what) =>
          this.set.counter(
            `container_network_${way}_${what}_total`,
            `Cumulative count of network ${what} (${way})`,
            labels,
          ),
        ),
      );
      this.#network.set(pod, series);
    }
    const values = [
      pod.receivedBytes,
      Math.floor(pod.receivedBytes / 640),
      pod.droppedPackets,
      0,
      pod.sentBytes,
      Math.floor(pod.sentBytes / 640),
      0,
      0,
    ];
    series.forEach((one, i) => {
      one.value = values[i]!;
      one.timestampMs = nowMs;
    });
  }

  #close(live: ReadonlySet<string>): void {
    const gone = new Set<string>();
    const { nowMs } = this.#cluster;
    for (const [id, { container, oom }] of this.#containers) {
      if (live.has(id)) continue;
      // A group that ended by the kernel's hand is seen for a moment with what happened to it.
      if (container.killedId === id && nowMs - (container.last?.finishedMs ?? 0) < KILLED_SEEN_MS) {
        oom.value = 1;
        oom.timestampMs = nowMs;
        continue;
      }
      gone.add(id);
      this.#containers.delete(id);
    }
    for (const pod of this.#network.keys()) {
      if (this.#cluster.pods.get(pod.key) === pod && pod.phase === 'Running') continue;
      this.#network.delete(pod);
      gone.add(`sandbox-${pod.uid}`);
    }
    if (gone.size > 0) this.set.prune((labels) => gone.has(labels.find(([name]) => name === 'name')?.[1] ?? ''));
  }
}

const labelsOf = (
  container: string,
  id: string,
  image: string,
  name: string,
  namespace: string,
  pod: string,
): LabelPairs => [
  ['container', container],
  ['id', id],
  ['image', image],
  ['name', name],
  ['namespace', namespace],
  ['pod', pod],
];

function valued(series: Series, value: number): Series {
  series.value = value;
  return series;
}
