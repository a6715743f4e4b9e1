import type { Collector, CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from '@binnacle/collectors';
import type { InputName } from '../config/input-names.ts';

/** Which input a metric of the machine belongs to, by the beginning of its name: the longest that fits counts. */
const INPUT_OF_PREFIX: readonly (readonly [prefix: string, input: InputName])[] = [
  ['node_cpu', 'cpu'],
  ['node_softirqs', 'cpu'],
  ['node_interrupts', 'cpu'],
  ['node_memory', 'mem'],
  ['node_vmstat', 'mem'],
  ['node_memory_Swap', 'swap'],
  ['node_swap', 'swap'],
  ['node_vmstat_pswp', 'swap'],
  ['node_filesystem', 'disk'],
  ['node_disk', 'diskio'],
  ['node_network', 'net'],
  ['node_netstat', 'netstat'],
  ['node_sockstat', 'netstat'],
  ['node_nf_conntrack', 'netstat'],
  ['node_arp', 'netstat'],
  ['node_softnet', 'netstat'],
  ['node_udp', 'netstat'],
  ['node_procs', 'host_processes'],
  ['node_processes', 'host_processes'],
  ['node_forks', 'host_processes'],
  ['node_pressure', 'pressure'],
  ['node_', 'system'],
];

/** @returns undefined for what belongs to the collector as such, as its own figures do */
export function inputOf(metric: string): InputName | undefined {
  let found: (typeof INPUT_OF_PREFIX)[number] | undefined;
  for (const row of INPUT_OF_PREFIX)
    if (metric.startsWith(row[0]) && row[0].length > (found?.[0].length ?? 0)) found = row;
  return found?.[1];
}

interface Choice {
  readonly kept: boolean;
  readonly tags: LabelRecord | undefined;
}

/** A collector of the machine of which only what belongs to some inputs is kept, with the labels that were asked for. */
export function withChosenInputs(
  collector: Collector,
  inputs: ReadonlySet<InputName>,
  tags: ReadonlyMap<InputName, LabelRecord>,
): Collector {
  const choices = new Map<string, Choice>();
  const choiceOf = ({ name }: MetricFamily): Choice => {
    let choice = choices.get(name);
    if (choice === undefined) {
      const input = inputOf(name);
      choice = { kept: input === undefined || inputs.has(input), tags: input && tags.get(input) };
      choices.set(name, choice);
    }
    return choice;
  };
  const dropped = new WeakSet<SeriesRef>();
  const narrow = (out: CollectorOutput): CollectorOutput => ({
    series: (family, labels) => {
      const choice = choiceOf(family);
      const ref = out.series(family, choice.tags === undefined ? labels : { ...choice.tags, ...labels });
      if (!choice.kept) dropped.add(ref);
      return ref;
    },
    sample: (ref, value, timestampMs) => {
      if (!dropped.has(ref)) out.sample(ref, value, timestampMs);
    },
    add: (family, labels, value, timestampMs) => {
      const choice = choiceOf(family);
      if (choice.kept)
        out.add(family, choice.tags === undefined ? labels : { ...choice.tags, ...labels }, value, timestampMs);
    },
  });
  return {
    ...collector,
    collect: (out, signal) => collector.collect(narrow(out), signal),
    close: () => collector.close?.(),
  };
}
