import { CUSTOM_BUCKETS_SCHEMA, labelsFromRecord, type FloatHistogram } from '@binnacle/model';
import { randomFrom, scraped, type TestSample, type TestSeries } from './test-series.ts';

interface Shape {
  readonly schema: number;
  /** Index of the first bucket on either side. */
  readonly offset: number;
  readonly buckets: number;
  readonly negative?: boolean;
  readonly zero?: boolean;
  readonly customValues?: readonly number[];
  readonly gauge?: boolean;
}

/** Gives one histogram after the other; each adds observations to the one before, or starts anew where `resets` says. */
function observing(shape: Shape, seed: number, resets: (n: number) => boolean): (n: number) => FloatHistogram {
  const random = randomFrom(seed);
  const zeros = (): number[] => Array.from({ length: shape.buckets }, () => 0);
  let [positive, negative, zeroCount] = [zeros(), zeros(), 0];
  const draw = (counts: number[]): number[] => counts.map((count) => count + Math.floor(random() * 6));
  const spans = [{ offset: shape.offset, length: shape.buckets }];
  return (n) => {
    if (resets(n) || shape.gauge === true) [positive, negative, zeroCount] = [zeros(), zeros(), 0];
    positive = draw(positive);
    if (shape.negative === true) negative = draw(negative);
    if (shape.zero === true) zeroCount += Math.floor(random() * 3);
    const total = [...positive, ...negative, zeroCount].reduce((a, b) => a + b, 0);
    return {
      counterResetHint: shape.gauge === true ? 'gauge' : 'unknown',
      schema: shape.schema,
      zeroThreshold: shape.schema === CUSTOM_BUCKETS_SCHEMA ? 0 : 2 ** -128,
      zeroCount,
      count: total,
      sum: total * 0.75 + random(),
      positiveSpans: spans,
      positiveBuckets: positive,
      negativeSpans: shape.negative === true ? spans : [],
      negativeBuckets: shape.negative === true ? negative : [],
      customValues: shape.customValues ?? [],
    };
  };
}

/** Native histograms: exponential and with custom buckets, of several resolutions, with resets, gauges, and floats between. */
export function histogramSeries(): TestSeries[] {
  const never = (_scrape: number): boolean => false;
  const series = (
    labels: Record<string, string>,
    value: (n: number) => TestSample['value'] | undefined,
  ): TestSeries => ({
    labels: labelsFromRecord(labels),
    samples: scraped(0, value),
  });
  const request = (path: string, shape: Shape, seed: number, resets = never): TestSeries =>
    series({ __name__: 'request_seconds', job: 'demo', path }, observing(shape, seed, resets));
  const custom = (path: string, customValues: readonly number[], seed: number): TestSeries => {
    const shape = { schema: CUSTOM_BUCKETS_SCHEMA, offset: 0, buckets: customValues.length + 1, customValues };
    return series({ __name__: 'custom_seconds', job: 'demo', path }, observing(shape, seed, never));
  };
  const mixed = observing({ schema: 1, offset: 0, buckets: 4 }, 6, never);
  const ending = observing({ schema: 0, offset: -1, buckets: 5 }, 7, never);
  return [
    request('/a', { schema: 3, offset: -6, buckets: 12, zero: true }, 1),
    request('/b', { schema: 1, offset: -3, buckets: 7, zero: true, negative: true }, 2),
    request('/c', { schema: 0, offset: -2, buckets: 6 }, 3, (n) => n % 50 === 49),
    series(
      { __name__: 'size_bytes', job: 'demo' },
      observing({ schema: 2, offset: 1, buckets: 8, gauge: true }, 4, never),
    ),
    custom('/a', [0.1, 0.5, 1, 5], 8),
    custom('/b', [0.1, 0.5, 1, 5], 9),
    custom('/c', [0.1, 1, 10], 10),
    series({ __name__: 'mixed_kinds', half: 'first' }, (n) => (n < 200 ? n : mixed(n))),
    series({ __name__: 'mixed_kinds', half: 'other' }, (n) => n + 0.5),
    series({ __name__: 'ending_seconds' }, (n) => (n < 195 ? ending(n) : n === 195 ? 'stale' : undefined)),
  ];
}
