import type { QueryGrid } from '../time/step.ts';
import type { LabelRecord } from '../format/legend.ts';

/** One series on the grid of a range query; NaN where it has no sample. */
export interface RangeSeries {
  readonly labels: LabelRecord;
  /** One value for each step of the grid. */
  readonly values: Float64Array;
}

/** One sample of an instant query. */
export interface InstantSample {
  readonly labels: LabelRecord;
  readonly value: number;
}

/** Of series that an answer leaves out, as others have larger values. */
export interface LeftOut {
  readonly count: number;
  /** The smallest and the largest of their newest values. */
  readonly newest: readonly number[];
}

/** What a query of a panel gave. `notCollected`: it was not sent, the store has none of what it requires. */
export type QueryAnswer =
  | { readonly kind: 'range'; readonly series: readonly RangeSeries[]; readonly leftOut?: LeftOut | undefined }
  | { readonly kind: 'instant'; readonly samples: readonly InstantSample[] }
  | { readonly kind: 'not-collected' };

/** Everything a panel draws, by `ref` of its queries. All ranges are on one grid. */
export interface PanelData {
  readonly grid: QueryGrid;
  readonly answers: ReadonlyMap<string, QueryAnswer>;
  /** For stats with a sparkline: the value now, beside the range of the same `ref`. */
  readonly now: ReadonlyMap<string, readonly InstantSample[]>;
  readonly warnings: readonly string[];
  /** What the server remarks that may well be meant so, such as a rate of what is called no counter. */
  readonly infos?: readonly string[];
  /** The same of an earlier time, on the grid of now, by `ref`: lines to compare with. */
  readonly before?: Before | undefined;
}

export interface Before {
  /** How much earlier, as a legend says it: `1d`. */
  readonly text: string;
  readonly series: ReadonlyMap<string, readonly RangeSeries[]>;
}

/** The states every panel has. `missing`: none of its metrics is collected with this configuration. */
export type PanelState<T> =
  | { readonly kind: 'loading'; readonly previous?: T }
  | { readonly kind: 'empty' }
  | { readonly kind: 'missing'; readonly metrics: readonly string[] }
  /** `previous`: what the same queries gave before; it is old, and better than nothing. */
  | { readonly kind: 'failed'; readonly message: string; readonly retry: () => void; readonly previous?: T }
  | { readonly kind: 'ready'; readonly data: T };

/** Series of a range answer, none for any other. */
export function rangeOf(data: PanelData, ref: string): readonly RangeSeries[] {
  const answer = data.answers.get(ref);
  return answer?.kind === 'range' ? answer.series : [];
}

/** Which series of a query the answer leaves out. */
export function leftOutOf(data: PanelData, ref: string): LeftOut | undefined {
  const answer = data.answers.get(ref);
  return answer?.kind === 'range' ? answer.leftOut : undefined;
}

/** Whether any answer leaves series out. */
export const isCut = (data: PanelData): boolean => [...data.answers.keys()].some((ref) => leftOutOf(data, ref));

/** Samples of a query now: of an instant answer, or the newest value of each series of a range. */
export function samplesOf(data: PanelData, ref: string): readonly InstantSample[] {
  const now = data.now.get(ref);
  if (now !== undefined) return now;
  const answer = data.answers.get(ref);
  if (answer?.kind === 'instant') return answer.samples;
  if (answer?.kind !== 'range') return [];
  return answer.series.flatMap(({ labels, values }) => {
    const value = lastValue(values);
    return value === undefined ? [] : [{ labels, value }];
  });
}

/** The newest value that is one. */
export function lastValue(values: Float64Array): number | undefined {
  for (let i = values.length - 1; i >= 0; i--) if (!Number.isNaN(values[i]!)) return values[i]!;
  return undefined;
}

/** Whether there is anything to draw: a number from any query that is not auxiliary. */
export function hasData(data: PanelData, refs: readonly string[]): boolean {
  return refs.some((ref) => {
    const answer = data.answers.get(ref);
    if (answer?.kind === 'range') return answer.series.some(({ values }) => lastValue(values) !== undefined);
    return answer?.kind === 'instant' && answer.samples.some(({ value }) => !Number.isNaN(value));
  });
}
