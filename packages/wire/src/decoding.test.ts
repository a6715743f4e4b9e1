import { formatLabels, labelsFromRecord, STALE_HI, STALE_LO, type FloatHistogram } from '@binnacle/model';
import { ProtoWriter } from '@binnacle/protobuf';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CollectingSink } from './collecting-sink.ts';
import { RemoteWrite1Builder } from './remote-write-1-builder.ts';
import { decodeRemoteWrite1 } from './remote-write-1-decoder.ts';
import { RemoteWrite2Builder } from './remote-write-2-builder.ts';
import { decodeRemoteWrite2 } from './remote-write-2-decoder.ts';
import { transcodeToRemoteWrite1 } from './transcode.ts';
import { finishDecoding, KEY_CANONICAL, type WriteSink } from './write-sink.ts';

/** A message as a list of fields; strings and lists are behind their length, odd tags of 64 bits are doubles. */
type Field = readonly [tag: number, value: number | string | 'stale' | readonly Field[]];

function encode(fields: readonly Field[]): ProtoWriter {
  const writer = new ProtoWriter();
  for (const [tag, value] of fields) {
    if (typeof value === 'object') {
      writer.nested(tag, encode(value));
      continue;
    }
    writer.varint(tag);
    if (value === 'stale' && (tag & 7) === 1) writer.doubleBits(STALE_LO, STALE_HI);
    else if (typeof value === 'string') writer.text(value);
    else if ((tag & 7) === 1) writer.double(value);
    else writer.int64(value);
  }
  return writer;
}

function message(...fields: readonly Field[]): Uint8Array {
  const writer = encode(fields);
  return writer.bytes.slice(0, writer.length);
}

const label = (name: string, value: string): Field => [
  0x0a,
  [
    [0x0a, name],
    [0x12, value],
  ],
];
const sample = (value: number | 'stale', timestampMs: number, ...more: readonly Field[]): Field => [
  0x12,
  [[0x09, value], [0x10, timestampMs], ...more],
];
const series1 = (...fields: readonly Field[]): Field => [0x0a, fields];
const symbols = (...texts: readonly string[]): Field[] => ['', ...texts].map((text): Field => [0x22, text]);
const series2 = (refs: readonly number[], ...fields: readonly Field[]): Field => [
  0x2a,
  [...refs.map((ref): Field => [0x08, ref]), ...fields],
];

/** The series that came through, and what the decoder says. */
function decode(decoder: typeof decodeRemoteWrite1, body: Uint8Array, sink = new CollectingSink()): unknown {
  const outcome = finishDecoding(decoder(body, sink));
  const series = sink.series.map(({ labels, samples }) => {
    const shown = samples.map(({ timestampMs, value, startTimestampMs }) => [timestampMs, value, startTimestampMs]);
    return [formatLabels(labels), ...shown];
  });
  if (!outcome.ok) return outcome.message;
  return outcome.invalid.length === 0 ? series : [...series, ...outcome.invalid.map((one) => one.message)];
}

