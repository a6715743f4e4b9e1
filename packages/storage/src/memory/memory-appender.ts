import type { Exemplar, FloatHistogram, Labels, MetricMetadata } from '@binnacle/model';
import type { Appender, CommitOutcome, KeyKind, Rejection, SeriesId } from '../appender.ts';
import type { Sample, SeriesTable } from './series-table.ts';

/** Collects a batch in lists and puts it into the table when it is committed. */
export class MemoryAppender implements Appender {
  readonly #table: SeriesTable;
  readonly #samples = new Map<SeriesId, Sample[]>();
  readonly #exemplars: (readonly [SeriesId, Exemplar])[] = [];
  readonly #metadata: (readonly [string, MetricMetadata])[] = [];
  readonly #rejections: Rejection[] = [];

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  find(kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId {
    return this.#table.findByKey(keyText(kind, bytes, start, end))?.id ?? 0;
  }

  readonly nextKeyBytes = 0;

  findNext(): SeriesId {
    return 0;
  }

  create(labels: Labels, kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId {
    const malformed = labels.find((text, i) => !text.isWellFormed() || (i % 2 === 0 && text === ''));
    if (malformed !== undefined) {
      const message = `label set with an empty name or text that is not UTF-8: ${JSON.stringify(labels)}`;
      this.#rejections.push({ reason: 'invalid', message, samples: 1 });
      return 0;
    }
    return this.#table.findOrMake(labels, keyText(kind, bytes, start, end)).id;
  }

  float(series: SeriesId, timestampMs: number, value: number, startTimestampMs: number): void {
    this.#add(series, { kind: 'float', t: timestampMs, value, start: startTimestampMs });
  }

  stale(series: SeriesId, timestampMs: number): void {
    this.#add(series, { kind: 'stale', t: timestampMs, start: 0 });
  }

  histogram(series: SeriesId, timestampMs: number, value: FloatHistogram, startTimestampMs: number): void {
    this.#add(series, { kind: 'histogram', t: timestampMs, value, start: startTimestampMs });
  }

  exemplar(series: SeriesId, exemplar: Exemplar): void {
    this.#exemplars.push([series, exemplar]);
  }

  metadata(metric: string, metadata: MetricMetadata): void {
    this.#metadata.push([metric, metadata]);
  }

  commit(): Promise<CommitOutcome> {
    const all = [...this.#samples.values()].flat();
    const histograms = all.filter(({ kind }) => kind === 'histogram').length;
    for (const [id, samples] of this.#samples) this.#table.insert(id, samples);
    for (const [id, exemplar] of this.#exemplars) {
      const series = this.#table.get(id);
      series.exemplars = [...series.exemplars, exemplar];
    }
    for (const [metric, metadata] of this.#metadata) {
      const known = this.#table.metadata.get(metric) ?? [];
      const same = known.some(
        ({ type, help, unit }) => type === metadata.type && help === metadata.help && unit === metadata.unit,
      );
      this.#table.metadata.set(metric, same ? known : [...known, metadata]);
    }
    const exemplars = this.#exemplars.length;
    const rejections = [...this.#rejections];
    this.rollback();
    return Promise.resolve({ ok: true, samples: all.length - histograms, histograms, exemplars, rejections });
  }

  rollback(): void {
    this.#samples.clear();
    this.#exemplars.length = 0;
    this.#metadata.length = 0;
    this.#rejections.length = 0;
  }

  #add(series: SeriesId, sample: Sample): void {
    const list = this.#samples.get(series);
    if (list === undefined) this.#samples.set(series, [sample]);
    else list.push(sample);
  }
}

/** The key as a string, one character for each byte. */
function keyText(kind: KeyKind, bytes: Uint8Array, start: number, end: number): string {
  let text = `${kind}:`;
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
