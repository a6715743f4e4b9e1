import type { Collector, CollectorOutput, SeriesRef } from '@binnacle/collectors';
import { expect, test } from 'vitest';
import { inputOf, withChosenInputs } from './chosen-inputs.ts';

test.each([
  ['node_cpu_seconds_total', 'cpu'],
  ['node_memory_MemTotal_bytes', 'mem'],
  ['node_memory_SwapFree_bytes', 'swap'],
  ['node_vmstat_pgmajfault', 'mem'],
  ['node_vmstat_pswpin', 'swap'],
  ['node_filesystem_size_bytes', 'disk'],
  ['node_disk_io_time_seconds_total', 'diskio'],
  ['node_load1', 'system'],
  ['node_procs_running', 'host_processes'],
  ['machine_cpu_cores', undefined],
] as const)('%s belongs to %s', (metric, want) => {
  expect(inputOf(metric)).toBe(want);
});

test('what is off is left out, by labels and by reference; labels that were asked for are added', async () => {
  const cpu = { name: 'node_cpu_seconds_total', type: 'counter', help: '' } as const;
  const mem = { name: 'node_memory_MemTotal_bytes', type: 'gauge', help: '' } as const;
  const collector: Collector = {
    name: 'node',
    job: 'node',
    instance: 'h',
    scope: 'host',
    collect: async (out) => {
      for (const family of [cpu, mem]) {
        out.add(family, { rack: 'own' }, 1);
        out.sample(out.series(family, {}), 2);
      }
      return { kind: 'ok' };
    },
  };
  const got: string[] = [];
  const names = new Map<SeriesRef, string>();
  const text = (name: string, labels: object, value: number): string => `${name}${JSON.stringify(labels)} ${value}`;
  const out: CollectorOutput = {
    series: (family, labels) => {
      const ref = {} as SeriesRef;
      names.set(ref, text(family.name, labels, 0).slice(0, -2));
      return ref;
    },
    sample: (ref, value) => void got.push(`${names.get(ref)} ${value}`),
    add: (family, labels, value) => void got.push(text(family.name, labels, value)),
  };
  const chosen = withChosenInputs(collector, new Set(['cpu']), new Map([['cpu', { rack: '7' }]]));
  await chosen.collect(out, new AbortController().signal);
  expect(got).toEqual(['node_cpu_seconds_total{"rack":"own"} 1', 'node_cpu_seconds_total{"rack":"7"} 2']);
});
