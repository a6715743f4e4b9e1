import type { CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from '../collector.ts';
import {
  diskMetrics,
  fileSystemMetrics,
  memoryFailures,
  networkMetrics,
  scalarMetrics,
  type DiskName,
  type FileSystemName,
  type NetworkName,
  type ScalarName,
} from './metrics.ts';
import type { ContainerReading, Numbers } from './reading.ts';

/**
 * The series of one container. Their labels are resolved when a number is first given and kept for as long as the
 * container has these labels, so that a pass over a hundred containers makes no label sets.
 */
export class ContainerSeries {
  readonly labels: LabelRecord;
  readonly #out: CollectorOutput;
  readonly #refs = new Map<string, SeriesRef>();

  constructor(out: CollectorOutput, labels: LabelRecord) {
    this.#out = out;
    this.labels = labels;
  }

  /** Gives everything that the reading holds. */
  write(reading: ContainerReading): void {
    const at = reading.measuredAt;
    for (const name of Object.keys(reading.scalars) as ScalarName[]) {
      const value = reading.scalars[name];
      if (value === undefined) continue;
      // cAdvisor says which CPU, and `total` where it does not know them apart: queries sum over the label.
      const ref =
        name === 'cpuSeconds' ? this.#ref(scalarMetrics[name], 'cpu', 'total') : this.#ref(scalarMetrics[name], '', '');
      this.#out.sample(ref, value, at);
    }
    for (const [device, numbers] of reading.networks ?? []) {
      for (const name of Object.keys(numbers) as NetworkName[]) {
        this.#write(networkMetrics[name], 'interface', device, numbers[name], at);
      }
    }
    for (const [device, numbers] of reading.disks ?? []) {
      for (const name of Object.keys(numbers) as DiskName[]) {
        this.#write(diskMetrics[name], 'device', device, numbers[name], at);
      }
    }
    for (const [device, numbers] of reading.fileSystems ?? []) {
      this.#writeFileSystem(device, numbers);
    }
    for (const { scope, all, major } of reading.pageFaults ?? []) {
      this.#writeFaults(scope, 'pgfault', all, at);
      this.#writeFaults(scope, 'pgmajfault', major, at);
    }
  }

  /** One number of the container, with at most one label of its own. */
  add(family: MetricFamily, value: number, label = '', labelValue = ''): void {
    this.#out.sample(this.#ref(family, label, labelValue), value);
  }

  /** File systems are measured less often than the rest: their numbers carry the time of the pass. */
  #writeFileSystem(device: string, numbers: Numbers<FileSystemName>): void {
    for (const name of Object.keys(numbers) as FileSystemName[]) {
      this.#write(fileSystemMetrics[name], 'device', device, numbers[name], undefined);
    }
  }

  #writeFaults(scope: string, kind: string, value: number | undefined, at: ContainerReading['measuredAt']): void {
    if (value === undefined) return;
    const key = `${memoryFailures.name}\n${scope}\n${kind}`;
    let ref = this.#refs.get(key);
    if (ref === undefined) {
      ref = this.#out.series(memoryFailures, { ...this.labels, failure_type: kind, scope });
      this.#refs.set(key, ref);
    }
    this.#out.sample(ref, value, at);
  }

  #write(
    family: MetricFamily,
    label: string,
    labelValue: string,
    value: number | undefined,
    at: ContainerReading['measuredAt'],
  ): void {
    if (value !== undefined) this.#out.sample(this.#ref(family, label, labelValue), value, at);
  }

  #ref(family: MetricFamily, label: string, labelValue: string): SeriesRef {
    const key = label === '' ? family.name : `${family.name}\n${labelValue}`;
    let ref = this.#refs.get(key);
    if (ref === undefined) {
      ref = this.#out.series(family, label === '' ? this.labels : { ...this.labels, [label]: labelValue });
      this.#refs.set(key, ref);
    }
    return ref;
  }
}
