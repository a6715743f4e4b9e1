import { ABSENT_HI, ABSENT_LO, CUSTOM_BUCKETS_SCHEMA, labelsFromRecord, type FloatHistogram } from '@binnacle/model';
import { expect, test } from 'vitest';
import type { MatrixSeries, Value } from '../eval/outcome.ts';
import { resultJson } from './result-json.ts';

const json = (value: Value): string => new TextDecoder().decode(resultJson(value));

const sample = (value: number, histogram?: FloatHistogram, labels: Record<string, string> = {}) => ({
  labels: labelsFromRecord(labels),
  value,
  histogram,
});

const vectorOf = (...numbers: number[]): string =>
  json({ kind: 'vector', timestampMs: 0, samples: numbers.map((value) => sample(value)) });

const valuesIn = (text: string): string[] => [...text.matchAll(/\[0,"([^"]*)"\]/g)].map((match) => match[1]!);

test('numbers are written as Prometheus writes them', () => {
  const written: [number, string][] = [
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [-17, '-17'],
    [0.1, '0.1'],
    [1e-6, '0.000001'],
    [1e-7, '1e-07'],
    [-2.5e-12, '-2.5e-12'],
    [123456789012345680, '123456789012345680'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [5e-324, '5e-324'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ];
  expect(valuesIn(vectorOf(...written.map(([number]) => number)))).toEqual(written.map(([, text]) => text));
});

test('a number reads back as what it was', () => {
  const numbers = Array.from({ length: 2000 }, (_, i) => Math.sin(i) * 10 ** ((i % 80) - 40));
  expect(valuesIn(vectorOf(...numbers)).map(Number)).toEqual(numbers);
});

test('whole numbers of every length', () => {
  const numbers = Array.from({ length: 15 }, (_, i) => 10 ** i).flatMap((power) => [
    power - 1,
    power,
    power + 1,
    power * 9.99,
    power * 5 + 7,
  ]);
  const whole = [
    ...numbers.map(Math.floor),
    2 ** 31,
    2 ** 32,
    1_000_000_001,
    1_010_020_030_040,
    10 ** 15 - 1,
    10 ** 15,
  ];
  expect(valuesIn(vectorOf(...whole))).toEqual(whole.map(String));
});

test('times are seconds with as many digits as they need', () => {
  const at = (timestampMs: number): string => json({ kind: 'string', timestampMs, value: '' });
  expect(at(1_435_781_430_781)).toContain('[1435781430.781,');
  expect(at(1_435_781_430_000)).toContain('[1435781430,');
  const vectorAt = (timestampMs: number): string => json({ kind: 'vector', timestampMs, samples: [sample(1)] });
  expect(vectorAt(1_435_781_430_500)).toContain('[1435781430.500,"1"]');
  expect(vectorAt(1_435_781_430_000)).toContain('[1435781430,"1"]');
  expect(vectorAt(-1500)).toContain('[-1.500,"1"]');
  expect(vectorAt(7)).toContain('[0.007,"1"]');
});

test('scalars and strings', () => {
  expect(json({ kind: 'scalar', timestampMs: 1000, value: 2.5 })).toBe('{"resultType":"scalar","result":[1,"2.5"]}');
  expect(json({ kind: 'string', timestampMs: 1500, value: 'a "b"\n' })).toBe(
    '{"resultType":"string","result":[1.5,"a \\"b\\"\\n"]}',
  );
});

const ODD = '<a> & "b" \\ \u0001 \u2028 \u2029 é 🚢 \u007F';

test('label values are escaped where JSON asks for it', () => {
  const text = json({ kind: 'vector', timestampMs: 0, samples: [sample(1, undefined, { x: ODD })] });
  expect(text).toContain('<a> & \\"b\\" \\\\ \\u0001 \u2028 \u2029 é 🚢 \u007F');
  expect(JSON.parse(text)).toEqual({ resultType: 'vector', result: [{ metric: { x: ODD }, value: [0, '1'] }] });
});

test('strings are escaped where HTML or JavaScript would understand them, too', () => {
  const text = json({ kind: 'string', timestampMs: 0, value: ODD });
  expect(text).toContain('\\u003ca\\u003e \\u0026 \\"b\\" \\\\ \\u0001 \\u2028 \\u2029 é 🚢 \u007F');
  expect(JSON.parse(text)).toEqual({ resultType: 'string', result: [0, ODD] });
});

const histogram: FloatHistogram = {
  counterResetHint: 'unknown',
  schema: 0,
  zeroThreshold: 0.5,
  zeroCount: 2,
  count: 6,
  sum: -1.5,
  positiveSpans: [{ offset: 1, length: 2 }],
  positiveBuckets: [1, 0],
  negativeSpans: [{ offset: 1, length: 1 }],
  negativeBuckets: [3],
  customValues: [],
};

test('the buckets of a histogram say which of their bounds belong to them', () => {
  const text = json({ kind: 'vector', timestampMs: 0, samples: [sample(0, histogram)] });
  expect(JSON.parse(text)).toEqual({
    resultType: 'vector',
    result: [
      {
        metric: {},
        histogram: [
          0,
          {
            count: '6',
            sum: '-1.5',
            buckets: [
              [1, '-2', '-1', '3'],
              [3, '-0.5', '0.5', '2'],
              [0, '1', '2', '1'],
            ],
          },
        ],
      },
    ],
  });
});

test('a histogram without populated buckets has none', () => {
  const empty = { ...histogram, zeroCount: 0, count: 0, sum: 0, positiveBuckets: [0, 0], negativeBuckets: [0] };
  expect(json({ kind: 'vector', timestampMs: 0, samples: [sample(0, empty)] })).toContain('{"count":"0","sum":"0"}');
});

test('custom buckets begin at minus infinity', () => {
  const custom: FloatHistogram = {
    ...histogram,
    schema: CUSTOM_BUCKETS_SCHEMA,
    zeroThreshold: 0,
    zeroCount: 0,
    positiveSpans: [{ offset: 0, length: 2 }],
    positiveBuckets: [1, 5],
    negativeSpans: [],
    negativeBuckets: [],
    customValues: [2],
  };
  expect(json({ kind: 'vector', timestampMs: 0, samples: [sample(0, custom)] })).toContain(
    '"buckets":[[3,"-Inf","2","1"],[0,"2","+Inf","5"]]',
  );
});

function matrixSeries(points: readonly (number | FloatHistogram | undefined)[], timestamps: number[]): MatrixSeries {
  const values = Float64Array.from(points, (point) => (typeof point === 'number' ? point : 0));
  const bits = new Uint32Array(values.buffer);
  points.forEach((point, i) => {
    if (typeof point === 'number') return;
    bits[2 * i] = ABSENT_LO;
    bits[2 * i + 1] = ABSENT_HI;
  });
  const histograms = points.map((point) => (typeof point === 'object' ? point : undefined));
  const any = histograms.some((it) => it !== undefined);
  return {
    labels: labelsFromRecord({ a: 'b' }),
    timestamps: Float64Array.from(timestamps),
    values,
    bits,
    at: 0,
    histograms: any ? histograms : undefined,
  };
}

test('a matrix leaves out absent points and keeps numbers and histograms apart', () => {
  const timestamps = [1000, 2500, 4000];
  const series = [
    matrixSeries([1, undefined, NaN], timestamps),
    matrixSeries([undefined, 2, 3], timestamps),
    matrixSeries([histogram, 2, undefined], timestamps),
    matrixSeries([undefined, undefined, histogram], timestamps),
  ];
  const text = json({ kind: 'matrix', series });
  const { result } = JSON.parse(text) as { result: { values?: unknown[]; histograms?: [number, unknown][] }[] };
  expect(result.map(({ values }) => values)).toEqual([
    [
      [1, '1'],
      [4, 'NaN'],
    ],
    [
      [2.5, '2'],
      [4, '3'],
    ],
    [[2.5, '2']],
    undefined,
  ]);
  expect(result.map(({ histograms }) => histograms?.map(([t]) => t))).toEqual([undefined, undefined, [1], [4]]);
  expect(text).toContain('"values":[[2.500,"2"],[4,"3"]]');
});

test('an empty matrix, and series with no labels', () => {
  expect(json({ kind: 'matrix', series: [] })).toBe('{"resultType":"matrix","result":[]}');
  expect(json({ kind: 'vector', timestampMs: 0, samples: [sample(1)] })).toBe(
    '{"resultType":"vector","result":[{"metric":{},"value":[0,"1"]}]}',
  );
});
