import type { NodePart } from './node-part.ts';

/** Each line of /proc/meminfo as `node_memory_NAME_bytes`, or without the unit where the line has none. */
export const meminfo: NodePart = {
  name: 'meminfo',
  collect({ files, out }) {
    const text = files.proc('meminfo');
    if (text === undefined) return { problem: 'meminfo cannot be read' };
    for (const [, rawName = '', value, unit] of text.matchAll(/^([^:\n]+):\s+(\d+)( kB)?$/gm)) {
      // `Active(anon)` is Active_anon.
      const name = rawName.replace(/\((.*)\)/, '_$1').replace(/[^A-Za-z0-9_]/g, '_');
      const help = `Memory information field ${rawName}`;
      if (unit === undefined) out.gauge(`node_memory_${name}`, help, Number(value));
      else out.gauge(`node_memory_${name}_bytes`, help, Number(value) * 1024);
    }
    return 'ok';
  },
};

const VMSTAT = /^(?:oom_kill|pgpg|pswp|pg.*fault)/;

/** The lines of /proc/vmstat that people look at: paging, swapping, faults and kills. */
export const vmstat: NodePart = {
  name: 'vmstat',
  collect({ files, out }) {
    const text = files.proc('vmstat');
    if (text === undefined) return { problem: 'vmstat cannot be read' };
    for (const line of text.split('\n')) {
      const [name = '', value] = line.split(' ');
      if (VMSTAT.test(name)) out.untyped(`node_vmstat_${name}`, `Field ${name} of /proc/vmstat`, Number(value));
    }
    return 'ok';
  },
};
