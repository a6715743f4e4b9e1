import * as fc from 'fast-check';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ABSENT_HI, ABSENT_LO, labelsFromRecord, type FloatHistogram } from '@binnacle/model';
import { JsonBytes, KnownRepeats, writeResult, type MatrixSeries } from '@binnacle/promql';
import { gzipKnownRepeats } from './gzip-repeats.ts';

const START_MS = 1_764_360_000_000;
const NOTHING = 'nothing';

type Point = number | typeof NOTHING;

function seriesOf(points: readonly Point[], name: string, timestamps: Float64Array): MatrixSeries {
  const values = Float64Array.from(points, (point) => (point === NOTHING ? 0 : point));
  const bits = new Uint32Array(values.buffer);
  points.forEach((point, i) => {
    if (point !== NOTHING) return;
    bits[2 * i] = ABSENT_LO;
    bits[2 * i + 1] = ABSENT_HI;
  });
  return { labels: labelsFromRecord({ name }), timestamps, values, bits, at: 0, histograms: undefined };
}

const matrixOf = (all: readonly (readonly Point[])[], stepMs: number): MatrixSeries[] => {
  const steps = Math.max(0, ...all.map((points) => points.length));
  const timestamps = Float64Array.from({ length: steps }, (_, i) => START_MS + i * stepMs);
  return all.map((points, i) => {
    const whole = [...points, ...Array.from({ length: steps - points.length }, (): Point => NOTHING)];
    return seriesOf(whole, `series "${i}" é`, timestamps);
  });
};

const repeats = new KnownRepeats();

function written(series: readonly MatrixSeries[]): Uint8Array<ArrayBuffer> {
  const out = new JsonBytes(undefined, repeats);
  writeResult({ kind: 'matrix', series }, out);
  return out.bytes();
}

/** Every noted repetition that is none; they do not overlap. */
function wrongRepeats(body: Uint8Array): number[] {
  const wrong: number[] = [];
  let end = 0;
  for (let i = 0; i < repeats.starts.length; i++) {
    const start = repeats.starts[i]!;
    const length = repeats.packed[i]! >>> 16;
    const from = start - (repeats.packed[i]! & 0xffff) - 1;
    const isSame = body.subarray(start, start + length).every((byte, k) => byte === body[from + k]);
    if (!isSame || start < end || from < 0 || length < 3 || length > 258) wrong.push(i);
    end = start + length;
  }
  return wrong;
}

const point: fc.Arbitrary<Point> = fc.oneof(
  fc.constantFrom<Point>(NOTHING, 0, -0, 1, NaN, Infinity, -Infinity, 1e-7, 1e300, 123_456_789),
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 0, max: 50 }).map((k) => k / 285),
  fc.double(),
);

test('what is unpacked is the document, and each noted repetition is one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(point, { maxLength: 40 }), { maxLength: 8 }),
      fc.constantFrom(1, 15_000, 15_500, 86_400_000),
      (all, stepMs) => {
        const body = written(matrixOf(all, stepMs));
        expect(repeats.isComplete).toBe(true);
        expect(wrongRepeats(body)).toEqual([]);
        const packed = gzipKnownRepeats(body, repeats) ?? gzipSync(body);
        expect(gunzipSync(packed)).toEqual(Buffer.from(body));
      },
    ),
    { numRuns: 300 },
  );
});

/** Numbers without an end, the same ones each time. */
function noise(count: number): number[] {
  let seed = 1;
  return Array.from({ length: count }, () => (seed = (seed * 48_271) % 2_147_483_647) / 1e6);
}

test.each([
  { name: 'rates of hundreds of steps', series: 50, steps: 240 },
  { name: 'more steps than a repetition can look back over', series: 4, steps: 3000 },
  { name: 'many series of few steps', series: 2000, steps: 5 },
])('$name: not much larger than what looks for repetitions', ({ series, steps }) => {
  const numbers = noise(series * steps);
  const body = written(
    matrixOf(
      Array.from({ length: series }, (_, i) => numbers.slice(i * steps, (i + 1) * steps)),
      15_000,
    ),
  );
  expect(wrongRepeats(body)).toEqual([]);
  const packed = gzipKnownRepeats(body, repeats);
  const unpacked = packed === undefined ? undefined : gunzipSync(packed);
  expect(unpacked).toEqual(Buffer.from(body));
  expect(packed!.length).toBeLessThan(1.6 * gzipSync(body, { level: 1 }).length);
});

test('a long text of letters that are rare elsewhere', () => {
  const usual = matrixOf(
    Array.from({ length: 400 }, (_, i) => Array.from({ length: 100 }, (_, k) => (i * k) % 7)),
    15_000,
  );
  const rare = seriesOf([1], 'z'.repeat(200_000), Float64Array.of(START_MS));
  const body = written([...usual, rare, ...usual]);
  const packed = gzipKnownRepeats(body, repeats);
  expect(packed === undefined || Buffer.from(body).equals(gunzipSync(packed))).toBe(true);
});

test('every byte has a code', () => {
  const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
  const series = Array.from({ length: 50 }, (_, i) =>
    seriesOf(
      noise(40),
      `${letters.slice(i)} \t é 漢 🚀 ${i}`,
      Float64Array.from({ length: 40 }, (_t, k) => START_MS + k * 15_000),
    ),
  );
  const body = written(series);
  const packed = gzipKnownRepeats(body, repeats);
  expect(packed).toBeDefined();
  expect(gunzipSync(packed!)).toEqual(Buffer.from(body));
});

test('what is nearly all repetition is left to others', () => {
  const states = Array.from({ length: 100 }, (_, i) => Array.from({ length: 100 }, (): Point => (i % 5 === 2 ? 1 : 0)));
  expect(gzipKnownRepeats(written(matrixOf(states, 15_000)), repeats)).toBeUndefined();
});

test('what has few known repetitions is left to others', () => {
  const all = seriesOf(
    [1],
    Array.from({ length: 3000 }, (_, i) => String.fromCharCode(33 + ((i * i * 7919) % 93))).join(''),
    Float64Array.of(0),
  );
  const body = written([all]);
  const packed = gzipKnownRepeats(body, repeats);
  expect(packed === undefined || packed.length <= body.length / 2 + 4096).toBe(true);
});

test('a document with histograms is not known whole', () => {
  const histogram: FloatHistogram = {
    schema: 0,
    zeroThreshold: 0.001,
    zeroCount: 1,
    count: 1,
    sum: 1,
    positiveSpans: [],
    negativeSpans: [],
    positiveBuckets: [],
    negativeBuckets: [],
    customValues: [],
    counterResetHint: 'unknown',
  };
  const timestamps = Float64Array.of(START_MS);
  written([{ ...seriesOf([1], 'a', timestamps), histograms: [histogram] }]);
  expect(repeats.isComplete).toBe(false);
});
