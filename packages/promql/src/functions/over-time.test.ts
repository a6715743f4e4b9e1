import { emptyLabels } from '@binnacle/model';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Annotations } from '../annotations/annotations.ts';
import { isAbsent, type Row } from '../eval/row.ts';
import { stepTimes } from '../eval/times.ts';
import { kernelMemory } from '../kernels/number-kernels.ts';
import { maxOverTime, meanOneByOne, minOverTime, overTime, sumOneByOne, totalOverTime } from './over-time.ts';
import { rateOfFloats } from './rate-floats.ts';
import { extremesOfWindows } from './window-extremes.ts';
import { compensatedSums } from './window-sums.ts';
import type { FloatKernel, FloatWindows, RangeCall } from './windows.ts';

/** Kernels work on all windows of a series at once; here they are compared with the plainest way to say the same. */
const STEP = 30_000;
const RANGE = 100_000;

interface Series {
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** A series with gaps; values from `value`. */
const seriesOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Series> =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: 60_000 }), value), { minLength: 1, maxLength: 60 }).map((points) => {
    let t = 0;
    const timestamps = points.map(([gap]) => (t += gap));
    return { timestamps, values: points.map(([, v]) => v) };
  });

function windowsOf({ timestamps, values }: Series, steps = 12, strideMs = STEP): FloatWindows {
  const times = {
    times: stepTimes(0, (steps - 1) * strideMs, strideMs),
    firstEndMs: 120_000,
    strideMs,
    rangeMs: RANGE,
  };
  const from = new Int32Array(steps);
  const to = new Int32Array(steps);
  for (let s = 0; s < steps; s++) {
    const end = times.firstEndMs + s * strideMs;
    from[s] = timestamps.filter((t) => t <= end - RANGE).length;
    to[s] = timestamps.filter((t) => t <= end).length;
  }
  return {
    values: Float64Array.from(values),
    timestamps: Float64Array.from(timestamps),
    starts: undefined,
    from,
    to,
    times,
    group: {},
    isSteady: false,
  };
}

function results(kernel: FloatKernel, windows: FloatWindows): (number | undefined)[] {
  const values = new Float64Array(windows.from.length);
  const bits = new Uint32Array(values.buffer);
  return resultsIn({ values, bits, at: 0 }, kernel, windows);
}

/** Where functions of WebAssembly reach both values and results. */
function resultsInPairs(makeKernel: () => FloatKernel, windows: FloatWindows): (number | undefined)[] {
  const memory = kernelMemory()!;
  memory.clear();
  memory.numbers.fill(-77, 0, 1000);
  const values = memory.takeArray(windows.values.length)!;
  values.set(windows.values);
  const at = memory.take(windows.from.length)!;
  const all = resultsIn({ values: memory.numbers, bits: memory.bits, at }, makeKernel(), { ...windows, values });
  expect([memory.numbers[at - 1], memory.numbers[at + windows.from.length]]).toEqual([-77, -77]);
  expect(values).toEqual(windows.values);
  return all;
}

function resultsIn(
  place: Pick<Row, 'values' | 'bits' | 'at'>,
  kernel: FloatKernel,
  windows: FloatWindows,
): (number | undefined)[] {
  const row: Row = { labels: emptyLabels, dropName: false, ...place, gaps: false, histograms: undefined };
  const found = kernel(windows, row);
  const all = Array.from(windows.from, (_, s) => (row.gaps && isAbsent(row, s) ? undefined : row.values[row.at + s]));
  expect(all.filter((value) => value !== undefined)).toHaveLength(found);
  return all;
}

function plainly(
  { values, timestamps, from, to, times }: FloatWindows,
  compute: (window: readonly { t: number; v: number }[], start: number, end: number) => number | undefined,
): (number | undefined)[] {
  return Array.from(from, (first, s) => {
    const window = Array.from(values.subarray(first, to[s]), (v, i) => ({ t: timestamps[first + i]!, v }));
    const end = times.firstEndMs + s * STEP;
    return window.length === 0 ? undefined : compute(window, end - RANGE, end);
  });
}

/** The steps where two results are not alike; extrapolation multiplies in another order. */
const differing = (got: readonly (number | undefined)[], expected: readonly (number | undefined)[]): number[] =>
  got.flatMap((value, s) => (alike(value, expected[s]) ? [] : [s]));

