import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatLabels } from '@binnacle/model';
import { ProtoWriter } from '@binnacle/protobuf';
import { expect, test } from 'vitest';
import { FamilyCollector, parseExposition } from './parse-exposition.ts';
import { createParser, type ParserOptions } from './parser.ts';

/** A message as a list of fields: `[tag, value]`, where the tag decides how the value is written. */
type Field = readonly [tag: number, value: number | string | readonly Field[]];

function message(fields: readonly Field[]): ProtoWriter {
  const writer = new ProtoWriter();
  for (const [tag, value] of fields) {
    if (typeof value === 'object') {
      writer.nested(tag, message(value));
      continue;
    }
    writer.varint(tag);
    if (typeof value === 'string') writer.text(value);
    else if ((tag & 7) === 1) writer.double(value);
    else writer.int64(value);
  }
  return writer;
}

function delimited(...families: readonly (readonly Field[])[]): Uint8Array {
  const writer = new ProtoWriter();
  for (const family of families) {
    const body = message(family);
    writer.varint(body.length);
    writer.raw(body.bytes, 0, body.length);
  }
  return writer.bytes.slice(0, writer.length);
}

const [NAME, HELP, TYPE, METRIC, UNIT] = [0x0a, 0x12, 0x18, 0x22, 0x2a];
const [LABEL, GAUGE, COUNTER, SUMMARY, UNTYPED, TIMESTAMP, HISTOGRAM] = [0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x30, 0x3a];
const zigzag = (n: number): number => (n < 0 ? -2 * n - 1 : 2 * n);
const label = (name: string, value: string): Field => [
  LABEL,
  [
    [0x0a, name],
    [0x12, value],
  ],
];
const created = (tag: number): Field => [
  tag,
  [
    [0x08, 1700],
    [0x10, 500_000_000],
  ],
];
const exemplar = (tag: number, id: string): Field => [tag, [label('trace_id', id), [0x11, 0.5], created(0x1a)]];

/** `name{labels} value` for each sample, and what else there is to a sample. */
function read(body: Uint8Array, options: ParserOptions = {}): unknown[] {
  const outcome = parseExposition(body, 'protobuf', options);
  if (!outcome.ok) return [outcome.problem.message];
  return outcome.families.flatMap((family) =>
    family.samples.map(({ labels, value, ...rest }) => {
      const shown = `${formatLabels(labels)} ${value}`;
      return Object.keys(rest).length === 0 ? shown : { shown, ...rest };
    }),
  );
}

test('counters, gauges and untyped metrics, with what belongs to them', () => {
  const body = delimited(
    [
      [NAME, 'requests_total'],
      [HELP, 'Requests "answered".'],
      [METRIC, [label('code', '200'), [COUNTER, [[0x09, 3], exemplar(0x12, 'abc'), created(0x1a)]]]],
    ],
    [
      [NAME, 'temperature.outside'],
      [TYPE, 1],
      [METRIC, [label('place', ''), [TIMESTAMP, 1_700_000_000_123], [GAUGE, [[0x09, -1.5]]]]],
      [UNIT, 'celsius'],
    ],
    [
      [NAME, 'anything'],
      [TYPE, 3],
      [METRIC, [[UNTYPED, []]]],
    ],
  );
  const seconds = { labels: ['trace_id', 'abc'], value: 0.5, timestampMs: 1_700_500 };
  expect(read(body)).toEqual([
    { shown: 'requests_total{code="200"} 3', startTimestampMs: 1_700_500, exemplars: [seconds] },
    { shown: 'temperature.outside -1.5', timestampMs: 1_700_000_000_123 },
    'anything 0',
  ]);
  const outcome = parseExposition(body, 'protobuf');
  expect(outcome).toMatchObject({
    ok: true,
    families: [
      { name: 'requests_total', type: 'counter', help: 'Requests "answered".', unit: '' },
      { name: 'temperature.outside', type: 'gauge', help: '', unit: 'celsius' },
      { name: 'anything', type: 'unknown' },
    ],
  });
});

