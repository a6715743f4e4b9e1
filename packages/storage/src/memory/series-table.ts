import { labelsKey, type Exemplar, type FloatHistogram, type Labels, type MetricMetadata } from '@binnacle/model';
import type { SeriesId } from '../appender.ts';
import { resetHintAsRead } from '../reset-hint.ts';

/** One sample as an object: slow, and impossible to misread. */
export type Sample =
  | { readonly kind: 'float'; readonly t: number; readonly value: number; readonly start: number }
  | { readonly kind: 'stale'; readonly t: number; readonly start: number }
  | { readonly kind: 'histogram'; readonly t: number; readonly value: FloatHistogram; readonly start: number };

export interface StoredSeries {
  readonly id: SeriesId;
  readonly labels: Labels;
  /** Ascending in time, no time twice. */
  samples: readonly Sample[];
  exemplars: readonly Exemplar[];
}

/** Everything one workspace holds. */
export class SeriesTable {
  readonly series: StoredSeries[] = [];
  readonly metadata = new Map<string, MetricMetadata[]>();
  readonly #byLabels = new Map<string, StoredSeries>();
  readonly #byKey = new Map<string, StoredSeries>();
  samplesAppended = 0;

  get(id: SeriesId): StoredSeries {
    const series = this.series[id - 1];
    if (series === undefined) throw new Error(`BUG: series ${id} does not exist`);
    return series;
  }

  findByKey(key: string): StoredSeries | undefined {
    return this.#byKey.get(key);
  }

  findOrMake(labels: Labels, key: string): StoredSeries {
    const name = labelsKey(labels);
    let series = this.#byLabels.get(name);
    if (series === undefined) {
      series = { id: this.series.length + 1, labels, samples: [], exemplars: [] };
      this.series.push(series);
      this.#byLabels.set(name, series);
    }
    this.#byKey.set(key, series);
    return series;
  }

  /** Adds samples of one series in any order; of two with the same time the later one in the list stays. */
  insert(id: SeriesId, added: readonly Sample[]): void {
    const series = this.get(id);
    const byTime = new Map(series.samples.map((sample) => [sample.t, sample]));
    for (const sample of added) byTime.set(sample.t, sample);
    const sorted = [...byTime.values()].sort((a, b) => a.t - b.t);
    series.samples = sorted.map((sample, i) => withHint(sorted[i - 1], sample));
    this.samplesAppended += added.length;
  }
}

function withHint(previous: Sample | undefined, sample: Sample): Sample {
  if (sample.kind !== 'histogram') return sample;
  const before = previous?.kind === 'histogram' ? previous.value : undefined;
  return { ...sample, value: { ...sample.value, counterResetHint: resetHintAsRead(before, sample.value) } };
}