const alike = (a: number | undefined, b: number | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && Math.abs(a - b) <= 1e-10 * Math.abs(b));

describe('sums and means', () => {
  test('of whole numbers are exact', () => {
    fc.assert(
      fc.property(seriesOf(fc.integer({ min: -1_000_000, max: 1_000_000_000 })), (series) => {
        const windows = windowsOf(series);
        const sum = (window: readonly { v: number }[]): number => window.reduce((total, { v }) => total + v, 0);
        expect(results(totalOverTime(false), windows).map((v) => (v === undefined ? v : v + 0))).toEqual(
          plainly(windows, (window) => sum(window) + 0),
        );
        expect(results(totalOverTime(true), windows).map((v) => (v === undefined ? v : v + 0))).toEqual(
          plainly(windows, (window) => sum(window) / window.length + 0),
        );
      }),
    );
  });

  test('lose nothing between large and small numbers', () => {
    const windows = windowsOf({ timestamps: [110_000, 111_000, 112_000, 113_000], values: [1e100, 1, -1e100, 0.5] });
    expect(results(totalOverTime(false), windows)[0]).toBe(1.5);
    expect(results(totalOverTime(true), windows)[0]).toBe(0.375);
  });

  test('of large numbers do not overflow on the way to the mean', () => {
    const values = [1.7e308, 1.7e308, 1.7e308];
    const windows = windowsOf({ timestamps: [110_000, 111_000, 112_000], values });
    expect(results(totalOverTime(false), windows)[0]).toBe(Infinity);
    expect(results(totalOverTime(true), windows)[0]).toBeCloseTo(1.7e308, -295);
  });

  test('with numbers that are none', () => {
    const total = (...values: number[]): (number | undefined)[] => {
      const windows = windowsOf({ timestamps: values.map((_, i) => 110_000 + i), values });
      return [results(totalOverTime(false), windows)[0], results(totalOverTime(true), windows)[0]];
    };
    expect(total(1, NaN)).toEqual([NaN, NaN]);
    expect(total(1, Infinity)).toEqual([Infinity, Infinity]);
    expect(total(Infinity, -Infinity)).toEqual([NaN, NaN]);
    expect(total(-0, -0)).toEqual([0, 0]);
  });
});

describe('kernels that look at several windows at a time find what one window after the other does, to the bit', () => {
  const special = fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1.7e308, -1.7e308, 5e-324, 1);
  const anything = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
    { weight: 2, arbitrary: fc.double() },
    { weight: 1, arbitrary: special },
    { weight: 2, arbitrary: fc.integer({ min: -2, max: 2 }) },
  );
  /** As scrapes come, so that neighbouring windows have as many samples. */
  const even = fc.array(anything, { minLength: 1, maxLength: 60 }).map((values) => ({
    timestamps: values.map((_, i) => (i + 1) * 10_000),
    values,
  }));
  /** Fractions of different sizes: up to and beyond the spread where sums are taken apart. */
  const fraction = (spread: number): fc.Arbitrary<number> => {
    const mantissa = fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true });
    const one = fc
      .tuple(mantissa, fc.integer({ min: 0, max: spread }), fc.constantFrom(1, 1, 1, -1, 0))
      .map(([size, exponent, sign]) => sign * size * 2 ** (exponent - 20));
    const thousandths = fc.integer({ min: 0, max: 2 ** spread }).map((v) => v / 1000);
    return fc.oneof(one, thousandths);
  };
  const fractions = fc.integer({ min: 0, max: 45 }).chain((spread) => seriesOf(fraction(spread)));
  /** So long that many windows are alike, with a few scrapes missing. */
  const long = fc
    .tuple(
      fc.array(
        fc.oneof(
          { weight: 200, arbitrary: fraction(30) },
          { weight: 2, arbitrary: fc.constantFrom(0, -0) },
          { weight: 1, arbitrary: special },
        ),
        { minLength: 40, maxLength: 70 },
      ),
      fc.array(fc.nat(70), { maxLength: 2 }),
    )
    .map(([values, missing]) => {
      const points = values.map((v, i) => [(i + 1) * 10_000, v] as const).filter((_, i) => !missing.includes(i));
      return { timestamps: points.map(([t]) => t), values: points.map(([, v]) => v) };
    });
  const series = fc.oneof(even, seriesOf(anything), fractions, long);

  test.each([
    ['sums', () => compensatedSums(false, sumOneByOne), () => sumOneByOne],
    ['means', () => compensatedSums(true, meanOneByOne()), meanOneByOne],
    ['largest', () => extremesOfWindows(true, maxOverTime), () => maxOverTime],
    ['smallest', () => extremesOfWindows(false, minOverTime), () => minOverTime],
  ])('%s', (_, kernel, oneByOne) => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 40 }), fc.constantFrom(10_000, 20_000, STEP), (one, ...grid) => {
        const windows = windowsOf(one, ...grid);
        // toEqual tells zero from minus zero.
        const expected = results(overTime(oneByOne()), windows);
        expect(results(kernel(), windows)).toEqual(expected);
        expect(resultsInPairs(kernel, windows)).toEqual(expected);
      }),
      // Long series take minutes to be made shorter.
      { numRuns: 1000, endOnFailure: true },
    );
  });
});