test('summaries and classic histograms become the series of the text formats', () => {
  const body = delimited(
    [
      [NAME, 'rpc_seconds'],
      [TYPE, 2],
      [
        METRIC,
        [
          [
            SUMMARY,
            [
              [0x08, 7],
              [0x11, 2.5],
              [
                0x1a,
                [
                  [0x09, 0.5],
                  [0x11, 0.25],
                ],
              ],
              [
                0x1a,
                [
                  [0x09, 1],
                  [0x11, NaN],
                ],
              ],
            ],
          ],
        ],
      ],
    ],
    [
      [NAME, 'size_bytes'],
      [TYPE, 4],
      [
        METRIC,
        [
          label('zone', 'a'),
          [
            HISTOGRAM,
            [
              [0x08, 9],
              [0x11, 1000],
              [0x1a, [[0x08, 4], [0x11, 10], exemplar(0x1a, 'x')]],
              [
                0x1a,
                [
                  [0x08, 6],
                  [0x11, 1e6],
                ],
              ],
            ],
          ],
        ],
      ],
    ],
  );
  expect(read(body)).toEqual([
    'rpc_seconds{quantile="0.5"} 0.25',
    'rpc_seconds{quantile="1.0"} NaN',
    'rpc_seconds_sum 2.5',
    'rpc_seconds_count 7',
    expect.objectContaining({ shown: 'size_bytes_bucket{le="10.0", zone="a"} 4' }),
    'size_bytes_bucket{le="1e+06", zone="a"} 6',
    'size_bytes_bucket{le="+Inf", zone="a"} 9',
    'size_bytes_sum{zone="a"} 1000',
    'size_bytes_count{zone="a"} 9',
  ]);
});

const integerHistogram: readonly Field[] = [
  [0x08, 12],
  [0x11, 18.4],
  [0x28, zigzag(1)],
  [0x31, 0.001],
  [0x38, 2],
  [
    0x62,
    [
      [0x08, zigzag(-2)],
      [0x10, 2],
    ],
  ],
  [
    0x62,
    [
      [0x08, zigzag(1)],
      [0x10, 2],
    ],
  ],
  ...[1, 1, -1, 0].map((delta): Field => [0x68, zigzag(delta)]),
  [
    0x4a,
    [
      [0x08, zigzag(0)],
      [0x10, 1],
    ],
  ],
  [0x50, zigzag(5)],
  exemplar(0x82, 'native'),
];
const native = (fields: readonly Field[], type = 4): Uint8Array =>
  delimited([
    [NAME, 'latency_seconds'],
    [TYPE, type],
    [METRIC, [[HISTOGRAM, fields]]],
  ]);

test('a native histogram of integers is one sample with absolute counts', () => {
  expect(read(native(integerHistogram))).toEqual([
    {
      shown: 'latency_seconds NaN',
      exemplars: [{ labels: ['trace_id', 'native'], value: 0.5, timestampMs: 1_700_500 }],
      histogram: {
        counterResetHint: 'unknown',
        schema: 1,
        zeroThreshold: 0.001,
        zeroCount: 2,
        count: 12,
        sum: 18.4,
        positiveSpans: [
          { offset: -2, length: 2 },
          { offset: 1, length: 2 },
        ],
        positiveBuckets: [1, 2, 1, 1],
        negativeSpans: [{ offset: 0, length: 1 }],
        negativeBuckets: [5],
        customValues: [],
      },
    },
  ]);
});

test('a native gauge histogram of floats', () => {
  const fields: readonly Field[] = [
    [0x21, 2.5],
    [0x41, 0.5],
    [0x62, [[0x10, 2]]],
    [0x71, 1.25],
    [0x71, 0.75],
  ];
  expect(read(native(fields, 5))).toMatchObject([
    { histogram: { counterResetHint: 'gauge', count: 2.5, zeroCount: 0.5, positiveBuckets: [1.25, 0.75] } },
  ]);
});

test('a histogram that is native and classic gives both, or the native one alone', () => {
  const bucket: Field = [
    0x1a,
    [
      [0x08, 12],
      [0x11, Infinity],
    ],
  ];
  const body = native([...integerHistogram, bucket]);
  expect(read(body).slice(1)).toEqual([
    'latency_seconds_bucket{le="+Inf"} 12',
    'latency_seconds_sum 18.4',
    'latency_seconds_count 12',
  ]);
  expect(read(body, { classicHistograms: 'fallback' })).toHaveLength(1);
});

