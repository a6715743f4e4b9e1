import { demand } from '../mesh/users.ts';
import { hashOf, wave } from '../random.ts';
import type { Cluster } from './cluster.ts';
import type { Container, Pod } from './pod.ts';

const MIB = 1024 ** 2;
const PERIOD_SECONDS = 0.1;

interface Profile {
  /** Cores when nobody asks anything of it. */
  readonly cores: number;
  readonly memoryMib: number;
  /** Whether its work follows the day as the shop's does. */
  readonly isBusy?: boolean;
  /** Bytes per second to and from the disk. */
  readonly disk?: readonly [read: number, write: number];
  /** Bytes per second in and out, beside what the mesh counts. */
  readonly network?: readonly [received: number, sent: number];
}

/** By container name. */
const PROFILES: Readonly<Record<string, Profile>> = {
  etcd: { cores: 0.045, memoryMib: 120, disk: [2000, 420_000], network: [60_000, 90_000] },
  'kube-apiserver': { cores: 0.12, memoryMib: 480, disk: [0, 4000], network: [90_000, 180_000] },
  'kube-controller-manager': { cores: 0.025, memoryMib: 70, network: [9000, 6000] },
  'kube-scheduler': { cores: 0.008, memoryMib: 34, network: [3000, 2000] },
  coredns: { cores: 0.006, memoryMib: 24, network: [9000, 14_000] },
  'kube-proxy': { cores: 0.003, memoryMib: 26, network: [1200, 700] },
  'calico-node': { cores: 0.03, memoryMib: 140, network: [3000, 2500] },
  'metrics-server': { cores: 0.006, memoryMib: 32, network: [30_000, 3000] },
  'node-exporter': { cores: 0.003, memoryMib: 18, network: [200, 9000] },
  discovery: { cores: 0.012, memoryMib: 180, network: [12_000, 30_000] },
  'istio-proxy': { cores: 0.004, memoryMib: 62, network: [700, 600] },
  productpage: { cores: 0.004, memoryMib: 92 },
  details: { cores: 0.002, memoryMib: 34 },
  reviews: { cores: 0.006, memoryMib: 236 },
  ratings: { cores: 0.003, memoryMib: 58 },
  recommendations: { cores: 0.002, memoryMib: 42 },
  mysqldb: { cores: 0.012, memoryMib: 430, disk: [9000, 70_000] },
  web: { cores: 0.055, memoryMib: 132, isBusy: true, network: [24_000, 140_000] },
  cart: { cores: 0.04, memoryMib: 170, isBusy: true, network: [18_000, 16_000] },
  payments: { cores: 0.03, memoryMib: 240, isBusy: true, network: [6000, 5000] },
  redis: { cores: 0.02, memoryMib: 210, isBusy: true, disk: [0, 24_000], network: [30_000, 42_000] },
  report: { cores: 0.42, memoryMib: 110, disk: [300_000, 150_000], network: [40_000, 9000] },
  'price-import': { cores: 0.008, memoryMib: 38, network: [2000, 4000] },
};
const OTHER: Profile = { cores: 0.01, memoryMib: 64, network: [500, 500] };

/** Moves the use of CPU, memory, disk and network of every container on. */
export class Usage {
  readonly #cluster: Cluster;
  #updatedMs: number;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#updatedMs = cluster.nowMs;
    for (const pod of cluster.pods.values()) this.#age(pod);
  }

  update(): void {
    const { nowMs, dayMs, seed, pods } = this.#cluster;
    const seconds = (nowMs - this.#updatedMs) / 1000;
    this.#updatedMs = nowMs;
    if (seconds <= 0) return;
    const busy = demand(1, dayMs, seed);
    for (const pod of pods.values()) {
      if (!pod.node.isUp) continue;
      for (const container of pod.containers) {
        if (container.isRunning) this.#container(pod, container, seconds, busy);
      }
    }
  }

  /** What it used before anybody looked. */
  #age(pod: Pod): void {
    for (const container of pod.containers) {
      if (container.phase.kind !== 'running') continue;
      const seconds = (this.#cluster.nowMs - container.phase.startedMs) / 1000;
      const profile = PROFILES[container.spec.name] ?? OTHER;
      container.cpuSeconds = Math.round(profile.cores * seconds * 1000) / 1000;
      container.readBytes = Math.round((profile.disk?.[0] ?? 0) * seconds) + 4_096_000;
      container.writtenBytes = Math.round((profile.disk?.[1] ?? 300) * seconds);
      container.memoryBytes = profile.memoryMib * MIB;
      pod.receivedBytes += Math.round((profile.network?.[0] ?? 0) * seconds);
      pod.sentBytes += Math.round((profile.network?.[1] ?? 0) * seconds);
    }
  }

  #container(pod: Pod, container: Container, seconds: number, busy: number): void {
    const { nowMs } = this.#cluster;
    const { spec } = container;
    const profile = PROFILES[spec.name] ?? OTHER;
    const hash = hashOf(container.id);
    const factor = (1 + 0.18 * wave(hash, nowMs, 700_000)) * (profile.isBusy === true ? busy : 1);
    const wanted = profile.cores * factor * seconds + container.workSeconds;
    container.workSeconds = 0;
    const limit = spec.cpuLimit === undefined ? Number.POSITIVE_INFINITY : spec.cpuLimit * seconds;
    const used = Math.min(wanted, limit);
    container.cpuSeconds = round(container.cpuSeconds + used, 1e6);
    if (spec.cpuLimit !== undefined) {
      const periods = Math.round(seconds / PERIOD_SECONDS);
      container.periods += periods;
      // Work comes in lumps: some periods hit the quota long before the average does.
      const load = wanted / limit;
      const share = Math.min(1, Math.max(0, load - 0.35) * 0.6 + (load > 1 ? load - 1 : 0));
      const throttled = Math.round(periods * share);
      container.throttledPeriods += throttled;
      container.throttledSeconds = round(container.throttledSeconds + throttled * PERIOD_SECONDS * 0.35, 1e6);
    }
    const memory = profile.memoryMib * MIB * (1 + 0.06 * wave(hash + 3, nowMs, 2_100_000)) + container.leakBytes;
    container.memoryBytes = Math.round(Math.min(memory, spec.memoryLimit ?? memory) / 4096) * 4096;
    container.readBytes += Math.round((profile.disk?.[0] ?? 0) * factor * seconds);
    container.writtenBytes += Math.round((profile.disk?.[1] ?? 300) * factor * seconds);
    pod.receivedBytes += Math.round((profile.network?.[0] ?? 0) * factor * seconds);
    pod.sentBytes += Math.round((profile.network?.[1] ?? 0) * factor * seconds);
    // A queue that was full for a moment: some pod loses a packet every few minutes.
    if (Math.floor(nowMs / 15_000) % 21 === hash % 21 && nowMs % 15_000 < seconds * 1000) pod.droppedPackets++;
  }
}

const round = (value: number, digits: number): number => Math.round(value * digits) / digits;
