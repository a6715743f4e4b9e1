import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ABSENT_HI, ABSENT_LO, emptyLabels } from '@binnacle/model';
import { JsonBytes } from './json-bytes.ts';
import { numberText } from './number-text.ts';
import type { MatrixSeries } from '../eval/outcome.ts';
import { MAX_POINTS, SLOTS_AT } from './point-memory.ts';
import { makePointWriterModule } from './point-writer-module.ts';
import { PointStarts, PointWriter, writePointsSlowly } from './point-writer.ts';

const START_MS = 1_764_360_000_000;
const decoder = new TextDecoder();

const module = makePointWriterModule();
const doubles = new Float64Array(module.memory.buffer);

/** A number as the module writes it. */
function written(value: number): string {
  doubles[SLOTS_AT / 8] = value;
  const length = module.format(SLOTS_AT);
  return decoder.decode(new Uint8Array(module.memory.buffer, SLOTS_AT + 16, length));
}

const isInRange = (value: number): boolean =>
  Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15 && !Number.isInteger(value);

/** Doubles of all sizes in the range, with all kinds of last bits. */
const ofBits = fc
  .tuple(fc.integer({ min: 1003, max: 1072 }), fc.bigInt({ min: 0n, max: 2n ** 52n - 1n }), fc.boolean())
  .map(([exponent, rest, isNegative]) => {
    const bits = (BigInt(isNegative ? 1 : 0) << 63n) | (BigInt(exponent) << 52n) | rest;
    return new Float64Array(BigUint64Array.of(bits).buffer)[0]!;
  });
const decimal = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 15 }))
  .map(([digits, exponent]) => digits / 10 ** exponent);
const quotient = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(3, 7, 285, 300, 299.985))
  .map(([whole, by]) => whole / by);
/** Powers of two, where the next double below is nearer than the one above, and their neighbours. */
const nearPower = fc
  .tuple(fc.integer({ min: -19, max: 49 }), fc.integer({ min: -2, max: 2 }))
  .map(([exponent, steps]) => 2 ** exponent * (1 + steps * Number.EPSILON));

test('a number with a fraction has the digits that it has everywhere', () => {
  fc.assert(
    fc.property(fc.oneof(ofBits, decimal, quotient, nearPower).filter(isInRange), (value) => {
      expect(written(value)).toBe(numberText(value));
    }),
    { numRuns: 20_000 },
  );
});

const NOTHING = 'nothing';
const value = fc.oneof(
  fc.constantFrom<number | typeof NOTHING>(NOTHING, 0, -0, 1, -1, NaN, Infinity, -Infinity, 1e-7, 1e15, 1e21, 1e300),
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: 0, max: 999_999_999_999_999 }),
  fc.double(),
  quotient,
);

function seriesOf(points: readonly (number | typeof NOTHING)[], timestamps: Float64Array, at: number): MatrixSeries {
  const values = new Float64Array(at + points.length);
  const bits = new Uint32Array(values.buffer);
  points.forEach((point, i) => {
    if (point !== NOTHING) {
      values[at + i] = point;
      return;
    }
    bits[2 * (at + i)] = ABSENT_LO;
    bits[2 * (at + i) + 1] = ABSENT_HI;
  });
  return { labels: emptyLabels, timestamps, values, bits, at, histograms: undefined };
}

const writer = new PointWriter();

test('points come out as they do one by one, document after document', () => {
  const documents = fc.array(
    fc.record({
      stepMs: fc.constantFrom(1, 15_000, 15_500, 86_400_000),
      startMs: fc.constantFrom(START_MS, 0, -86_400_000, 253_402_300_799_000),
      isNoted: fc.boolean(),
      steps: fc.integer({ min: 1, max: 30 }),
      series: fc.array(fc.array(value, { minLength: 30, maxLength: 30 }), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(documents, (all) => {
      for (const { stepMs, startMs, isNoted, steps, series } of all) {
        const timestamps = Float64Array.from({ length: steps }, (_, i) => startMs + i * stepMs);
        const starts = new PointStarts(timestamps);
        const [quick, slow] = [new JsonBytes(), new JsonBytes()];
        writer.begin();
        series.forEach((points, i) => {
          const one = seriesOf(points.slice(0, steps), timestamps, i);
          expect(writer.write(one, quick, isNoted)).toBe(writePointsSlowly(one, starts, slow));
        });
        expect(decoder.decode(quick.bytes())).toBe(decoder.decode(slow.bytes()));
        expect(writer.notes().starts.length > 0 && !isNoted).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

test('as many points as the range of a query can have; more are left to others', () => {
  for (const [count, result] of [
    [11_001, true],
    [MAX_POINTS + 1, 'not here'],
  ] as const) {
    const timestamps = Float64Array.from({ length: count }, (_, i) => START_MS + i);
    const series = seriesOf(
      Array.from({ length: count }, (_, i) => i / 7),
      timestamps,
      0,
    );
    const [quick, slow] = [new JsonBytes(), new JsonBytes()];
    writer.begin();
    expect(writer.write(series, quick, true)).toBe(result);
    if (result !== true) continue;
    writePointsSlowly(series, new PointStarts(timestamps), slow);
    expect(Buffer.from(quick.bytes()).equals(Buffer.from(slow.bytes()))).toBe(true);
  }
});

test('where WebAssembly is not allowed, everything is left to others', () => {
  const timestamps = Float64Array.of(START_MS, START_MS + 1);
  const out = new JsonBytes();
  const alone = new PointWriter(() => {
    throw new Error('not allowed');
  });
  alone.begin();
  expect(alone.write(seriesOf([1, 2.5], timestamps, 0), out, true)).toBe('not here');
  expect([alone.note(10, 0, 5), alone.notes().starts.length, alone.isFull, out.at]).toEqual([false, 0, false, 0]);
});
