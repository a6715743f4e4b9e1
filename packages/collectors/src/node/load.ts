import { parsePressure } from '../cgroup/version-two.ts';
import type { NodePart } from './node-part.ts';

export const loadAverage: NodePart = {
  name: 'loadavg',
  collect({ files, out }) {
    const [one, five, fifteen] = (files.proc('loadavg') ?? '').split(' ').map(Number);
    if (fifteen === undefined) return { problem: 'loadavg cannot be read' };
    out.gauge('node_load1', 'Load average over 1 minute', one);
    out.gauge('node_load5', 'Load average over 5 minutes', five);
    out.gauge('node_load15', 'Load average over 15 minutes', fifteen);
    return 'ok';
  },
};

const HELD_UP = 'Time for which some task was held up for lack of';
const ALL_HELD_UP = 'Time for which all tasks were held up for lack of';

/** Pressure stall information; kernels without it, or with it turned off, have nothing to tell. */
export const pressure: NodePart = {
  name: 'pressure',
  collect({ files, out }) {
    const [cpu, memory, io] = ['cpu', 'memory', 'io'].map((what) => parsePressure(files.proc(`pressure/${what}`)));
    if (cpu?.some === undefined && memory?.some === undefined && io?.some === undefined) return 'absent';
    out.counter('node_pressure_cpu_waiting_seconds_total', `${HELD_UP} CPU`, cpu?.some);
    out.counter('node_pressure_memory_waiting_seconds_total', `${HELD_UP} memory`, memory?.some);
    out.counter('node_pressure_memory_stalled_seconds_total', `${ALL_HELD_UP} memory`, memory?.full);
    out.counter('node_pressure_io_waiting_seconds_total', `${HELD_UP} I/O`, io?.some);
    out.counter('node_pressure_io_stalled_seconds_total', `${ALL_HELD_UP} I/O`, io?.full);
    return 'ok';
  },
};

export const fileDescriptors: NodePart = {
  name: 'filefd',
  collect({ files, out }) {
    const [allocated, , maximum] = (files.proc('sys/fs/file-nr') ?? '').trim().split(/\s+/).map(Number);
    if (maximum === undefined) return { problem: 'sys/fs/file-nr cannot be read' };
    out.gauge('node_filefd_allocated', 'Open files', allocated);
    out.gauge('node_filefd_maximum', 'Most files that may be open', maximum);
    return 'ok';
  },
};

export const entropy: NodePart = {
  name: 'entropy',
  collect({ files, out }) {
    const read = (file: string): number | undefined => {
      const text = files.proc(`sys/kernel/random/${file}`);
      return text === undefined ? undefined : Number(text);
    };
    const available = read('entropy_avail');
    if (available === undefined) return 'absent';
    out.gauge('node_entropy_available_bits', 'Bits of available entropy', available);
    out.gauge('node_entropy_pool_size_bits', 'Bits of the entropy pool', read('poolsize'));
    return 'ok';
  },
};
