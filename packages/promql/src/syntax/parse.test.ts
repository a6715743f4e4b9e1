import { expect, test } from 'vitest';
import type { Expr } from '../ast.ts';
import { parseExpr } from './parse.ts';

/** The tree as nested lists, operators first: short enough to be read. */
function tree(expr: Expr): unknown {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr.value;
    case 'vector':
      return expr.name;
    case 'matrix':
      return ['range', expr.vector.name];
    case 'subquery':
      return ['subquery', tree(expr.expr)];
    case 'paren':
      return ['()', tree(expr.expr)];
    case 'unary':
      return [`unary ${expr.op}`, tree(expr.expr)];
    case 'binary':
      return [expr.op, tree(expr.left), tree(expr.right)];
    case 'call':
      return [expr.func, ...expr.args.map(tree)];
    case 'aggregate':
      return [expr.op, ...(expr.param === undefined ? [] : [tree(expr.param)]), tree(expr.expr)];
  }
}

function parsed(query: string): Expr {
  const outcome = parseExpr(query);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.expr;
}

test.each([
  ['a + b * c', ['+', 'a', ['*', 'b', 'c']]],
  ['a - b - c', ['-', ['-', 'a', 'b'], 'c']],
  ['a ^ b ^ c', ['^', 'a', ['^', 'b', 'c']]],
  ['a * b atan2 c % d', ['%', ['atan2', ['*', 'a', 'b'], 'c'], 'd']],
  ['a == b + c', ['==', 'a', ['+', 'b', 'c']]],
  ['a </ 1 + 2', ['</', 'a', ['+', 1, 2]]],
  ['a > b and c or d unless e', ['or', ['and', ['>', 'a', 'b'], 'c'], ['unless', 'd', 'e']]],
  ['-a ^ b', ['unary -', ['^', 'a', 'b']]],
  ['-a * b', ['*', ['unary -', 'a'], 'b']],
  ['2 ^ -a * 3', ['*', ['^', 2, ['unary -', 'a']], 3]],
  ['-1 ^ 2', ['unary -', ['^', 1, 2]]],
  ['--5', 5],
  ['1 - -1', ['-', 1, -1]],
  ['-(1)', ['unary -', ['()', 1]]],
  ['(a)[5m:]', ['subquery', ['()', 'a']]],
  ['sum by (x) (a) / sum(b) by (y)', ['/', ['sum', 'a'], ['sum', 'b']]],
  ['TOPK(3, a) AND on() B', ['and', ['topk', 3, 'a'], 'B']],
  ['sum', 'sum'],
  ['sum(sum)', ['sum', 'sum']],
  ['by and and', ['and', 'by', 'and']],
  ['offset offset 5m', 'offset'],
  ['fill + fill', ['+', 'fill', 'fill']],
  ['start + start()', ['+', 'start', ['start']]],
  ['min_of(step(), RANGE())', ['min_of', ['step'], ['range']]],
  ['a # comment + 1\n+ # more\nb', ['+', 'a', 'b']],
] as [string, unknown][])('structure of %s', (query, want) => {
  expect(tree(parsed(query))).toEqual(want);
});

test.each([
  ['0x1F', 31],
  ['0755', 493],
  ['08', 8],
  // A pattern that reads octal numbers in more than one way would take for ever here.
  [`${'0'.repeat(500)}9`, 9],
  ['1_000_000', 1e6],
  ['1_0.2_5', 10.25],
  ['.5e+1', 5],
  ['5.', 5],
  ['1e1_0', 1e10],
  ['9223372036854775807', 2 ** 63],
  ['18446744073709551616', 2 ** 64],
  ['inf', Infinity],
  ['-Inf', -Infinity],
  ['NaN', NaN],
  ['-0', -0],
  ['1h30m', 5400],
  ['2y1w3d4h5m6s7ms', 2 * 31536000 + 604800 + 3 * 86400 + 4 * 3600 + 306.007],
  ['-5m', -300],
])('the number %s', (query, value) => {
  expect(parsed(query)).toMatchObject({
    kind: 'number',
    value,
    isDuration: /[a-z]$/.test(query) && /[1-9]/.test(query),
  });
});

