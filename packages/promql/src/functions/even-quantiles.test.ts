import { emptyLabels } from '@binnacle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../eval/row.ts';
import { bucketQuantile, ClassicBuckets } from './classic-histogram.ts';
import { EvenQuantiles } from './even-quantiles.ts';

const rowOf = (numbers: readonly number[]): Row => {
  const values = Float64Array.from([7, ...numbers]);
  const bits = new Uint32Array(values.buffer);
  return { labels: emptyLabels, dropName: false, values, bits, at: 1, gaps: false, histograms: undefined };
};

const STEPS = 5;
/** Mostly sums that grow from bucket to bucket; also what is noise, falls, or is no number. */
const growth = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0, max: 10, noNaN: true }) },
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(1e-13, -1e-13, -0.5, NaN, Infinity, -Infinity, 5e-324, 1e-301) },
);
const counts = fc
  .array(growth, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map((_, i) => parts.slice(0, i + 1).reduce((sum, part) => sum + part, 0)));
const histogram = fc
  .tuple(
    fc.uniqueArray(fc.oneof(fc.integer({ min: -5, max: 20 }), fc.constant(Infinity)), { minLength: 1, maxLength: 6 }),
    fc.array(counts, { minLength: STEPS, maxLength: STEPS }),
    fc.boolean(),
  )
  .map(([some, steps, isComplete]) => {
    const bounds = [...new Set([...some, ...(isComplete ? [Infinity] : [])])].sort((a, b) => a - b);
    const series = bounds.map((bound, b) => ({
      bound,
      row: rowOf(steps.map((step) => step[Math.min(b, step.length - 1)]!)),
    }));
    return { labels: emptyLabels, dropName: false, series };
  });
const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, 1, -0, -1, 2, NaN));

test('all steps at once have what each has by itself, to the bit', () => {
  fc.assert(
    fc.property(
      fc.array(histogram, { minLength: 1, maxLength: 3 }),
      fc.array(share, { minLength: STEPS, maxLength: STEPS }),
      (all, q) => {
        const quantiles = new EvenQuantiles(Float64Array.from(q));
        for (const one of all) {
          const { series } = one;
          const oneByOne = (s: number): number => {
            const buckets = new ClassicBuckets(series.length);
            for (const { bound, row } of series) buckets.push(bound, row.values[row.at + s]!);
            return bucketQuantile(q[s]!, buckets, { forced: false, lowestBound: 0, highestBound: 0, largestDrop: 0 });
          };
          const out = rowOf(q.map(() => -99));
          quantiles.fill(one, out, oneByOne);
          // toEqual tells zero from minus zero.
          expect([...out.values.subarray(1)]).toEqual(q.map((_, s) => oneByOne(s)));
          expect(out.values[0]).toBe(7);
        }
      },
    ),
    { numRuns: 3000 },
  );
});
