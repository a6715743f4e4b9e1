import { labelsFromRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import type { ExpositionFamily, ExpositionSample } from './families.ts';
import { parseExposition } from './parse-exposition.ts';
import { writeExposition } from './write-exposition.ts';

const sample = (
  name: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
  more: Partial<ExpositionSample> = {},
): ExpositionSample => ({ labels: labelsFromRecord({ ...labels, __name__: name }), value, ...more });

const family = (
  name: string,
  type: ExpositionFamily['type'],
  samples: readonly ExpositionSample[],
  more: Partial<ExpositionFamily> = {},
): ExpositionFamily => ({ name, type, help: '', unit: '', samples, ...more });

const exemplar = { labels: labelsFromRecord({ id: 'a' }), value: 0.5, timestampMs: 1500 };
const all: readonly ExpositionFamily[] = [
  family(
    'a_seconds_total',
    'counter',
    [
      sample('a_seconds_total', 1, { x: '1' }, { startTimestampMs: 2050, exemplars: [exemplar] }),
      sample('a_seconds_total', 2, { x: '2' }, { startTimestampMs: 3000, timestampMs: -1 }),
    ],
    { help: 'A "b"\n\\.', unit: 'seconds' },
  ),
  family('h', 'histogram', [
    sample('h_bucket', 1, { le: '1' }, { startTimestampMs: 1000 }),
    sample('h_bucket', 2, { le: '+Inf' }, { startTimestampMs: 1000, exemplars: [exemplar] }),
    sample('h_sum', 3, {}, { startTimestampMs: 1000 }),
    sample('h_count', 2, {}, { startTimestampMs: 1000 }),
  ]),
  family('build_info', 'info', [sample('build_info', 1, { version: '1' })]),
  family('queue', 'gauge', [sample('queue', NaN, { 'é"': 'x' })]),
  family('queue_total', 'counter', [sample('queue_total', 4)]),
  family('odd', 'counter', [sample('odd', 5)]),
  family('no.samples', 'gauge', [], { help: 'None.' }),
];

test('as Prometheus text', () => {
  expect(writeExposition(all, 'prometheus-text')).toBe(`# HELP a_seconds_total A "b"\\n\\\\.
# TYPE a_seconds_total counter
a_seconds_total{x="1"} 1
a_seconds_total{x="2"} 2 -1
# TYPE h histogram
h_bucket{le="1"} 1
h_bucket{le="+Inf"} 2
h_sum 3
h_count 2
# TYPE build_info gauge
build_info{version="1"} 1
# TYPE queue gauge
queue{"é\\""="x"} NaN
# TYPE queue_total counter
queue_total 4
# TYPE odd counter
odd 5
# HELP "no.samples" None.
# TYPE "no.samples" gauge
`);
});

test('as OpenMetrics', () => {
  expect(writeExposition(all, 'openmetrics')).toBe(`# TYPE a_seconds counter
# UNIT a_seconds seconds
# HELP a_seconds A \\"b\\"\\n\\\\.
a_seconds_total{x="1"} 1 # {id="a"} 0.5 1.500
a_seconds_created{x="1"} 2.050
a_seconds_total{x="2"} 2 -0.001
a_seconds_created{x="2"} 3 -0.001
# TYPE h histogram
h_bucket{le="1.0"} 1
h_bucket{le="+Inf"} 2 # {id="a"} 0.5 1.500
h_sum 3
h_count 2
h_created 1
# TYPE build info
build_info{version="1"} 1
# TYPE queue gauge
queue{"é\\""="x"} NaN
# TYPE queue_total unknown
queue_total 4
# TYPE odd unknown
odd 5
# TYPE "no.samples" gauge
# HELP "no.samples" None.
# EOF
`);
});

test('what is written as OpenMetrics keeps every rule of it', () => {
  const body = new TextEncoder().encode(writeExposition(all, 'openmetrics'));
  expect(parseExposition(body, 'openmetrics', { strict: true })).toMatchObject({ ok: true });
});

test('nothing is written as nothing, or as an end', () => {
  expect(writeExposition([], 'prometheus-text')).toBe('');
  expect(writeExposition([], 'openmetrics')).toBe('# EOF\n');
});
