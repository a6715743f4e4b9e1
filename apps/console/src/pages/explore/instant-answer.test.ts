import { expect, test } from 'vitest';
import { labelColumns, readInstant } from './instant-answer.ts';

const answer = (resultType: string, result: unknown, more = {}) =>
  readInstant({ status: 'success', data: { resultType, result }, ...more });

test.each([
  ['vector', [{ metric: { a: 'b' }, value: [1, '2.5'] }], [{ labels: { a: 'b' }, value: '2.5' }]],
  ['scalar', [1, '3'], [{ labels: {}, value: '3' }]],
  ['string', [1, 'text'], [{ labels: {}, value: 'text' }]],
  [
    'matrix',
    [
      {
        metric: {},
        values: [
          [1, '1'],
          [2, '7'],
        ],
      },
    ],
    [{ labels: {}, value: '7 (2)' }],
  ],
  [
    'vector',
    [{ metric: {}, histogram: [1, { count: '4', sum: '9.5', buckets: [] }] }],
    [{ labels: {}, value: 'count 4, sum 9.5' }],
  ],
  ['vector', [], []],
])('%s %j', (resultType, result, rows) => {
  expect(answer(resultType, result)).toMatchObject({ error: undefined, rows });
});

test('warnings and infos come along', () => {
  expect(answer('vector', [], { warnings: ['w'], infos: ['i'] })).toMatchObject({ warnings: ['w'], infos: ['i'] });
});

test('what the server refused is said in its words', () => {
  expect(readInstant({ status: 'error', errorType: 'bad_data', error: 'no' })).toMatchObject({ error: 'no', rows: [] });
});

test('what fits nothing is refused', () => {
  expect(() => readInstant({ hello: 1 })).toThrow('query:');
});

test('columns: the name first, the rest in order', () => {
  expect(
    labelColumns([
      { labels: { b: '', __name__: '' }, value: '' },
      { labels: { a: '' }, value: '' },
    ]),
  ).toEqual(['__name__', 'a', 'b']);
});
