import type { MetricSet, Series } from '../metrics/metric-set.ts';
import { hashOf, wave } from '../random.ts';

const MIB = 1024 ** 2;

interface GoProcessOptions {
  readonly set: MetricSet;
  readonly name: string;
  readonly startedMs: number;
  readonly memoryMib: number;
  readonly goroutines: number;
  readonly openFiles: number;
}

/** What every Go program exposes about itself. */
export class GoProcess {
  readonly #options: GoProcessOptions;
  readonly #hash: number;
  readonly #cpu: Series;
  readonly #resident: Series;
  readonly #goroutines: Series;
  readonly #files: Series;
  readonly #heapInUse: Series;
  readonly #heapAllocated: Series;
  readonly #stack: Series;
  readonly #allocated: Series;
  readonly #mallocs: Series;
  readonly #frees: Series;

  constructor(options: GoProcessOptions) {
    this.#options = options;
    this.#hash = hashOf(options.name);
    const { set } = options;
    this.#cpu = set.counter('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.');
    this.#resident = set.gauge('process_resident_memory_bytes', 'Resident memory size in bytes.');
    set.gauge('process_virtual_memory_bytes', 'Virtual memory size in bytes.').value = options.memoryMib * MIB * 11;
    this.#files = set.gauge('process_open_fds', 'Number of open file descriptors.');
    set.gauge('process_max_fds', 'Maximum number of open file descriptors.').value = 1_048_576;
    set.gauge('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.').value =
      options.startedMs / 1000;
    this.#goroutines = set.gauge('go_goroutines', 'Number of goroutines that currently exist.');
    set.gauge('go_threads', 'Number of OS threads created.').value = 14;
    this.#heapInUse = set.gauge('go_memstats_heap_inuse_bytes', 'Number of heap bytes that are in use.');
    this.#heapAllocated = set.gauge('go_memstats_heap_alloc_bytes', 'Number of heap bytes allocated and still in use.');
    this.#stack = set.gauge('go_memstats_stack_inuse_bytes', 'Number of bytes in use by the stack allocator.');
    this.#allocated = set.counter('go_memstats_alloc_bytes_total', 'Total number of bytes allocated, even if freed.');
    this.#mallocs = set.counter('go_memstats_mallocs_total', 'Total number of mallocs.');
    this.#frees = set.counter('go_memstats_frees_total', 'Total number of frees.');
  }

  update(nowMs: number, cpuSeconds: number): void {
    const { memoryMib, goroutines, openFiles } = this.#options;
    const memory = memoryMib * MIB * (1 + 0.08 * wave(this.#hash, nowMs, 1_300_000));
    this.#cpu.value += cpuSeconds;
    this.#resident.value = Math.round(memory / 4096) * 4096;
    // The heap is a saw: it grows until the collector runs.
    const saw = ((nowMs + this.#hash) % 47_000) / 47_000;
    this.#heapAllocated.value = Math.round(memory * (0.28 + 0.22 * saw));
    this.#heapInUse.value = Math.round(memory * (0.34 + 0.22 * saw));
    this.#stack.value = Math.round(goroutines * 6144);
    this.#goroutines.value = Math.round(goroutines * (1 + 0.05 * wave(this.#hash + 1, nowMs, 400_000)));
    this.#files.value = Math.round(openFiles * (1 + 0.08 * wave(this.#hash + 2, nowMs, 700_000)));
    const bytes = cpuSeconds * 60 * MIB;
    this.#allocated.value += Math.round(bytes);
    this.#mallocs.value += Math.round(bytes / 110);
    this.#frees.value += Math.round(bytes / 111);
  }
}