/** As the documentation of `rate` has it. */
function extrapolated(window: readonly { t: number; v: number }[], start: number, end: number): number | undefined {
  if (window.length < 2) return undefined;
  const [first, last] = [window[0]!, window.at(-1)!];
  let increase = last.v - first.v;
  window.forEach(({ v }, i) => {
    if (i > 0 && v < window[i - 1]!.v) increase += window[i - 1]!.v;
  });
  const sampled = last.t - first.t;
  const average = sampled / (window.length - 1);
  const reach = (distance: number): number => (distance >= 1.1 * average ? average / 2 : distance);
  const toZero = increase > 0 && first.v >= 0 ? (sampled * first.v) / increase : Infinity;
  const before = Math.min(reach(first.t - start), toZero);
  return (increase * (sampled + before + reach(end - last.t))) / sampled;
}

describe('rates', () => {
  const call: RangeCall = {
    edge: undefined,
    lookbackMs: 300_000,
    scalars: [],
    annotations: new Annotations(),
    argSpans: [{ from: 0, to: 0 }],
  };
  const counter = fc.oneof(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 8_000_000 }).map((eighths) => eighths / 8),
  );
  const rising = seriesOf(fc.integer({ min: 0, max: 50 })).map(({ timestamps, values }) => {
    let sum = 0;
    return { timestamps, values: values.map((v) => (sum += v)) };
  });

  test.each([
    ['counters that only rise', rising],
    ['counters that begin anew all the time', seriesOf(counter)],
  ])('%s', (_, series) => {
    fc.assert(
      fc.property(series, (one) => {
        const windows = windowsOf(one);
        const expected = plainly(windows, extrapolated);
        const increase = results(rateOfFloats({ isCounter: true, isRate: false }, call), windows);
        expect(differing(increase, expected)).toEqual([]);
        const rate = results(rateOfFloats({ isCounter: true, isRate: true }, call), windows);
        const perSecond = expected.map((v) => (v === undefined ? v : v / (RANGE / 1000)));
        expect(differing(rate, perSecond)).toEqual([]);
      }),
    );
  });

  test('of counters that are known to be steady are the same, to the bit', () => {
    // No window begins near zero: the largest sum of sixty is 3000.
    const far = rising.map(({ timestamps, values }) => ({ timestamps, values: values.map((v) => v + 1_000_000) }));
    const evenly = far.map(({ values }) => ({ timestamps: values.map((_, i) => (i + 1) * 10_000), values }));
    fc.assert(
      fc.property(fc.oneof(far, evenly), fc.boolean(), (one, isRate) => {
        const windows = windowsOf(one);
        const steady = results(rateOfFloats({ isCounter: true, isRate }, call), { ...windows, isSteady: true });
        expect(steady).toEqual(results(rateOfFloats({ isCounter: true, isRate }, call), windows));
      }),
    );
  });

  test('a kernel keeps nothing from one series for the next', () => {
    fc.assert(
      fc.property(rising, seriesOf(counter), (one, other) => {
        const kernel = rateOfFloats({ isCounter: true, isRate: true }, call);
        results(kernel, windowsOf(one));
        const windows = windowsOf(other);
        const fresh = rateOfFloats({ isCounter: true, isRate: true }, call);
        expect(results(kernel, windows)).toEqual(results(fresh, windows));
      }),
    );
  });
});
