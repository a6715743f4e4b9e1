import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import { MetricSet } from '../metrics/metric-set.ts';
import { Random } from '../random.ts';
import { GoProcess } from './go-process.ts';
import { buildInfo, clientCalls } from './kubernetes-process.ts';

export interface ComponentShape {
  /** Of the program: its random numbers are its own. */
  readonly name: string;
  readonly memoryMib: number;
  readonly goroutines: number;
  readonly openFiles: number;
  /** Calls to the API server. */
  readonly callsPerSecond: number;
}

/** What every component of Kubernetes serves: its version, its Go process, its calls to the API server. */
export class KubernetesComponent {
  readonly set = new MetricSet();
  readonly cluster: Cluster;
  readonly random: Random;
  readonly #process: GoProcess;
  readonly #calls: (seconds: number) => void;
  #updatedMs: number;

  constructor(cluster: Cluster, pod: Pod, { name, callsPerSecond, ...size }: ComponentShape) {
    const { set } = this;
    const id = `${name} ${pod.uid}`;
    this.cluster = cluster;
    this.#updatedMs = cluster.nowMs;
    this.random = Random.of(cluster.seed, id);
    buildInfo(set, cluster.plan.kubernetesVersion);
    this.#process = new GoProcess({ set, name: pod.uid, startedMs: pod.startedMs ?? cluster.nowMs, ...size });
    const calls = Random.of(cluster.seed, `calls of ${id}`);
    this.#calls = clientCalls(set, `${cluster.addresses.apiServer}:6443`, callsPerSecond, calls);
  }

  /**
   * Moves all of it on to the time of the cluster.
   * @param cpu CPU seconds it takes a second
   * @returns when it was moved on last, and how long ago that is
   */
  advance(cpu: number): { readonly sinceMs: number; readonly seconds: number } {
    const { nowMs } = this.cluster;
    const sinceMs = this.#updatedMs;
    const seconds = (nowMs - sinceMs) / 1000;
    this.#updatedMs = nowMs;
    this.#calls(seconds);
    this.#process.update(nowMs, seconds * cpu);
    return { sinceMs, seconds };
  }
}
