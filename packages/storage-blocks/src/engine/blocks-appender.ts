import {
  type Exemplar,
  type FloatHistogram,
  type Labels,
  type MetricMetadata,
  labelsFromSorted,
} from '@binnacle/model';
import type { Appender, CommitOutcome, KeyKind, SeriesId } from '@binnacle/storage';
import { encodeHistogram } from '../head/histogram-bytes.ts';
import { type Batch, FLOAT, STALE } from '../log/batch.ts';
import { checkLabels } from './check-labels.ts';
import { Rejections } from './rejections.ts';
import type { WorkspaceStore } from './workspace-store.ts';

/** Collects the samples of one request in columns; see {@link Appender}. */
export class BlocksAppender implements Appender {
  private readonly store: WorkspaceStore;
  /** Taken when the first sample comes. */
  private batch: Batch | undefined;
  private readonly rejections = new Rejections();
  /** The series that was found or made last: it may be written to a turn of the event loop later. */
  lastSeries: SeriesId = 0;
  private readonly oldestMs: number;
  private readonly newestMs: number;

  constructor(store: WorkspaceStore) {
    this.store = store;
    store.openAppenders.add(this);
    const now = store.clock();
    this.oldestMs = now - store.limits.retentionMs;
    this.newestMs = now + store.limits.maxFutureMs;
  }

  find(kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId {
    this.lastSeries = this.store.keys.find(kind, bytes, start, end);
    return this.lastSeries;
  }

  findNext(kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId {
    const series = this.store.keys.findNext(kind, bytes, start, end);
    if (series !== 0) this.lastSeries = series;
    return series;
  }

  get nextKeyBytes(): number {
    return this.store.keys.nextKeyBytes;
  }

  create(labels: Labels, kind: KeyKind, bytes: Uint8Array, start: number, end: number): SeriesId {
    const flat = labels.some((text, i) => i % 2 === 1 && text === '') ? withoutEmpty(labels) : labels;
    let series = this.store.index.find(flat);
    if (series === 0) {
      const problem = checkLabels(flat, this.store.limits) ?? this.store.checkRoom(flat);
      if (problem !== undefined) {
        this.rejections.add(problem.reason, () => problem.message);
        return 0;
      }
      series = this.store.addSeries(flat);
    }
    this.store.keys.set(kind, bytes, start, end, series);
    this.lastSeries = series;
    return series;
  }

  float(series: SeriesId, timestampMs: number, value: number, startTimestampMs: number): void {
    if (this.isRefused(series, timestampMs)) return;
    this.current().add(series, timestampMs, value, FLOAT, startTimestampMs);
  }

  stale(series: SeriesId, timestampMs: number): void {
    if (this.isRefused(series, timestampMs)) return;
    this.current().add(series, timestampMs, 0, STALE, 0);
  }

  histogram(series: SeriesId, timestampMs: number, value: FloatHistogram, startTimestampMs: number): void {
    if (this.isRefused(series, timestampMs)) return;
    this.current().addHistogram({ series, timestampMs, startMs: startTimestampMs, bytes: encodeHistogram(value) });
  }

  exemplar(series: SeriesId, exemplar: Exemplar): void {
    if (series !== 0) this.current().exemplars.push({ series, exemplar });
  }

  metadata(metric: string, metadata: MetricMetadata): void {
    this.current().metadata.push({ metric, metadata });
  }

  async commit(): Promise<CommitOutcome> {
    this.store.openAppenders.delete(this);
    this.store.keys.leaveSource();
    const rejections = this.rejections.list();
    const { batch } = this;
    if (batch === undefined) return { ok: true, samples: 0, histograms: 0, exemplars: 0, rejections };
    const counts = {
      samples: batch.count - batch.histograms.length,
      histograms: batch.histograms.length,
      exemplars: batch.exemplars.length,
    };
    this.batch = undefined;
    const failure = await this.store.commit(batch);
    return failure ?? { ok: true, ...counts, rejections };
  }

  rollback(): void {
    this.store.openAppenders.delete(this);
    this.store.keys.leaveSource();
    if (this.batch !== undefined) this.store.recycle(this.batch);
    this.batch = undefined;
    this.rejections.clear();
  }

  private current(): Batch {
    return (this.batch ??= this.store.takeBatch());
  }

  private isRefused(series: SeriesId, timestampMs: number): boolean {
    if (series !== 0 && timestampMs >= this.oldestMs && timestampMs <= this.newestMs) return false;
    this.refuse(series, timestampMs);
    return true;
  }

  private refuse(series: SeriesId, timestampMs: number): void {
    // The refusal of a series that was not made is told already.
    if (series === 0) return;
    const { limits } = this.store;
    const name = (): string => this.store.describe(series);
    if (timestampMs < this.oldestMs) {
      const message = (): string =>
        `sample of ${name()} at ${timestampMs} is older than the retention of ${limits.retentionMs / 3_600_000} h (--storage.retention)`;
      this.rejections.add('too_old', message);
    } else if (timestampMs > this.newestMs) {
      const message = (): string =>
        `sample of ${name()} at ${timestampMs} is more than ${limits.maxFutureMs / 60_000} min ahead of the clock`;
      this.rejections.add('too_far_in_future', message);
    } else this.rejections.add('invalid', () => `sample of ${name()} has no timestamp`);
  }
}

/** Absent and empty are the same. */
function withoutEmpty(labels: Labels): Labels {
  const flat: string[] = [];
  for (let i = 0; i < labels.length; i += 2) if (labels[i + 1] !== '') flat.push(labels[i]!, labels[i + 1]!);
  return labelsFromSorted(flat);
}