describe('remote write 1.0', () => {
  const read = (...fields: readonly Field[]): unknown => decode(decodeRemoteWrite1, message(...fields));

  test.each([
    [
      'labels in any order',
      [series1(label('b', '2'), label('__name__', 'm'), sample(1, 5))],
      [['m{b="2"}', [5, 1, 0]]],
    ],
    ['an empty label', [series1(label('__name__', 'm'), label('a', ''), sample(1, 5))], [['m', [5, 1, 0]]]],
    [
      'labels behind samples',
      [series1(sample(1, 5), label('__name__', 'm'), sample(2, 6), label('z', '1'))],
      [['m{z="1"}', [5, 1, 0], [6, 2, 0]]],
    ],
    ['missing values, which are zero', [series1(label('__name__', 'm'), [0x12, []])], [['m', [0, 0, 0]]]],
    [
      'a stale marker among samples',
      [series1(label('__name__', 'm'), sample('stale', 5), sample(NaN, -6))],
      [['m', [5, 'stale', 0], [-6, NaN, 0]]],
    ],
    [
      'fields that it does not know',
      [
        [0x50, 7],
        series1(
          label('__name__', 'm'),
          [0x7a, 'x'],
          [
            0x12,
            [
              [0x7a, 'x'],
              [0x09, 3],
              [0x10, 4],
            ],
          ],
        ),
      ],
      [['m', [4, 3, 0]]],
    ],
    ['no series', [], []],
  ] as const)('reads %s', (_, fields, want) => {
    expect(read(...fields)).toEqual(want);
  });

  test.each([
    ['no metric name', series1(label('a', 'b'), sample(1, 5)), 'series {a="b"}: no metric name'],
    [
      'a label twice',
      series1(label('__name__', 'm'), label('a', '1'), label('a', '2'), sample(1, 5)),
      'series m{a="1", a="2"}: label "a" twice',
    ],
    [
      'a label without a name',
      series1(label('__name__', 'm'), label('', '1')),
      'series m{="1"}: a label without a name',
    ],
    [
      'long labels',
      series1(label('__name__', 'm'), label('a', 'x'.repeat(70_000))),
      'series: labels of more than 64 KiB',
    ],
  ])('passes over a series with %s and keeps the others', (_, bad, why) => {
    expect(read(bad, series1(label('__name__', 'good'), sample(1, 5)))).toEqual([['good', [5, 1, 0]], why]);
  });

  test('counts the samples that it could not pass on', () => {
    const body = message(series1(label('a', 'b'), sample(1, 5), sample(2, 6), [0x22, []]));
    expect(finishDecoding(decodeRemoteWrite1(body, new CollectingSink()))).toMatchObject({
      samples: 0,
      invalidSamples: 3,
    });
  });

  test.each([
    ['a label that is not UTF-8', Uint8Array.of(0x0a, 5, 0x0a, 3, 0x0a, 1, 0xff)],
    ['a sample beyond its series', Uint8Array.of(0x0a, 2, 0x12, 9)],
    ['a series beyond the message', Uint8Array.of(0x0a, 9)],
  ])('refuses %s', (_, body) => {
    expect(decode(decodeRemoteWrite1, body)).toEqual(expect.any(String));
  });
});

describe('remote write 2.0', () => {
  const read = (...fields: readonly Field[]): unknown => decode(decodeRemoteWrite2, message(...fields));
  const names = symbols('__name__', 'm', 'a', '1', 'b', '2');

  test.each([
    ['labels in any order', [...names, series2([5, 6, 3, 4, 1, 2], sample(1, 5))], [['m{a="1", b="2"}', [5, 1, 0]]]],
    ['symbols behind the series', [series2([1, 2], sample(1, 5)), ...names], [['m', [5, 1, 0]]]],
    ['an empty label', [...names, series2([1, 2, 3, 0], sample(1, 5))], [['m', [5, 1, 0]]]],
    ['a start for each sample', [...names, series2([1, 2], sample(1, 5, [0x18, 3]))], [['m', [5, 1, 3]]]],
    [
      'one start for the series',
      [...names, series2([1, 2], sample(1, 5), [0x30, 2], sample(2, 6, [0x18, 3]))],
      [['m', [5, 1, 2], [6, 2, 3]]],
    ],
    ['a stale marker', [...names, series2([1, 2], sample('stale', 5))], [['m', [5, 'stale', 0]]]],
  ] as const)('reads %s', (_, fields, want) => {
    expect(read(...fields)).toEqual(want);
  });

  test.each([
    ['no metric name', series2([3, 4], sample(1, 5)), 'series {a="1"}: no metric name'],
    ['a label twice', series2([1, 2, 3, 4, 3, 6], sample(1, 5)), 'series m{a="1", a="2"}: a label twice'],
    ['a label without a name', series2([1, 2, 0, 4]), 'series m{="1"}: a label without a name'],
    ['too many labels', series2(Array.from({ length: 40_000 }, () => 3)), 'series: labels of more than 64 KiB'],
    [
      'a histogram of an unknown schema',
      series2([1, 2], [0x1a, [[0x20, 200]]]),
      'series m: unknown histogram schema 100',
    ],
  ])('passes over %s and keeps the rest', (_, bad, why) => {
    const outcome = read(...names, bad, series2([1, 6], sample(1, 5)));
    expect(outcome).toEqual(expect.arrayContaining([['2', [5, 1, 0]], why]));
  });

  test.each([
    ['a symbol that is not there', [...names, series2([1, 99])], 'symbol 99 of 7'],
    ['a first symbol that is not empty', [[0x22, 'x']], 'a first symbol that is not empty'],
    ['a label name without a value', [...names, series2([1, 2, 3])], 'a label name without a value'],
    [
      'a 1.0 request under its name',
      [series1(label('__name__', 'm'))],
      'a remote write 1.0 request where 2.0 was announced',
    ],
  ] as const)('refuses %s', (_, fields, why) => {
    expect(read(...fields)).toBe(why);
  });

  test('metadata goes to the family, once for each metric', () => {
    const calls: unknown[] = [];
    const sink = new CollectingSink();
    const recording: WriteSink = Object.assign(sink, {
      metadata: (metric: string, metadata: unknown) => void calls.push([metric, metadata]),
    });
    const builder = new RemoteWrite2Builder();
    const metadata = { type: 'histogram', help: 'Time.', unit: 'seconds' } as const;
    for (const suffix of ['_bucket', '_bucket', '_sum', '_count']) {
      builder.series(labelsFromRecord({ __name__: `h_seconds${suffix}` }));
      builder.metadata('h_seconds', metadata);
    }
    finishDecoding(decodeRemoteWrite2(builder.finish(), recording));
    expect(calls).toEqual([
      ['h_seconds', metadata],
      ['h_seconds', metadata],
      ['h_seconds', metadata],
    ]);
  });

  test('the canonical key is that of the format page, however the request is written', () => {
    const keys: string[] = [];
    const sink: WriteSink = Object.assign(new CollectingSink(), {
      find: (kind: number, bytes: Uint8Array, start: number, end: number) => {
        keys.push(`${kind}:${bytes.slice(start, end).toHex()}`);
        return 0;
      },
    });
    finishDecoding(decodeRemoteWrite2(message(...names, series2([1, 2, 3, 4])), sink));
    finishDecoding(
      decodeRemoteWrite2(message(...symbols('1', 'é', '', 'm', '__name__', 'a'), series2([6, 1, 2, 3, 5, 4])), sink),
    );
    const key = `${KEY_CANONICAL}:080000005f5f6e616d655f5f010000006d01000000610100000031`;
    expect(keys).toEqual([key, key]);
  });
});