test('an empty span marks a native histogram without observations', () => {
  expect(read(native([[0x62, []]]))).toMatchObject([{ histogram: { count: 0, positiveSpans: [] } }]);
});

const gauge = (name: string, ...fields: readonly Field[]): Uint8Array =>
  delimited([
    [NAME, name],
    [TYPE, 1],
    [METRIC, [...fields, [GAUGE, [[0x09, 1]]]]],
  ]);

test.each([
  [
    'a label twice',
    gauge('a', label('x', '1'), label('x', '2')),
    'message 1, byte 18: expected each label once, got "x"',
  ],
  ['no name', gauge(''), 'message 1, byte 1: expected a family with a name, got none'],
  [
    'an unknown type',
    delimited([
      [NAME, 'a'],
      [TYPE, 9],
    ]),
    'message 1, byte 1: expected a known metric type, got 9',
  ],
  [
    'a metric of another type',
    delimited([
      [NAME, 'a'],
      [METRIC, [[GAUGE, []]]],
    ]),
    'message 1, byte 6: expected a metric with a counter, got none',
  ],
  [
    'buckets that the spans do not cover',
    native([
      [0x62, [[0x10, 3]]],
      [0x68, 1],
    ]),
    expect.stringContaining('expected as many native buckets as the spans say'),
  ],
  [
    'the end within a message',
    gauge('abc').subarray(0, 9),
    'message 1, byte 10: expected the rest of the message, got end of input',
  ],
  ['text', new TextEncoder().encode('up 1\n'.repeat(40)), expect.stringContaining('expected a MetricFamily message')],
  [
    'a length without end',
    new Uint8Array(20).fill(0xff),
    'message 1, byte 5: expected the length of a message, got a longer number',
  ],
])('refuses %s', (_, body, expected) => {
  expect(read(body)).toEqual([expected]);
});

test('a message above the limit is refused before it arrives', () => {
  const parser = createParser('protobuf', new FamilyCollector(), { maxMessageBytes: 100 });
  expect(parser.push(Uint8Array.of(0x80, 0x01))).toMatchObject({
    message: 'message 1, byte 1: expected a message of at most 100 bytes, got one of 128',
  });
});

test('keys tell series apart, and are the same in every scrape', () => {
  const body = delimited(
    [
      [NAME, 'a'],
      [TYPE, 4],
      [METRIC, [label('x', '1'), [HISTOGRAM, [[0x08, 1]]]]],
      [METRIC, [label('x', '2'), [HISTOGRAM, [[0x08, 1]]]]],
    ],
    [
      [NAME, 'ax'],
      [TYPE, 1],
      [METRIC, [[GAUGE, []]]],
    ],
  );
  const scrape = (): string[] => {
    const keys: string[] = [];
    const parser = createParser('protobuf', {
      sample: ({ bytes, start, end }) => void keys.push(bytes.slice(start, end).toHex()),
    });
    parser.push(body);
    expect(parser.end()).toEqual({ ok: true, samples: 7 });
    return keys;
  };
  const keys = scrape();
  expect(new Set(keys).size).toBe(7);
  expect(scrape()).toEqual(keys);
});

const root = process.env['BINNACLE_FIXTURES'] ?? fileURLToPath(new URL('../../../../shared/fixtures', import.meta.url));
const capture = join(root, 'exposition/protobuf/metricfamilies.bin');

// A capture of a real exporter that is not part of the repository: skipped where it is absent.
test.skipIf(!existsSync(capture))('a captured exposition, whole and byte by byte', () => {
  const body = readFileSync(capture);
  expect(read(body)).toEqual([
    'swap_free{host="omsk"} 977911808',
    'swap_in{host="omsk"} 2031616',
    'swap_out{host="omsk"} 15790080',
    'swap_total{host="omsk"} 993185792',
    'swap_used{host="omsk"} 15273984',
    'swap_used_percent{host="omsk"} 1.5378778193395661',
  ]);
  const collector = new FamilyCollector();
  const parser = createParser('protobuf', collector);
  for (const byte of body) parser.push(Uint8Array.of(byte));
  expect(parser.end()).toEqual({ ok: true, samples: 6 });
  expect(parseExposition(body, 'protobuf')).toEqual({ ok: true, families: collector.families() });
});
