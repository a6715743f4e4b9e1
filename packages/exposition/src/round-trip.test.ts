import { METRIC_NAME, labelsOf, type Labels } from '@binnacle/model';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExpositionFormat } from './content-type.ts';
import type { ExpositionFamily, ExpositionSample } from './families.ts';
import { FamilyCollector, parseExposition } from './parse-exposition.ts';
import { createParser } from './parser.ts';
import { writeExposition } from './write-exposition.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('"', '\\', '\n', '{', '}', ',', ' # ', 'é'),
);
const name = fc.oneof(
  fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,6}$/),
  anyText.filter((text) => text !== ''),
);
const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0));
const timestampMs = fc.integer({ min: -(2 ** 40), max: 2 ** 42 });
const pairs = fc.array(fc.tuple(name, anyText), { maxLength: 4 });

const labelsWith = (metric: string, more: readonly (readonly [string, string])[]): Labels =>
  labelsOf([...more.filter(([key]) => key !== METRIC_NAME), [METRIC_NAME, metric]]);

/** Gauges and unknown families: their samples may be anything. Each series once, as in an exposition. */
const plainFamily = fc
  .record({
    name,
    type: fc.constantFrom('gauge' as const, 'unknown' as const),
    help: anyText,
    samples: fc.uniqueArray(fc.record({ pairs, value, timestampMs: fc.option(timestampMs, { nil: undefined }) }), {
      selector: (sample) => JSON.stringify(labelsWith('', sample.pairs)),
      maxLength: 4,
    }),
  })
  .map(({ samples, ...family }): ExpositionFamily => ({
    ...family,
    unit: '',
    samples: samples.map(({ pairs: more, value: number, timestampMs: time }) => ({
      labels: labelsWith(family.name, more),
      value: number,
      ...(time === undefined ? {} : { timestampMs: time }),
    })),
  }));

const exemplar = fc.record({
  labels: pairs.map((more) => labelsOf(more.filter(([key]) => key !== METRIC_NAME))),
  value,
  timestampMs: fc.option(timestampMs, { nil: undefined }),
});

/** Counters as OpenMetrics has them: exemplars and start timestamps. */
const counterFamily = fc
  .record({
    name,
    samples: fc.uniqueArray(
      fc.record({
        pairs,
        value,
        exemplar: fc.option(exemplar, { nil: undefined }),
        startTimestampMs: fc.integer({ min: 1, max: 2 ** 42 }),
      }),
      { selector: (sample) => JSON.stringify(labelsWith('', sample.pairs)), minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ name: metric, samples }): ExpositionFamily => ({
    name: metric,
    type: 'counter',
    help: '',
    unit: '',
    samples: samples.map(({ pairs: more, value: number, exemplar: one, startTimestampMs }): ExpositionSample => ({
      labels: labelsWith(`${metric}_total`, more),
      value: number,
      startTimestampMs,
      ...(one === undefined ? {} : { exemplars: [one] }),
    })),
  }));

const uniqueNames = { selector: (family: ExpositionFamily) => family.name, maxLength: 4 };

describe('what is written reads back', () => {
  test.each(['prometheus-text', 'openmetrics'] as const)('gauges as %s', (format) => {
    fc.assert(
      fc.property(fc.uniqueArray(plainFamily, uniqueNames), (families) => {
        const text = writeExposition(families, format);
        expect(parseExposition(encode(text), format)).toEqual({ ok: true, families });
      }),
    );
  });

  test('counters with exemplars and start timestamps as OpenMetrics', () => {
    fc.assert(
      fc.property(counterFamily, (family) => {
        const text = writeExposition([family], 'openmetrics');
        expect(parseExposition(encode(text), 'openmetrics')).toEqual({ ok: true, families: [family] });
      }),
    );
  });

  test('in pieces of any size', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(counterFamily, plainFamily, pieces, (counter, plain, sizes) => {
        fc.pre(counter.name !== plain.name);
        const families = [counter, plain];
        const body = encode(writeExposition(families, 'openmetrics'));
        const collector = new FamilyCollector();
        const parser = createParser('openmetrics', collector);
        for (let at = 0, i = 0; at < body.length; i++) {
          const size = sizes[i % sizes.length]!;
          parser.push(body.slice(at, at + size));
          at += size;
        }
        expect(parser.end()).toMatchObject({ ok: true });
        expect(collector.families()).toEqual(families);
      }),
    );
  });
});

/** Mostly what a parser would accept, with wrong tokens in between. */
const TOKENS = [
  'a',
  'a_total',
  'a_created',
  '{',
  '}',
  '"',
  '=',
  ',',
  ' ',
  '\n',
  '#',
  '# EOF',
  '# TYPE a counter',
  '# HELP a x',
  '# UNIT a_s s',
  '\\',
  '\\"',
  'le="1"',
  'x="y"',
  '1',
  '-1.5e3',
  'NaN',
  '+Inf',
  ' # {',
  '{"a.b"',
  '\r\n',
  'é',
  '\0',
];
const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 40 }).map((all) => encode(all.join('')));
const anything = fc.oneof(soup, fc.uint8Array({ maxLength: 120 }));

describe('input of any kind ends in samples or in a problem with a place', () => {
  test.each<[ExpositionFormat, boolean]>([
    ['prometheus-text', false],
    ['openmetrics', false],
    ['openmetrics', true],
    ['protobuf', false],
  ])('%s, strict: %s', (format, strict) => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 20 }), (body, size) => {
        const whole = parseExposition(body, format, { strict });
        const problem = whole.ok ? { line: 1, column: 1 } : whole.problem;
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.column).toBeGreaterThan(0);
        // In pieces the same comes out, problems too: their place, at least.
        const collector = new FamilyCollector();
        const parser = createParser(format, collector, { strict });
        for (let at = 0; at < body.length; at += size) parser.push(body.slice(at, at + size));
        const outcome = parser.end();
        expect(outcome.ok).toBe(whole.ok);
        expect(outcome.ok ? collector.families() : outcome.problem).toEqual(whole.ok ? whole.families : whole.problem);
      }),
      { numRuns: 400 },
    );
  });
});