test('series that share labels with the one before keep keys of their own', () => {
  const few = fc.tuple(
    fc.constantFrom(...'mn'),
    fc.constantFrom(...'123', ''),
    fc.constantFrom(...'12', ''),
    fc.constantFrom(...'12'),
  );
  const all = fc.uniqueArray(few, { selector: (it) => it.join('|'), maxLength: 30 });
  fc.assert(
    fc.property(all, fc.boolean(), (series, reversed) => {
      const texts = ['__name__', 'a', 'b', 'c', 'm', 'n', '1', '2', '3'];
      const ref = (text: string): number => texts.indexOf(text) + 1;
      const fields = series.map(([name, a, b, c], i) => {
        const refs = [
          ['__name__', name],
          ['a', a],
          ['b', b],
          ['c', c],
        ].map((pair) => pair.map(ref));
        return series2((reversed && i % 3 === 0 ? refs.toReversed() : refs).flat(), sample(i, i));
      });
      const sink = new CollectingSink();
      expect(finishDecoding(decodeRemoteWrite2(message(...symbols(...texts), ...fields), sink))).toMatchObject({
        ok: true,
      });
      const expected = series.map(([name, a, b, c]) => labelsFromRecord({ __name__: name, a, b, c }));
      expect(sink.series.map(({ labels }) => labels)).toEqual(expected);
      expect(sink.series.map(({ samples }) => samples[0]?.value)).toEqual(series.map((_, i) => i));
    }),
  );
});

