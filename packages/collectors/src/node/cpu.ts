import type { NodePart } from './node-part.ts';

/** /proc/stat counts in ticks of this many a second, on every architecture that Linux supports. */
const USER_HZ = 100;
const MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;

/** `node_cpu_*` and, from the same file, boot time, context switches, forks, interrupts and processes. */
export const cpuAndStat: NodePart = {
  name: 'stat',
  collect({ files, out }) {
    const text = files.proc('stat');
    if (text === undefined) return { problem: 'stat cannot be read' };
    for (const line of text.split('\n')) {
      const [name = '', ...values] = line.split(' ');
      const first = Number(values[0]);
      if (/^cpu\d+$/.test(name)) {
        writeCpu(out, name.slice(3), values.map(Number));
        continue;
      }
      switch (name) {
        case 'btime':
          out.gauge('node_boot_time_seconds', 'When the machine was booted, in seconds since 1970', first);
          break;
        case 'ctxt':
          out.counter('node_context_switches_total', 'Context switches', first);
          break;
        case 'intr':
          out.counter('node_intr_total', 'Interrupts', first);
          break;
        case 'processes':
          out.counter('node_forks_total', 'Processes created', first);
          break;
        case 'procs_running':
          out.gauge('node_procs_running', 'Processes that run or could run', first);
          break;
        case 'procs_blocked':
          out.gauge('node_procs_blocked', 'Processes that wait for I/O', first);
          break;
        default:
      }
    }
    return 'ok';
  },
};

function writeCpu(out: Parameters<NodePart['collect']>[0]['out'], cpu: string, ticks: readonly number[]): void {
  for (const [i, mode] of MODES.entries()) {
    const value = ticks[i];
    if (value === undefined) continue;
    out.counter('node_cpu_seconds_total', 'CPU time by CPU and mode', value / USER_HZ, { cpu, mode });
  }
  for (const [i, mode] of [
    [8, 'user'],
    [9, 'nice'],
  ] as const) {
    const value = ticks[i];
    if (value === undefined) continue;
    out.counter('node_cpu_guest_seconds_total', 'CPU time given to virtual machines', value / USER_HZ, { cpu, mode });
  }
}
