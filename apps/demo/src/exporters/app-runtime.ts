import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/pod.ts';
import type { Series } from '../metrics/metric-set.ts';
import { hashOf, wave } from '../random.ts';
import { GoProcess } from './go-process.ts';

/** What the application says about its own process; the sidecar merges it into its answer. */
export class AppRuntime {
  readonly #cluster: Cluster;
  readonly #pod: Pod;
  readonly #hash: number;
  readonly #process: GoProcess | undefined;
  readonly #cpu: Series | undefined;
  readonly #memory: Series | undefined;
  readonly #heap: Series | undefined;
  readonly #threads: Series | undefined;
  #seenSeconds = 0;

  static of(cluster: Cluster, pod: Pod): AppRuntime | undefined {
    const app = pod.identity?.app ?? '';
    return ['productpage', 'reviews', 'ratings', 'recommendations'].includes(app)
      ? new AppRuntime(cluster, pod, app)
      : undefined;
  }

  private constructor(cluster: Cluster, pod: Pod, app: string) {
    this.#cluster = cluster;
    this.#pod = pod;
    this.#hash = hashOf(`${pod.uid} app`);
    const { set } = pod.proxy!;
    const startedMs = pod.startedMs ?? cluster.nowMs;
    if (app === 'recommendations') {
      this.#process = new GoProcess({ set, name: pod.uid, startedMs, memoryMib: 48, goroutines: 36, openFiles: 19 });
      return;
    }
    this.#cpu = set.counter('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.');
    this.#memory = set.gauge('process_resident_memory_bytes', 'Resident memory size in bytes.');
    if (app === 'reviews') {
      this.#heap = set.gauge('jvm_memory_used_bytes', 'Used bytes of a given JVM memory area.', [['area', 'heap']]);
      this.#threads = set.gauge('jvm_threads_live_threads', 'The current number of live threads.');
    } else if (app === 'ratings') {
      this.#heap = set.gauge('nodejs_heap_size_used_bytes', 'Process heap size used from Node.js in bytes.');
    }
  }

  update(): void {
    const { nowMs } = this.#cluster;
    const { cpuSeconds, memoryBytes } = this.#pod.app;
    const spent = Math.max(0, cpuSeconds - this.#seenSeconds);
    this.#seenSeconds = cpuSeconds;
    this.#process?.update(nowMs, spent);
    if (this.#cpu) this.#cpu.value = cpuSeconds;
    if (this.#memory) this.#memory.value = memoryBytes;
    const saw = ((nowMs + this.#hash) % 38_000) / 38_000;
    if (this.#heap) this.#heap.value = Math.round(memoryBytes * (0.35 + 0.3 * saw));
    if (this.#threads) this.#threads.value = Math.round(44 + 4 * wave(this.#hash, nowMs, 500_000));
  }
}
