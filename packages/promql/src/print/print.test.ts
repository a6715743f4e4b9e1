import { expect, test } from 'vitest';
import { parseExpr } from '../syntax/parse.ts';
import { exprToJson, type Json } from './expr-json.ts';
import { prettyExpr } from './pretty.ts';
import { printExpr } from './print.ts';

function through<T>(query: string, print: (expr: Parameters<typeof printExpr>[0]) => T): T {
  const outcome = parseExpr(query);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return print(outcome.expr);
}

test.each([
  ['sum by()(up)', 'sum(up)'],
  ['SUM(up)BY(job,"zone.name")', 'sum by (job, "zone.name") (up)'],
  ['avg without()(up)', 'avg without () (up)'],
  ['topk(3,up)', 'topk(3, up)'],
  ['a+on()b', 'a + on () b'],
  ['a-ignoring()b', 'a - b'],
  ['a*ignoring()group_left b', 'a * ignoring () group_left () b'],
  ['a>bool on(x,y)group_right(z)b', 'a > bool on (x, y) group_right (z) b'],
  ['a+fill_left(1)fill_right(1)b', 'a + fill (1) b'],
  ['a+fill_right(-0.5)b', 'a + fill_right (-0.5) b'],
  ['up{b="2",a!="1",}', 'up{a!="1",b="2"}'],
  ['up{}', 'up'],
  ['{"up",job=~`a\\d`}', '{__name__="up",job=~"a\\\\d"}'],
  [`up{"a b"='"'}`, 'up{"a b"="\\""}'],
  ['up offset 90s', 'up offset 1m30s'],
  ['up OFFSET -1w', 'up offset -1w'],
  ['a + on(:x) group_left(y:z, "a.b") b', 'a + on (:x) group_left (y:z, "a.b") b'],
  ['sum by (:x) (a{":x"="1"})', 'sum by (:x) (a{":x"="1"})'],
  ['up offset (1h*2) @ 1.5', 'up @ 1.500 offset (1h * 2)'],
  ['up @ end() smoothed', 'up @ end() smoothed'],
  ['up[300]', 'up[5m]'],
  ['up[1d12h]anchored @ start() offset 5m', 'up[1d12h] anchored @ start() offset 5m'],
  ['up[1.001]', 'up[1s1ms]'],
  ['up[(300)]', 'up[(300)]'],
  ['up[-step()+range()/2:max_of(1m,step())]', 'up[-step() + range() / 2:max_of(1m, step())]'],
  ['up[1h:]', 'up[1h:]'],
  ['- up', '-up'],
  ['(((up)))', '(((up)))'],
  ['90m', '1h30m'],
  ['0x10', '16'],
  ['1e6', '1000000'],
  ['1e-9', '0.000000001'],
  ['inf', '+Inf'],
  ['"\\u00e9\\t\\xff"', '"é\\t\\xff"'],
  ['a </ 1 >/ -1', 'a </ 1 >/ -1'],
])('%s in canonical form', (query, want) => {
  expect(through(query, printExpr)).toBe(want);
  expect(through(want, printExpr)).toBe(want);
});

test('what fits on a line stays on it', () => {
  const query = `up{job="${'x'.repeat(90)}"}`;
  expect(through(query, prettyExpr)).toBe(query);
  const sum = 'sum by (job) (rate(http_requests_total{job="api-server", code=~"5.."}[5m])) / 10';
  expect(through(sum, prettyExpr)).toBe(sum.replace('job="api-server", code=~"5.."', 'code=~"5..",job="api-server"'));
});

test('what does not is indented by its structure', () => {
  const query =
    'histogram_quantile(0.99, sum by (le, job) (rate(http_request_duration_seconds_bucket{job="api"}[5m]))) > bool ' +
    'on (job) group_left () -(topk(5, max_over_time(http_request_duration_seconds_limit{job="api", zone="a"}[1h:1m])) + 1)';
  expect(through(query, prettyExpr)).toBe(`  histogram_quantile(
    0.99,
    sum by (le, job) (rate(http_request_duration_seconds_bucket{job="api"}[5m]))
  )
> bool on (job) group_left ()
  -(topk(5, max_over_time(http_request_duration_seconds_limit{job="api",zone="a"}[1h:1m])) + 1)`);
});

test('a subquery stands at the margin when it fits on a line', () => {
  const query = `max_over_time(rate(${'x'.repeat(60)}[5m])[1h:]) + max_over_time(rate(${'y'.repeat(75)}[5m])[1h:])`;
  expect(through(query, prettyExpr)).toBe(`  max_over_time(rate(${'x'.repeat(60)}[5m])[1h:])
+
  max_over_time(
rate(${'y'.repeat(75)}[5m])[1h:]
  )`);
});

test('the tree as JSON', () => {
  const json = (query: string): Json => through(query, exprToJson);
  expect(json('-sum by (job) (rate(up{a!="b"}[5m] offset 1m))')).toEqual({
    type: 'unaryExpr',
    op: '-',
    expr: {
      type: 'aggregation',
      op: 'sum',
      grouping: ['job'],
      without: false,
      param: null,
      expr: {
        type: 'call',
        func: { name: 'rate', argTypes: ['matrix'], variadic: 0, returnType: 'vector' },
        args: [
          {
            type: 'matrixSelector',
            name: 'up',
            matchers: [
              { name: 'a', type: '!=', value: 'b' },
              { name: '__name__', type: '=', value: 'up' },
            ],
            range: 300_000,
            offset: 60_000,
            timestamp: null,
            startOrEnd: null,
            anchored: false,
            smoothed: false,
          },
        ],
      },
    },
  });
  expect(json('a + on (x) fill_left (0) b')).toMatchObject({
    bool: false,
    matching: { card: 'one-to-one', on: true, labels: ['x'], include: [], fillValues: { lhs: 0, rhs: null } },
  });
  expect(json('(up @ end())[1h:step()]')).toMatchObject({
    type: 'subquery',
    range: 3_600_000,
    step: 0,
    stepExpr: { type: 'durationExpr', op: 'step' },
    expr: { type: 'parenExpr', expr: { startOrEnd: 'end', timestamp: null } },
  });
  expect(json('up[(1m) + step() * 2]')).toMatchObject({
    range: 0,
    rangeExpr: {
      op: '+',
      lhs: { op: '+', lhs: null, rhs: { type: 'numberLiteral', val: '60', duration: true }, wrapped: true },
      rhs: { op: '*', rhs: { type: 'numberLiteral', val: '2', duration: false }, wrapped: false },
      wrapped: false,
    },
  });
  expect(json('1e21')).toEqual({ type: 'numberLiteral', val: '1000000000000000000000' });
  expect(JSON.stringify(json('"x"'))).toBe('{"type":"stringLiteral","val":"x"}');
});
