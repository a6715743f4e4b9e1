import type { CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from '../collector.ts';
import type { MetricType } from '@binnacle/model';

/** Writes the host's numbers; families and label sets are made once and kept from pass to pass. */
export interface NodeSeries {
  counter(name: string, help: string, value: number | undefined, labels?: LabelRecord): void;
  gauge(name: string, help: string, value: number | undefined, labels?: LabelRecord): void;
  /** Of metrics whose type depends on the kernel, such as each line of /proc/vmstat. */
  untyped(name: string, help: string, value: number | undefined, labels?: LabelRecord): void;
}

/** Series that no pass has named for so long are forgotten: interfaces and disks come and go. */
const FORGET_AFTER_PASSES = 20;

interface Kept {
  readonly ref: SeriesRef;
  pass: number;
}

export class KeptSeries implements NodeSeries {
  readonly #extra: LabelRecord;
  readonly #families = new Map<string, MetricFamily>();
  readonly #kept = new Map<string, Kept>();
  #out: CollectorOutput | undefined;
  #pass = 0;

  /** `extra`: labels that every series carries. */
  constructor(extra: LabelRecord) {
    this.#extra = extra;
  }

  begin(out: CollectorOutput): void {
    if (this.#out !== out) this.#kept.clear();
    this.#out = out;
    this.#pass++;
    if (this.#pass % FORGET_AFTER_PASSES !== 0) return;
    for (const [key, { pass }] of this.#kept) if (pass < this.#pass - FORGET_AFTER_PASSES) this.#kept.delete(key);
  }

  counter(name: string, help: string, value: number | undefined, labels?: LabelRecord): void {
    this.#write('counter', name, help, value, labels);
  }

  gauge(name: string, help: string, value: number | undefined, labels?: LabelRecord): void {
    this.#write('gauge', name, help, value, labels);
  }

  untyped(name: string, help: string, value: number | undefined, labels?: LabelRecord): void {
    this.#write('unknown', name, help, value, labels);
  }

  #write(type: MetricType, name: string, help: string, value: number | undefined, labels?: LabelRecord): void {
    if (value === undefined || Number.isNaN(value)) return;
    let key = name;
    if (labels !== undefined) for (const label in labels) key += `\n${label}\n${labels[label]}`;
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      let family = this.#families.get(name);
      if (family === undefined) {
        family = { name, type, help };
        this.#families.set(name, family);
      }
      kept = { ref: this.#out!.series(family, { ...this.#extra, ...labels }), pass: 0 };
      this.#kept.set(key, kept);
    }
    kept.pass = this.#pass;
    this.#out!.sample(kept.ref, value);
  }
}
