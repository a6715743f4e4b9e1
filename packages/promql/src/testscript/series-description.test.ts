import { labelsToRecord } from '@binnacle/model';
import { expect, test } from 'vitest';
import { parseSeriesDescription, type SequenceValue } from './series-description.ts';
import { parseStartTimestamps } from './start-timestamps.ts';

const show = (value: SequenceValue): unknown => {
  if (value.kind === 'float') return value.value;
  if (value.kind === 'histogram') return { count: value.value.count, sum: value.value.sum };
  return value.kind === 'stale' ? 'stale' : '_';
};

test.each([
  ['up 1 2.5 -3 +4e1', [1, 2.5, -3, 40]],
  ['up 1x2', [1, 1, 1]],
  ['up 1+2x3 9', [1, 3, 5, 7, 9]],
  ['up 10-5x2 _ _x2 stale', [10, 5, 0, '_', '_', '_', 'stale']],
  ['up -1-1x1', [-1, -2]],
  ['up 5x0', [5]],
  ['up NaN Inf -inf', [NaN, Infinity, -Infinity]],
  // There is no hexadecimal here: this is a zero, repeated.
  ['up 0x2', [0, 0, 0]],
  ['up 010', [8]],
  ['up', []],
  [
    'up {{}} {{ }}',
    [
      { count: 0, sum: 0 },
      { count: 0, sum: 0 },
    ],
  ],
  [
    'up {{count:2 sum:-0.5}}x1',
    [
      { count: 2, sum: -0.5 },
      { count: 2, sum: -0.5 },
    ],
  ],
  ['up {{count:2 sum:1}}+{{count:1 sum:3}}x2 4', [{ count: 2, sum: 1 }, { count: 3, sum: 4 }, { count: 4, sum: 7 }, 4]],
  [
    'up {{count:2 sum:1}}-{{count:1 sum:3}}x1',
    [
      { count: 2, sum: 1 },
      { count: 1, sum: -2 },
    ],
  ],
])('values of %s', (line, want) => {
  const outcome = parseSeriesDescription(line);
  expect(outcome.ok && outcome.values.map(show)).toEqual(want);
});

test('every part of a histogram', () => {
  const outcome = parseSeriesDescription(
    '{} {{schema:1  sum:3 count:14 z_bucket:1 z_bucket_w:0.5 buckets:[5 0 7 ] offset:-3 n_buckets:[1] n_offset:2 counter_reset_hint:gauge}}',
  );
  expect(outcome.ok && outcome.values).toEqual([
    {
      kind: 'histogram',
      hintGiven: true,
      value: {
        schema: 1,
        sum: 3,
        count: 14,
        zeroCount: 1,
        zeroThreshold: 0.5,
        positiveSpans: [{ offset: -3, length: 3 }],
        positiveBuckets: [5, 0, 7],
        negativeSpans: [{ offset: 2, length: 1 }],
        negativeBuckets: [1],
        customValues: [],
        counterResetHint: 'gauge',
      },
    },
  ]);
});

test.each([
  ['up{}', { __name__: 'up' }],
  ['up{a="1", b=\'2\',}', { __name__: 'up', a: '1', b: '2' }],
  ['{"a.b", "c d"="e", on="f"}', { __name__: 'a.b', 'c d': 'e', on: 'f' }],
  ['{a="} {{"} 1', { a: '} {{' }],
  ['{}', {}],
])('labels of %s', (line, want) => {
  const outcome = parseSeriesDescription(line);
  expect(outcome.ok && labelsToRecord(outcome.labels)).toEqual(want);
});

test.each([
  ['up 1+1', 'unexpected "1+1" in series values'],
  ['up 1 x2', 'unexpected "x2" in series values'],
  ['up gone', 'unexpected "gone" in series values'],
  ['up {{sum:1}', 'unexpected "{" in series values'],
  ['up {{nope:1}}', 'bad histogram descriptor found: "nope:1"'],
  ['up {{sum:1 sum:2}}', 'duplicate key "sum" in histogram'],
  ['up {{schema:1}}+{{schema:0}}x1', 'cannot add a histogram of lower resolution'],
  ['up {{schema:0}}+{{schema:-53}}x1', 'cannot add a histogram of lower resolution'],
  ['up{a}', 'unexpected "}" in label set, expected "="'],
  ['up{a=1}', "unexpected character inside braces: '1'"],
  ['{"a"b}', 'unexpected identifier "b" in label set, expected "," or "}"'],
  ['{"a" 1', "unexpected character inside braces: '1'"],
])('refuses %s', (line, reason) => {
  expect(parseSeriesDescription(line)).toEqual({ ok: false, reason });
});

test.each([
  ['-1m', [-60_000]],
  ['-1mx2 _ 5s', [-60_000, -60_000, -60_000, undefined, 5000]],
  ['-5m+1mx2', [-300_000, -240_000, -180_000]],
  ['-30s _x2 * *x1', [-30_000, undefined, undefined, -30_000, -30_000, -30_000]],
  ['0', [0]],
  ['soon', 'invalid ST item "soon"'],
])('start timestamps %s', (text, want) => {
  expect(parseStartTimestamps(text)).toEqual(want);
});
