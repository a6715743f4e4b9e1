import type { Collector, CollectorOutput, CollectOutcome, LabelRecord } from '../collector.ts';
import type { HostFiles } from '../host/host-files.ts';
import { reasonOf } from '../reason.ts';
import { cpuAndStat } from './cpu.ts';
import { disks } from './disks.ts';
import { fileSystems } from './file-systems.ts';
import { raid, temperatures } from './hardware.ts';
import { entropy, fileDescriptors, loadAverage, pressure } from './load.ts';
import { meminfo, vmstat } from './memory.ts';
import { arp, conntrack, netstat, sockstat, softnet, udpQueues } from './network-protocols.ts';
import { networkClass, networkDevices } from './network.ts';
import type { NodePart, PartOutcome } from './node-part.ts';
import { KeptSeries } from './node-series.ts';
import { clock, operatingSystem, selinux, uname } from './system-facts.ts';

export interface NodeCollectorOptions {
  readonly files: HostFiles;
  /** Name of the host: label `instance`, and `nodename` of `node_uname_info`. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** As `uname -m` tells it, such as `x86_64`. */
  readonly machine: string;
  /** Labels of every series: `node` in Kubernetes. */
  readonly labels?: LabelRecord;
  /** In place of the built-in exclusions. */
  readonly exclude?: {
    readonly interfaces?: RegExp;
    readonly mounts?: RegExp;
    readonly fileSystemTypes?: RegExp;
  };
}

/** The machine itself, under the names and labels of node_exporter. */
export function nodeCollector(options: NodeCollectorOptions): Collector {
  const { files, host, now, exclude } = options;
  const series = new KeptSeries(options.labels ?? {});
  const parts: readonly NodePart[] = [
    cpuAndStat,
    loadAverage,
    meminfo,
    vmstat,
    pressure,
    fileDescriptors,
    entropy,
    disks,
    fileSystems({
      ...(exclude?.mounts === undefined ? {} : { mounts: exclude.mounts }),
      ...(exclude?.fileSystemTypes === undefined ? {} : { types: exclude.fileSystemTypes }),
    }),
    networkDevices(exclude?.interfaces),
    networkClass(exclude?.interfaces),
    netstat,
    sockstat,
    conntrack,
    softnet,
    arp,
    udpQueues,
    uname(options.machine, host),
    operatingSystem,
    clock,
    selinux,
    temperatures,
    raid,
  ];

  return {
    name: 'node',
    job: 'node-exporter',
    instance: host,
    scope: 'host',
    async collect(out: CollectorOutput, signal: AbortSignal): Promise<CollectOutcome> {
      if (files.proc('stat') === undefined) {
        return {
          kind: 'unreachable',
          reason: "the host's proc file system cannot be read",
          advice: 'In a container, mount /proc of the host and name the mount in HOST_PROC.',
        };
      }
      series.begin(out);
      const context = { files, out: series, nowMs: now(), signal };
      const partial: string[] = [];
      for (const part of parts) {
        let outcome: PartOutcome;
        try {
          outcome = await part.collect(context);
        } catch (error) {
          outcome = { problem: reasonOf(error) };
        }
        if (outcome === 'absent') continue;
        const labels = { collector: part.name };
        series.gauge('node_scrape_collector_success', 'Whether this part was read', outcome === 'ok' ? 1 : 0, labels);
        if (outcome !== 'ok') partial.push(`${part.name}: ${outcome.problem}`);
      }
      return partial.length === 0 ? { kind: 'ok' } : { kind: 'ok', partial };
    },
  };
}
