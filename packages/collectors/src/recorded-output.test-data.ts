import type { UnixMs } from '@binnacle/model';
import type { CollectorOutput, LabelRecord, MetricFamily, SeriesRef } from './collector.ts';

export interface RecordedSample {
  readonly name: string;
  readonly type: string;
  readonly labels: LabelRecord;
  readonly value: number;
  readonly timestampMs?: UnixMs;
}

interface RecordedRef extends SeriesRef {
  readonly family: MetricFamily;
  readonly labels: LabelRecord;
}

/** Keeps what a pass of a collector gave, as the agent would see it: labels with an empty value are absent. */
export class RecordedOutput implements CollectorOutput {
  samples: RecordedSample[] = [];
  /** How often labels had to be resolved: a collector with many series keeps its references. */
  resolved = 0;

  series(family: MetricFamily, labels: LabelRecord): SeriesRef {
    this.resolved++;
    const present = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
    return { family, labels: present } as RecordedRef;
  }

  sample(ref: SeriesRef, value: number, timestampMs?: UnixMs): void {
    const { family, labels } = ref as RecordedRef;
    const sample = { name: family.name, type: family.type, labels, value };
    this.samples.push(timestampMs === undefined ? sample : { ...sample, timestampMs });
  }

  add(family: MetricFamily, labels: LabelRecord, value: number, timestampMs?: UnixMs): void {
    this.sample(this.series(family, labels), value, timestampMs);
  }

  /** Begins another pass. */
  clear(): void {
    this.samples = [];
  }

  /** All samples of a metric that carry these labels. */
  of(name: string, labels: LabelRecord = {}): RecordedSample[] {
    return this.samples.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => (sample.labels[label] ?? '') === value),
    );
  }

  /** The value of the one series with these labels; undefined when there is none. */
  value(name: string, labels: LabelRecord = {}): number | undefined {
    const found = this.of(name, labels);
    if (found.length > 1) throw new Error(`${found.length} series of ${name} with ${JSON.stringify(labels)}`);
    return found[0]?.value;
  }

  /** Series that were given more than once in this pass: the agent would keep one of them only. */
  duplicates(): string[] {
    const seen = new Set<string>();
    const twice: string[] = [];
    for (const { name, labels } of this.samples) {
      const key = `${name}${JSON.stringify(Object.entries(labels).sort())}`;
      if (seen.has(key)) twice.push(key);
      seen.add(key);
    }
    return twice;
  }
}
