import {
  CUSTOM_BUCKETS_SCHEMA,
  labelsKey,
  labelValue,
  METRIC_NAME,
  withLabel,
  type FloatHistogram,
  type Labels,
} from '@binnacle/model';
import { parseNumber } from '../syntax/number.ts';
import type { LoadedSeries } from './script-target.ts';

interface Collected {
  readonly labels: Labels;
  readonly byTime: Map<number, { buckets: Map<number, number>; count: number | undefined; sum: number }>;
}

/**
 * Native histograms with custom buckets of what classic histograms (`_bucket`, `_count`, `_sum`) are among the series:
 * `load_with_nhcb` loads both forms.
 */
export function convertClassicHistograms(loaded: readonly LoadedSeries[]): LoadedSeries[] {
  const collected = new Map<string, Collected>();
  for (const { labels, samples } of loaded) {
    const match = /^(.*)_(bucket|count|sum)$/.exec(labelValue(labels, METRIC_NAME));
    if (match === null) continue;
    const le = match[2] === 'bucket' ? boundOf(labels) : NaN;
    if (match[2] === 'bucket' && Number.isNaN(le)) continue;
    const base = withLabel(withLabel(labels, 'le', ''), METRIC_NAME, match[1]!);
    const entry = collected.get(labelsKey(base)) ?? { labels: base, byTime: new Map() };
    collected.set(labelsKey(base), entry);
    for (const { t, value } of samples) {
      if (typeof value !== 'number') continue;
      const at = entry.byTime.get(t) ?? { buckets: new Map(), count: undefined, sum: 0 };
      entry.byTime.set(t, at);
      if (match[2] === 'bucket') at.buckets.set(le, value);
      else if (match[2] === 'count') at.count = value;
      else at.sum = value;
    }
  }
  return [...collected.values()].map(({ labels, byTime }) => ({
    labels,
    samples: [...byTime]
      .sort(([a], [b]) => a - b)
      .map(([t, { buckets, count, sum }]) => ({ t, value: nativeOf(buckets, count, sum), start: 0 })),
  }));
}

function boundOf(labels: Labels): number {
  const text = labelValue(labels, 'le');
  const parsed = parseNumber(text.replace(/^[+-]/, ''));
  if (!('value' in parsed)) return NaN;
  return text.startsWith('-') ? -parsed.value : parsed.value;
}

/** Cumulative counts by upper bound to counts of each bucket. */
function nativeOf(buckets: ReadonlyMap<number, number>, count: number | undefined, sum: number): FloatHistogram {
  const bounds = [...buckets.keys()].sort((a, b) => a - b);
  const total = count ?? buckets.get(bounds.at(-1) ?? NaN) ?? 0;
  const customValues = bounds.filter((bound) => bound !== Infinity);
  const cumulative = [...customValues.map((bound) => buckets.get(bound)!), total];
  const positiveBuckets = cumulative.map((value, i) => value - (cumulative[i - 1] ?? 0));
  return {
    counterResetHint: 'unknown',
    schema: CUSTOM_BUCKETS_SCHEMA,
    zeroThreshold: 0,
    zeroCount: 0,
    count: total,
    sum,
    positiveSpans: [{ offset: 0, length: positiveBuckets.length }],
    positiveBuckets,
    negativeSpans: [],
    negativeBuckets: [],
    customValues,
  };
}
