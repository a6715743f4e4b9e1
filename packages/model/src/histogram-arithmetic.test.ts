import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addCompensated,
  addHistograms,
  allBuckets,
  compactHistogram,
  CUSTOM_BUCKETS_SCHEMA,
  detectReset,
  divideHistogram,
  exponentialBound,
  formatHistogram,
  histogramFraction,
  histogramQuantile,
  histogramsEqual,
  multiplyHistogram,
  reduceResolution,
  spansOfIndexes,
  subtractHistograms,
  type FloatHistogram,
} from './index.ts';

const empty: FloatHistogram = {
  counterResetHint: 'unknown',
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positiveSpans: [],
  positiveBuckets: [],
  negativeSpans: [],
  negativeBuckets: [],
  customValues: [],
};

/** Whole counts, so that sums are exact and do not depend on order. */
const histogram = fc
  .record({
    schema: fc.integer({ min: -1, max: 3 }),
    zeroCount: fc.integer({ min: 0, max: 9 }),
    zeroThreshold: fc.constantFrom(0, 0.25, 1),
    positive: fc.uniqueArray(fc.integer({ min: -6, max: 12 }), { maxLength: 6 }),
    negative: fc.uniqueArray(fc.integer({ min: -6, max: 12 }), { maxLength: 6 }),
    counts: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 12, maxLength: 12 }),
  })
  .map(({ schema, zeroCount, zeroThreshold, positive, negative, counts }): FloatHistogram => {
    const up = positive.toSorted((a, b) => a - b).filter((i) => exponentialBound(i - 1, schema) >= zeroThreshold);
    const down = negative.toSorted((a, b) => a - b).filter((i) => exponentialBound(i - 1, schema) >= zeroThreshold);
    const positiveBuckets = counts.slice(0, up.length);
    const negativeBuckets = counts.slice(6, 6 + down.length);
    const total = [zeroCount, ...positiveBuckets, ...negativeBuckets].reduce((a, b) => a + b, 0);
    return {
      ...empty,
      schema,
      zeroCount,
      zeroThreshold,
      positiveSpans: spansOfIndexes(up),
      positiveBuckets,
      negativeSpans: spansOfIndexes(down),
      negativeBuckets,
      count: total,
      sum: total,
    };
  });

function sum(a: FloatHistogram, b: FloatHistogram): FloatHistogram {
  const outcome = addHistograms(a, b);
  if (!outcome.ok) throw new Error('incompatible');
  return compactHistogram(outcome.histogram);
}

const inBuckets = (h: FloatHistogram): number => allBuckets(h).reduce((total, bucket) => total + bucket.count, 0);

describe('bounds', () => {
  test.each([
    { schema: 0, index: 0, bound: 1 },
    { schema: 0, index: 1, bound: 2 },
    { schema: 1, index: -1, bound: 0.7071067811865475 },
    { schema: 3, index: -5, bound: 0.6484197773255048 },
    { schema: 8, index: -1, bound: 0.9972960560854698 },
    { schema: 8, index: 1, bound: 1.0027112750502025 },
    { schema: -2, index: 1, bound: 16 },
    { schema: 0, index: 1024, bound: Number.MAX_VALUE },
    { schema: 0, index: 1025, bound: Infinity },
    { schema: -4, index: 64, bound: Number.MAX_VALUE },
  ])('schema $schema, bucket $index', ({ schema, index, bound }) => {
    expect(exponentialBound(index, schema)).toBe(bound);
  });
});