describe('a histogram that cannot be one is passed over', () => {
  const histogram = (...fields: readonly Field[]): unknown => {
    const body = message(...symbols('__name__', 'm'), series2([1, 2], [0x1a, fields]));
    return decode(decodeRemoteWrite2, body);
  };
  const span = (tag: number, offset: number, length: number): Field => [
    tag,
    [
      [0x08, offset * 2],
      [0x10, length],
    ],
  ];

  test.each([
    ['spans without buckets', [span(0x5a, 0, 3)], 'a histogram whose spans do not fit its buckets'],
    ['a negative count', [span(0x5a, 0, 1), [0x60, 1]], 'a histogram with a negative count'],
    [
      'custom and other buckets',
      [
        [0x20, 105],
        [0x30, 4],
      ],
      'a histogram with custom and other buckets',
    ],
    [
      'custom bounds that fall',
      [
        [0x20, 105],
        [0x81, 2],
        [0x81, 1],
      ],
      'custom buckets that are not in ascending order',
    ],
    [
      'buckets without bounds',
      [[0x20, 105], [0x81, 2], span(0x5a, 2, 1), [0x60, 2]],
      'more buckets than custom bounds',
    ],
  ] as const)('%s', (_, fields, why) => {
    expect(histogram(...fields)).toEqual([['m'], `series m: ${why}`]);
  });

  test('custom buckets that are in order come through', () => {
    const sink = new CollectingSink();
    const fields: readonly Field[] = [
      [0x20, 105],
      [0x08, 3],
      [0x81, 0.5],
      [0x81, 1],
      span(0x5a, 1, 2),
      [0x60, 2],
      [0x60, 2],
    ];
    const body = message(...symbols('__name__', 'm'), series2([1, 2], [0x1a, fields]));
    expect(decode(decodeRemoteWrite2, body, sink)).toEqual([['m']]);
    expect(sink.series[0]?.histograms[0]?.value).toMatchObject({
      schema: -53,
      customValues: [0.5, 1],
      positiveSpans: [{ offset: 1, length: 2 }],
      positiveBuckets: [1, 2],
    });
  });

  test('a stale marker of a histogram survives both versions', () => {
    const stale: FloatHistogram = {
      counterResetHint: 'unknown',
      schema: 0,
      zeroThreshold: 0,
      zeroCount: 0,
      count: 0,
      sum: NaN,
      positiveSpans: [],
      positiveBuckets: [],
      negativeSpans: [],
      negativeBuckets: [],
      customValues: [],
      stale: true,
    };
    for (const [builder, decoder] of [
      [new RemoteWrite1Builder(), decodeRemoteWrite1],
      [new RemoteWrite2Builder(), decodeRemoteWrite2],
    ] as const) {
      builder.series(labelsFromRecord({ __name__: 'm' }));
      builder.histogram(7, stale, 0);
      const sink = new CollectingSink();
      expect(finishDecoding(decoder(builder.finish(), sink))).toMatchObject({ ok: true, histograms: 1 });
      expect(sink.series[0]?.histograms).toEqual([{ timestampMs: 7, value: stale, startTimestampMs: 0 }]);
    }
  });
});

test('a series that the sink refuses is passed over', () => {
  const sink: WriteSink = Object.assign(new CollectingSink(), { create: () => 0 });
  for (const [builder, decoder] of [
    [new RemoteWrite1Builder(), decodeRemoteWrite1],
    [new RemoteWrite2Builder(), decodeRemoteWrite2],
  ] as const) {
    builder.series(labelsFromRecord({ __name__: 'm' }));
    builder.sample(1, 2, 0);
    expect(finishDecoding(decoder(builder.finish(), sink))).toMatchObject({ ok: true, series: 0, samples: 0 });
  }
});

describe('bytes of any kind end in an outcome', () => {
  const valid = message(
    ...symbols('__name__', 'm', 'a', '1'),
    series2(
      [1, 2, 3, 4],
      sample(1, 5),
      [0x1a, [[0x08, 3]]],
      [
        0x22,
        [
          [0x08, 3],
          [0x08, 4],
        ],
      ],
      [0x2a, [[0x08, 1]]],
    ),
  );
  const damaged = fc
    .tuple(fc.constantFrom(valid, message(series1(label('__name__', 'm'), sample(1, 5)))), fc.nat(), fc.nat(255))
    .map(([body, at, byte]) => body.with(at % body.length, byte));

  test.each([
    ['1.0', decodeRemoteWrite1],
    ['2.0', decodeRemoteWrite2],
  ] as const)('%s', (_, decoder) => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 60 })), (body) => {
        const outcome = finishDecoding(decoder(body, new CollectingSink()));
        expect(outcome.ok || outcome.message.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('transcoding hands on what is wrong', () => {
    expect(transcodeToRemoteWrite1(Uint8Array.of(0x2a, 9))).toMatchObject({ ok: false, offset: 2 });
  });
});
