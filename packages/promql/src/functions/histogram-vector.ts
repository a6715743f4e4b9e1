import { labelsKey, labelValue, METRIC_NAME, withLabel, type Labels } from '@binnacle/model';
import { badBucketLabel, mixedClassicNative } from '../annotations/messages.ts';
import type { Span } from '../ast.ts';
import type { QueryContext } from '../eval/query-context.ts';
import { hasAny, isAbsent, type Row } from '../eval/row.ts';
import { ClassicBuckets } from './classic-histogram.ts';

/** A classic histogram: its series, by upper bound. */
export interface ClassicHistogram {
  /** Without `le`. */
  readonly labels: Labels;
  readonly dropName: boolean;
  /** Ascending bounds; several series may have the same. */
  readonly series: readonly { readonly bound: number; readonly row: Row }[];
}

/** An instant vector parted into classic and native histograms. */
export interface HistogramVector {
  readonly classic: readonly ClassicHistogram[];
  /** Series with native histograms, and at which steps they count. */
  readonly native: readonly { readonly row: Row; readonly counts: (s: number) => boolean }[];
}

interface Building {
  readonly labels: Labels;
  dropName: boolean;
  readonly series: { bound: number; row: Row }[];
}

/** Parts a vector, and says which series are no part of any histogram. */
export function partHistograms(rows: Iterable<Row>, context: QueryContext, steps: number, at: Span): HistogramVector {
  const byLabels = new Map<string, Building>();
  const natives: Row[] = [];
  for (const row of rows) {
    if (row.histograms !== undefined) natives.push(row);
    if (row.histograms === undefined ? hasAny(row, steps) : hasNumbers(row, steps))
      addBucket(row, byLabels, context, at);
  }
  const classic = [...byLabels.values()];
  for (const { series } of classic) series.sort((a, b) => a.bound - b.bound);
  return { classic, native: natives.map((row) => ({ row, counts: conflictCheck(row, byLabels, context, at) })) };
}

function hasNumbers(row: Row, steps: number): boolean {
  for (let s = 0; s < steps; s++) if (!isAbsent(row, s)) return true;
  return false;
}

function addBucket(row: Row, byLabels: Map<string, Building>, { annotations }: QueryContext, at: Span): void {
  const text = labelValue(row.labels, 'le');
  const bound = parseBound(text);
  if (bound === undefined) {
    annotations.add(badBucketLabel(labelValue(row.labels, METRIC_NAME), text, at));
    return;
  }
  const labels = withLabel(row.labels, 'le', '');
  const key = labelsKey(labels);
  let histogram = byLabels.get(key);
  if (histogram === undefined) {
    histogram = { labels, dropName: row.dropName, series: [] };
    byLabels.set(key, histogram);
  }
  histogram.dropName ||= row.dropName;
  histogram.series.push({ bound, row });
}

/** A number as Go's ParseFloat reads it; undefined where it does not. */
function parseBound(text: string): number | undefined {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  return Number(text);
}

/** Where a classic histogram of the same name and labels has a bucket, neither of the two is used. */
function conflictCheck(
  native: Row,
  byLabels: Map<string, Building>,
  { annotations }: QueryContext,
  at: Span,
): (s: number) => boolean {
  const classic = byLabels.get(labelsKey(native.labels));
  if (classic === undefined) return (s) => native.histograms?.[s] !== undefined;
  return (s) => {
    if (native.histograms?.[s] === undefined) return false;
    if (!classic.series.some(({ row }) => !isAbsent(row, s))) return true;
    annotations.add(mixedClassicNative(labelValue(native.labels, METRIC_NAME), at));
    return false;
  };
}

/** Reads the buckets of a classic histogram step by step. */
export class BucketReader {
  readonly buckets: ClassicBuckets;
  private readonly histogram: ClassicHistogram;
  private readonly native: Row | undefined;
  /** Every step has all buckets, each of them once: then only counts differ from step to step. */
  readonly isEven: boolean;

  /**
   * @param native  the series with native histograms of the same labels, whose steps are left out
   * @param buckets where they are read to; it has room for all of them
   */
  constructor(histogram: ClassicHistogram, native: Row | undefined, buckets: ClassicBuckets) {
    const { series } = histogram;
    this.histogram = histogram;
    this.buckets = buckets;
    this.native = native;
    this.isEven =
      native === undefined && series.every(({ bound, row }, i) => !row.gaps && bound !== series[i - 1]?.bound);
    if (!this.isEven) return;
    this.buckets.count = series.length;
    series.forEach(({ bound }, i) => {
      this.buckets.bounds[i] = bound;
    });
  }

  /** False when the histogram has no buckets at this step. */
  read(s: number): boolean {
    const { buckets, isEven } = this;
    const { series } = this.histogram;
    if (isEven) {
      const { counts } = buckets;
      for (let i = 0; i < series.length; i++) {
        const { values, at } = series[i]!.row;
        counts[i] = values[at + s]!;
      }
      return true;
    }
    buckets.count = 0;
    if (this.native?.histograms?.[s] !== undefined) return false;
    for (const { bound, row } of series) {
      if (!row.gaps || !isAbsent(row, s)) buckets.push(bound, row.values[row.at + s]!);
    }
    return buckets.count > 0;
  }
}

/** Room for the buckets of any histogram of a vector, one at a time. */
export const roomForBuckets = ({ classic }: HistogramVector): ClassicBuckets =>
  new ClassicBuckets(classic.reduce((most, { series }) => Math.max(most, series.length), 0));

/** The series with native histograms that has the labels of a classic one. */
export function nativeTwins(vector: HistogramVector): (histogram: ClassicHistogram) => Row | undefined {
  const byLabels = new Map(vector.native.map(({ row }) => [labelsKey(row.labels), row]));
  return (histogram) => (byLabels.size === 0 ? undefined : byLabels.get(labelsKey(histogram.labels)));
}
