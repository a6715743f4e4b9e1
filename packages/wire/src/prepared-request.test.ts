import * as fc from 'fast-check';
import { formatLabels, labelsFromRecord, labelsOf, type FloatHistogram, type MetricMetadata } from '@binnacle/model';
import { expect, test } from 'vitest';
import { CollectingSink } from './collecting-sink.ts';
import { PreparedRequest } from './prepared-request.ts';
import { PreparedSeries } from './prepared-series.ts';
import { decodeRemoteWrite2 } from './remote-write-2-decoder.ts';
import { finishDecoding } from './write-sink.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const labels = fc
  .tuple(text, fc.array(fc.tuple(text, text), { maxLength: 6 }))
  .map(([name, pairs]) =>
    labelsOf([...pairs.filter(([key]) => key !== '__name__'), ['__name__', `m${name}`] as const]),
  );
const row = fc.record({
  timestampMs: fc.oneof(fc.constant(1_750_000_000_000), fc.nat(), fc.maxSafeInteger()),
  value: fc.oneof(fc.double(), fc.constant('stale' as const), fc.constant(-0)),
  startTimestampMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 41 })),
  exemplar: fc.option(fc.record({ labels, value: fc.double() }), { nil: undefined }),
});
const gauge: MetricMetadata = { type: 'gauge', help: 'What it is.', unit: '' };

function read(message: Uint8Array): CollectingSink {
  const sink = new CollectingSink();
  expect(finishDecoding(decodeRemoteWrite2(message, sink))).toMatchObject({ ok: true, invalid: [] });
  return sink;
}

test('what is written about prepared series is what a decoder reads, request after request', () => {
  const sets = fc.uniqueArray(labels, { minLength: 1, maxLength: 20, selector: formatLabels });
  fc.assert(
    fc.property(sets, fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 4 }), (all, requests) => {
      const prepared = new PreparedSeries();
      for (const [i, one] of all.entries()) expect(prepared.add(one)).toBe(i);
      for (const [i, one] of all.entries()) expect(prepared.labels(i)).toEqual(one);
      const metadata = prepared.setMetadata(0, gauge);
      const request = new PreparedRequest();
      for (const rows of requests) {
        request.begin(prepared);
        for (const [i, { timestampMs, value, startTimestampMs, exemplar }] of rows.slice(0, all.length).entries()) {
          if (value === 'stale') request.stale(i, metadata, timestampMs, undefined);
          else if (exemplar === undefined) request.sample(i, metadata, timestampMs, value, startTimestampMs);
          else {
            const exemplars = [{ ...exemplar, timestampMs: undefined }];
            request.full(i, metadata, timestampMs, { value, startTimestampMs, histogram: undefined, exemplars });
          }
        }
        const { series } = read(request.finish());
        const written = rows.slice(0, all.length);
        expect(request.sampleCount).toBe(written.length);
        expect(series.map((it) => it.labels)).toEqual(all.slice(0, written.length));
        for (const [i, { timestampMs, value, startTimestampMs, exemplar }] of written.entries()) {
          expect(series[i]!.samples).toEqual([
            { timestampMs, value, startTimestampMs: value === 'stale' ? 0 : startTimestampMs },
          ]);
          const isThere = exemplar !== undefined && value !== 'stale';
          expect(series[i]!.exemplars.map((it) => it.labels)).toEqual(isThere ? [exemplar.labels] : []);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('histograms, stale ones too, and series that are written once; symbols of exemplars do not stay', () => {
  const prepared = new PreparedSeries();
  const a = labelsFromRecord({ __name__: 'a', x: '1' });
  const own = labelsFromRecord({ __name__: 'up', x: '1' });
  const number = prepared.add(a);
  const metadata = prepared.setMetadata(7, { type: 'histogram', help: 'H', unit: 's' });
  const histogram: FloatHistogram = {
    counterResetHint: 'unknown',
    schema: 0,
    zeroThreshold: 0.001,
    zeroCount: 1,
    count: 3,
    sum: 4.5,
    positiveSpans: [{ offset: 0, length: 1 }],
    positiveBuckets: [2],
    negativeSpans: [],
    negativeBuckets: [],
    customValues: [],
  };
  const exemplars = [{ labels: labelsFromRecord({ trace_id: 'abc' }), value: 1, timestampMs: 5 }];
  const request = new PreparedRequest();
  request.begin(prepared);
  request.once(own, gauge, 10, 1);
  request.full(number, metadata, 10, { value: NaN, startTimestampMs: 0, histogram, exemplars });
  const first = read(request.finish());
  expect(first.series.map((it) => formatLabels(it.labels))).toEqual(['up{x="1"}', 'a{x="1"}']);
  expect(first.series[1]).toMatchObject({ histograms: [{ timestampMs: 10, value: { count: 3 } }], exemplars });
  expect([...first.metadataByMetric]).toEqual([
    ['up', gauge],
    ['a', { type: 'histogram', help: 'H', unit: 's' }],
  ]);
  const symbols = prepared.symbolCount;
  request.begin(prepared);
  request.once(own, gauge, 20, 'stale');
  request.stale(number, metadata, 20, histogram);
  const second = read(request.finish());
  expect(second.series[0]!.samples).toEqual([{ timestampMs: 20, value: 'stale', startTimestampMs: 0 }]);
  expect(second.series[1]!.histograms[0]!.value.stale).toBe(true);
  expect(prepared.symbolCount).toBe(symbols);
  expect(new TextDecoder().decode(prepared.symbols)).not.toContain('trace_id');
});

test('a new series behind one with exemplars is a mistake', () => {
  const prepared = new PreparedSeries();
  const number = prepared.add(labelsFromRecord({ __name__: 'a' }));
  const metadata = prepared.setMetadata(0, gauge);
  const request = new PreparedRequest();
  request.begin(prepared);
  const exemplars = [{ labels: labelsFromRecord({ id: '1' }), value: 1, timestampMs: undefined }];
  request.full(number, metadata, 1, { value: 1, startTimestampMs: 0, histogram: undefined, exemplars });
  expect(() => request.once(labelsFromRecord({ __name__: 'b' }), gauge, 1, 1)).toThrow('BUG');
});