describe('addition', () => {
  test('is commutative and loses no observation, whatever the layouts', () => {
    fc.assert(
      fc.property(histogram, histogram, (a, b) => {
        const both = sum(a, b);
        expect(formatHistogram(sum(b, a))).toBe(formatHistogram(both));
        expect(both.count).toBe(a.count + b.count);
        expect(inBuckets(both)).toBe(inBuckets(a) + inBuckets(b));
      }),
    );
  });

  test('is undone by subtraction', () => {
    fc.assert(
      fc.property(histogram, histogram, (a, b) => {
        const both = sum(a, b);
        const left = subtractHistograms(both, b);
        if (!left.ok) throw new Error('incompatible');
        const expected = sum(a, { ...b, ...emptyCounts(b) });
        expect(histogramsEqual(compactHistogram(left.histogram), expected)).toBe(true);
      }),
    );
  });

  test('with compensation gives the same where nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(histogram, { minLength: 2, maxLength: 5 }), (all) => {
        let plain = all[0]!;
        let total = { sum: all[0]!, compensation: undefined as FloatHistogram | undefined };
        for (const h of all.slice(1)) {
          plain = sum(plain, h);
          const next = addCompensated(total, h);
          if (!next.ok) throw new Error('incompatible');
          total = next.total;
        }
        expect(histogramsEqual(compactHistogram(sum(total.sum, total.compensation!)), plain)).toBe(true);
      }),
    );
  });

  test('keeps what plain addition would lose', () => {
    const single = (count: number): FloatHistogram => ({
      ...empty,
      count,
      sum: count,
      positiveSpans: [{ offset: 0, length: 1 }],
      positiveBuckets: [count],
    });
    let total = { sum: single(1e100), compensation: undefined as FloatHistogram | undefined };
    for (const count of [1, 1, -1e100]) {
      const next = addCompensated(total, single(count));
      if (!next.ok) throw new Error('incompatible');
      total = next.total;
    }
    expect(sum(total.sum, total.compensation!).positiveBuckets).toEqual([2]);
  });

  test('reconciles custom bounds to those in common', () => {
    const custom = (customValues: number[], positiveBuckets: number[]): FloatHistogram => ({
      ...empty,
      schema: CUSTOM_BUCKETS_SCHEMA,
      customValues,
      positiveSpans: [{ offset: 0, length: positiveBuckets.length }],
      positiveBuckets,
    });
    const outcome = addHistograms(custom([1, 2, 3], [1, 2, 3, 4]), custom([1, 3, 5], [10, 20, 30, 40]));
    expect(outcome).toMatchObject({
      ok: true,
      boundsReconciled: true,
      histogram: { customValues: [1, 3], positiveBuckets: [11, 25, 74] },
    });
    expect(addHistograms(custom([1], [1]), empty)).toEqual({ ok: false });
  });

  test.each([
    { a: 'yes', b: 'no', hint: 'unknown', collision: true },
    { a: 'yes', b: 'unknown', hint: 'unknown', collision: false },
    { a: 'gauge', b: 'no', hint: 'gauge', collision: false },
    { a: 'no', b: 'no', hint: 'no', collision: false },
  ] as const)('hints $a and $b', ({ a, b, hint, collision }) => {
    expect(addHistograms({ ...empty, counterResetHint: a }, { ...empty, counterResetHint: b })).toMatchObject({
      histogram: { counterResetHint: hint },
      counterResetCollision: collision,
    });
  });
});

function emptyCounts(h: FloatHistogram): Partial<FloatHistogram> {
  return {
    count: 0,
    sum: 0,
    zeroCount: 0,
    positiveBuckets: h.positiveBuckets.map(() => 0),
    negativeBuckets: h.negativeBuckets.map(() => 0),
  };
}

test('scaling back and forth', () => {
  fc.assert(
    fc.property(histogram, (h) => {
      expect(histogramsEqual(divideHistogram(multiplyHistogram(h, 4), 4), h)).toBe(true);
      expect(multiplyHistogram(h, -1).counterResetHint).toBe('gauge');
    }),
  );
});

test('a coarser schema keeps the observations and detects no reset', () => {
  fc.assert(
    fc.property(histogram, (h) => {
      const coarse = reduceResolution(h, h.schema - 1);
      expect(inBuckets(coarse)).toBe(inBuckets(h));
      expect(detectReset(coarse, h)).toBe(false);
    }),
  );
});

test('more observations are no reset, fewer are one', () => {
  fc.assert(
    fc.property(histogram, histogram, (a, b) => {
      fc.pre(b.count > 0);
      const both = sum(a, b);
      expect(detectReset(both, a)).toBe(false);
      expect(detectReset(a, both)).toBe(true);
    }),
  );
});

test('the fraction below a quantile is its rank', () => {
  const h: FloatHistogram = {
    ...empty,
    schema: 1,
    count: 20,
    sum: 1,
    positiveSpans: [{ offset: -2, length: 4 }],
    positiveBuckets: [3, 4, 5, 8],
  };
  for (const q of [0.05, 0.3, 0.5, 0.77, 0.99]) {
    expect(histogramFraction(-Infinity, histogramQuantile(q, h).value, h).value).toBeCloseTo(q, 12);
  }
});

test('text form', () => {
  const h: FloatHistogram = {
    ...empty,
    count: 20,
    sum: 10,
    zeroCount: 2,
    zeroThreshold: 0.001,
    positiveSpans: [{ offset: 0, length: 2 }],
    positiveBuckets: [1, 2],
    negativeSpans: [{ offset: 0, length: 2 }],
    negativeBuckets: [1, 2],
  };
  expect(formatHistogram(h)).toBe('{count:20, sum:10, [-2,-1):2, [-1,-0.5):1, [-0.001,0.001]:2, (0.5,1]:1, (1,2]:2}');
});
