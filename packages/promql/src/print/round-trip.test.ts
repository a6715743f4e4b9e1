import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Expr } from '../ast.ts';
import { parseExpr } from '../syntax/parse.ts';
import { expressions, withoutSpans } from './arbitrary-expr.test-data.ts';
import { exprToJson } from './expr-json.ts';
import { prettyExpr } from './pretty.ts';
import { printExpr } from './print.ts';

/** The smallest input for which `problem` names one; empty when none of `runs` has any. */
function counterexample<Ts extends [unknown, ...unknown[]]>(
  runs: number,
  inputs: { [K in keyof Ts]: fc.Arbitrary<Ts[K]> },
  problem: (...input: Ts) => string,
): string {
  const property = fc.property(fc.tuple(...inputs) as unknown as fc.Arbitrary<Ts>, (input) => {
    const found = problem(...input);
    if (found !== '') throw new Error(found);
  });
  const report = fc.check(property, { numRuns: runs });
  return report.failed ? String(fc.defaultReportMessage(report)) : '';
}

/** JSON has neither NaN nor infinities nor a negative zero. */
const textOf = (expr: Expr): string =>
  JSON.stringify(withoutSpans(expr), (_, value: unknown) => {
    if (typeof value !== 'number') return value;
    return Object.is(value, -0) ? '-0' : String(value);
  });

test('what is printed parses to the same tree, on one line and on many', () => {
  const problem = (expr: Expr): string => {
    const want = textOf(expr);
    for (const text of [printExpr(expr), prettyExpr(expr)]) {
      const outcome = parseExpr(text);
      if (!outcome.ok) return `${text}\n${outcome.error.message}`;
      if (textOf(outcome.expr) !== want) return `${text}\n got ${textOf(outcome.expr)}\nwant ${want}`;
    }
    return typeof JSON.stringify(exprToJson(expr)) === 'string' ? '' : want;
  };
  expect(counterexample(1000, [expressions], problem)).toBe('');
});

test('cut off or changed anywhere, a query parses or is refused with a place inside it', () => {
  const noise = '( ) [ ] { } " \\ : , @ \n 5m 0x € \udc00 #'.split(' ');
  const problem = (expr: Expr, place: number, cut: number, extra: string): string => {
    const text = printExpr(expr);
    const at = place % (text.length + 1);
    const changed = text.slice(0, at) + extra + text.slice(at + cut);
    const outcome = parseExpr(changed);
    if (outcome.ok) return '';
    const { from, to, message } = outcome.error;
    const sound = 0 <= from && from <= to && to <= changed.length && /^\d+:\d+: parse error: ./.test(message);
    return sound ? '' : `${changed}: ${from}-${to} ${message}`;
  };
  const inputs: [fc.Arbitrary<Expr>, fc.Arbitrary<number>, fc.Arbitrary<number>, fc.Arbitrary<string>] = [
    expressions,
    fc.nat(),
    fc.nat(4),
    fc.constantFrom(...noise),
  ];
  expect(counterexample(1000, inputs, problem)).toBe('');
});

test('any text at all ends in an answer', () => {
  const words =
    'sum by ( ) [ ] { } , : = == =~ !~ != < </ >/ + - * / % ^ @ and or unless atan2 bool on ignoring group_left fill ' +
    'offset 5m 1 0x1 "a" `b` start end step range min_of max_of anchored smoothed up a:b rate topk # . \n';
  const sequences = fc.array(fc.constantFrom(...words.split(' '))).map((list) => list.join(' '));
  const texts = fc.oneof(fc.string({ unit: 'binary' }), sequences);
  expect(counterexample(3000, [texts], (text) => (typeof parseExpr(text).ok === 'boolean' ? '' : text))).toBe('');
});
