import type { Machine } from '../container/machine.ts';
import type { HostFiles } from './host-files.ts';

/** CPUs, memory and swap of the machine, from its proc file system. */
export function machineOf(files: HostFiles): Machine {
  const memory = files.proc('meminfo') ?? '';
  const bytes = (name: string): number | undefined => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(memory)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  };
  const cpus = files.proc('stat')?.match(/^cpu\d+ /gm)?.length;
  return { cpus, memoryBytes: bytes('MemTotal'), swapBytes: bytes('SwapTotal') };
}
