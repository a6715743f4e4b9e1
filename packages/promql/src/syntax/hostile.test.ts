import { expect, test } from 'vitest';
import { printExpr } from '../print/print.ts';
import { prettyExpr } from '../print/pretty.ts';
import { parseExpr } from './parse.ts';
import { MAX_HEIGHT, MAX_LEVELS, TOO_DEEP } from './token-reader.ts';

const MEGABYTE = 1_000_000;
const TEN_MEGABYTES = 10 * MEGABYTE;

test.each([
  ['parentheses', '('.repeat(TEN_MEGABYTES)],
  ['signs', '-'.repeat(TEN_MEGABYTES) + '1'],
  ['calls', 'abs('.repeat(TEN_MEGABYTES / 4)],
  ['aggregations', 'sum by (a) ('.repeat(TEN_MEGABYTES / 12)],
  ['a chain of operators', '1' + '+1'.repeat(TEN_MEGABYTES / 2)],
  ['a chain of powers', '1' + '^1'.repeat(TEN_MEGABYTES / 2)],
  ['subqueries', 'a' + '[1m:]'.repeat(TEN_MEGABYTES / 5)],
  ['chains within chains', '('.repeat(400) + 'a' + `${' + a'.repeat(900)})`.repeat(400)],
  ['chains within chains in a duration', `a[${'('.repeat(400)}1m${`${'+1'.repeat(900)})`.repeat(400)}]`],
  ['signs after offset', `a offset ${'-'.repeat(TEN_MEGABYTES)}1m`],
  ['parentheses after offset', `a offset ${'('.repeat(TEN_MEGABYTES)}`],
  ['a chain after offset', `a offset (1m)${'+1m'.repeat(TEN_MEGABYTES / 3)}`],
  ['parentheses in a duration', `a[${'('.repeat(TEN_MEGABYTES)}`],
  ['signs in a duration', `a[${'-'.repeat(TEN_MEGABYTES)}1m]`],
  ['a chain in a duration', `a[1m${'+1'.repeat(TEN_MEGABYTES / 2)}]`],
])('%s are too deep', (_, query) => {
  const outcome = parseExpr(query);
  expect(outcome).toMatchObject({ ok: false, error: { reason: TOO_DEEP } });
});

test.each([
  ['one name', 'a'.repeat(MEGABYTE), true],
  ['one number', '1'.repeat(MEGABYTE), false],
  ['underscores', '1' + '_1'.repeat(MEGABYTE / 2), false],
  ['zeros', '0'.repeat(MEGABYTE), true],
  ['one string', `"${'x'.repeat(MEGABYTE)}"`, true],
  ['escapes', `"${'\\n'.repeat(MEGABYTE / 2)}"`, true],
  ['an open string', '"' + '\\\\'.repeat(MEGABYTE / 2), false],
  ['spaces', ' '.repeat(MEGABYTE), false],
  ['a comment', `#${'x'.repeat(MEGABYTE)}\n1`, true],
  ['lines', '\n'.repeat(MEGABYTE) + ')', false],
  ['labels', `sum by (${'a,'.repeat(MEGABYTE / 2)}) (x)`, true],
  ['arguments', `label_join(a, "b", "c"${', "d"'.repeat(200_000)})`, true],
  ['digits of a duration', `a[${'9'.repeat(MEGABYTE)}m]`, false],
  ['zeros of a duration', `a[${'0'.repeat(MEGABYTE)}5m]`, true],
  ['halves of characters', `a{b="${'\ud800'.repeat(MEGABYTE)}"}`, false],
  ['an exponent', `1e${'9'.repeat(MEGABYTE)}`, false],
  ['matchers', `a{${'b="c",'.repeat(100_000)}}`, true],
  ['colons', ':'.repeat(MEGABYTE), true],
  ['offsets', 'a' + ' offset 0s'.repeat(MEGABYTE / 10), true],
])('a megabyte of %s gets an answer', (_, query, ok) => {
  expect(parseExpr(query).ok).toBe(ok);
});

test('a query that is both large and deep prints in good time', () => {
  const query = `${'abs('.repeat(MAX_LEVELS - 2)}label_join(a, "${'x'.repeat(100_000)}", "", ""${', "d"'.repeat(10_000)})`;
  const outcome = parseExpr(query + ')'.repeat(MAX_LEVELS - 2));
  expect(outcome.ok && prettyExpr(outcome.expr).length).toBeGreaterThan(query.length);
});

test('the deepest query that parses also prints', () => {
  const deep = '('.repeat(MAX_LEVELS - 1) + 'a' + ')'.repeat(MAX_LEVELS - 1);
  const chain = 'a' + ' + a'.repeat(MAX_HEIGHT - 2);
  for (const query of [deep, chain, '-'.repeat(MAX_LEVELS - 1) + 'a']) {
    const outcome = parseExpr(query);
    expect(outcome.ok && printExpr(outcome.expr)).toBe(query);
    expect(outcome.ok && prettyExpr(outcome.expr).length).toBeGreaterThanOrEqual(query.length);
  }
});
