import type { CollectorOutput, LabelRecord, MetricFamily } from '../collector.ts';

const cpus: MetricFamily = { name: 'machine_cpu_cores', type: 'gauge', help: 'Logical CPUs of the machine' };
const memory: MetricFamily = { name: 'machine_memory_bytes', type: 'gauge', help: 'Memory of the machine' };
const swap: MetricFamily = { name: 'machine_swap_bytes', type: 'gauge', help: 'Swap space of the machine' };

export interface Machine {
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly swapBytes?: number | undefined;
}

/** What the machine under the containers has: the views relate them to it. */
export function writeMachine(out: CollectorOutput, machine: Machine, host: string, more: LabelRecord = {}): void {
  const labels = { host, ...more };
  if (machine.cpus !== undefined && machine.cpus > 0) out.add(cpus, labels, machine.cpus);
  if (machine.memoryBytes !== undefined && machine.memoryBytes > 0) out.add(memory, labels, machine.memoryBytes);
  if (machine.swapBytes !== undefined) out.add(swap, labels, machine.swapBytes);
}