test.each([
  [`"a\\"b"`, 'a"b'],
  [`'a\\'b"'`, `a'b"`],
  ['`a\\n`', 'a\\n'],
  ['`two\nlines`', 'two\nlines'],
  [String.raw`"\a\b\f\n\r\t\v\\"`, '\u0007\b\f\n\r\t\v\\'],
  [String.raw`"\x41\102\u0043\U0001F600"`, 'ABC\u{1F600}'],
  [String.raw`"\xc3\xa9\303\251"`, 'éé'],
  // Bytes that are not UTF-8 stay apart from every character.
  [String.raw`"\xff\xc3\x28"`, '\udcff\udcc3('],
  [String.raw`"\xed\xa0\x80"`, '\udced\udca0\udc80'],
  [String.raw`"\xf4\x90\x80\x80"`, '\udcf4\udc90\udc80\udc80'],
])('the string %s', (query, value) => {
  expect(parsed(query)).toMatchObject({ kind: 'string', value });
});

test('selectors keep what was written, and where', () => {
  expect(parsed(' up{job=~"a|b", "zone.name"!="x",}[5m] @ 1.5 offset -1h')).toEqual({
    kind: 'matrix',
    from: 1,
    to: 55,
    range: { kind: 'number', value: 300, isDuration: true, from: 35, to: 37 },
    vector: {
      kind: 'vector',
      name: 'up',
      from: 1,
      to: 34,
      matchers: [
        { name: 'job', op: '=~', value: 'a|b' },
        { name: 'zone.name', op: '!=', value: 'x' },
        { name: '__name__', op: '=', value: 'up' },
      ],
      at: { kind: 'timestamp', timestampMs: 1500 },
      offset: { kind: 'number', value: -3600, isDuration: true, from: 52, to: 55 },
    },
  });
  expect(parsed('{"metric.name", a!~""}')).toMatchObject({
    name: '',
    matchers: [
      { name: '__name__', op: '=', value: 'metric.name' },
      { name: 'a', op: '!~', value: '' },
    ],
  });
  expect(parsed('up @ end() smoothed')).toMatchObject({ at: { kind: 'end' }, edge: 'smoothed', to: 10 });
  expect(parsed('up[1m] anchored @ -3.0006')).toMatchObject({
    vector: { edge: 'anchored', at: { kind: 'timestamp', timestampMs: -3001 } },
  });
  expect(parsed('up offset 0s')).not.toHaveProperty('offset');
});

test('lengths of time are arithmetic', () => {
  expect(parsed('up[step() * 2 + -max_of(1m, range())]')).toMatchObject({
    range: {
      kind: 'duration_binary',
      op: '+',
      left: { kind: 'duration_binary', op: '*', left: { kind: 'duration_call', func: 'step' }, right: { value: 2 } },
      right: { kind: 'duration_unary', expr: { func: 'max_of', args: [{ value: 60 }, { func: 'range' }] } },
    },
  });
  expect(parsed('up[5m:2^3]')).toMatchObject({ kind: 'subquery', step: { op: '^' } });
  // Without parentheses an offset ends with its first operand.
  expect(parsed('up offset 5m - 3')).toMatchObject({ kind: 'binary', op: '-', left: { offset: { value: 300 } } });
  expect(parsed('up offset (5m - 3)')).toMatchObject({ kind: 'vector', offset: { kind: 'duration_paren' } });
  expect(parsed('up offset -(5m) - 3')).toMatchObject({ kind: 'binary', op: '-' });
  // After one, or after two signs, it goes on.
  expect(parsed('up offset (5m) - 3')).toMatchObject({ kind: 'vector', offset: { kind: 'duration_binary', op: '-' } });
  expect(parsed('up offset --5m - 3')).toMatchObject({ kind: 'vector', offset: { left: { value: 300 }, op: '-' } });
  expect(parsed('up offset +min_of(1m, 2m)')).toMatchObject({ offset: { kind: 'duration_call' } });
});

test('how vectors match', () => {
  const matching = (query: string): unknown => {
    const expr = parsed(query);
    return expr.kind === 'binary' ? expr.matching : undefined;
  };
  const oneToOne = { cardinality: 'one-to-one', on: false, labels: [], include: [] };
  expect(matching('a + b')).toEqual(oneToOne);
  expect(matching('a + 1')).toBeUndefined();
  expect(matching('a and ignoring(x) b')).toEqual({ ...oneToOne, cardinality: 'many-to-many', labels: ['x'] });
  expect(matching('a == bool on(x, by, "y z",) group_left(bool) b')).toEqual({
    cardinality: 'many-to-one',
    on: true,
    labels: ['x', 'by', 'y z'],
    include: ['bool'],
  });
  expect(matching('a / on() group_right b')).toMatchObject({ cardinality: 'one-to-many', on: true, include: [] });
  expect(matching('a + fill(-1) b')).toEqual({ ...oneToOne, fillLeft: -1, fillRight: -1 });
  expect(matching('a + on(x) fill_right (NaN) fill_left(5m) b')).toMatchObject({ fillLeft: 300, fillRight: NaN });
});
