import { builtInViews } from '@binnacle/views';
import { expect, test } from 'vitest';
import { checkQuery } from './check-query.ts';

test.each([
  'up',
  '',
  '  ',
  'sum by (pod) (rate(a{x=~"$node"}[$__rate_interval]))',
  'rate(a[${w}])',
  'topk($n, a) > $limit',
  'sum by ($label) (a)',
  'max_over_time(a[1h:$__interval])',
  'a offset $ago',
])('fine: %s', (text) => expect(checkQuery(text)).toBeUndefined());

test.each([
  { text: 'rate(a)', from: 5, to: 6 },
  { text: 'sum(rate(a[$w])', from: 15, to: 15 },
  { text: 'up{a="$b"', from: 9, to: 9 },
])('wrong: $text', ({ text, from }) => {
  const problem = checkQuery(text)!;
  expect(problem.message).not.toBe('');
  expect(problem.from).toBeLessThanOrEqual(text.length);
  expect(problem.to).toBeLessThanOrEqual(text.length);
  expect(Math.abs(problem.from - from)).toBeLessThanOrEqual(1);
});

test('every query of the built-in views is fine', () => {
  for (const { definition } of builtInViews) {
    for (const panel of definition.groups.flatMap(({ panels }) => panels)) {
      if (!('queries' in panel)) continue;
      for (const { expr } of panel.queries) expect([expr, checkQuery(expr)]).toEqual([expr, undefined]);
    }
  }
});
