import * as fc from 'fast-check';
import { METRIC_NAME } from '@binnacle/model';
import type { Matcher } from '@binnacle/storage';
import type { AtModifier, Binary, Duration, Expr, NumberLiteral, StringLiteral, VectorSelector } from '../ast.ts';
import { functionSignatures, type FunctionName } from '../functions/signatures.ts';
import type { ValueType } from '../ast.ts';

/**
 * Random well-typed expressions in the form that the printer keeps, for property tests. Spans are all zero: `withoutSpans`
 * brings a parsed tree to the same. Built by hand from the grammar, so that parser and printer cannot agree on a mistake.
 */
const span = { from: 0, to: 0 } as const;

const names = fc.constantFrom('up', 'http_requests_total', 'job:rate5m', 'by', 'sum', 'offset', 'start', 'fill', 'x');
const labelNames = fc.constantFrom('job', 'on', 'bool', 'service.name', 'ß', 'a b', '_', 'group_left', 'step');
const texts = fc.oneof(
  fc.constantFrom('', 'a|b', '.*x', '"quoted"', "it's", '\\', '\n\t\u0007', '€😀', '\udc80'),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => text.isWellFormed() && !text.includes('\ufffd')),
);
const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 0.1, 1e-7, 1e21, 1e300, 5e-324, Infinity, NaN),
  fc.nat(),
  fc.double({ min: 0, noNaN: true }),
);
const milliseconds = fc.oneof(
  fc.constantFrom(1, 1001, 60_000, 3_600_000, 604_800_000),
  fc.integer({ min: 1, max: 1e12 }),
);

const numberLiteral = (value: number, isDuration: boolean): NumberLiteral => ({
  kind: 'number',
  value,
  isDuration,
  ...span,
});
const durationLiteral = milliseconds.map((ms) => numberLiteral(ms / 1000, true));
const literal = fc.oneof(
  numbers.map((value) => numberLiteral(value, false)),
  durationLiteral,
);

/** Duration arithmetic; what binds less than its surroundings is in parentheses. */
const durations = fc.letrec<{ atom: Duration; any: Duration }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    durationLiteral,
    fc.constantFrom('step', 'range').map((func): Duration => ({ kind: 'duration_call', func, args: [], ...span })),
    fc
      .tuple(fc.constantFrom('min_of', 'max_of'), tie('any'), tie('any'))
      .map(([func, a, b]): Duration => ({ kind: 'duration_call', func, args: [a, b], ...span })),
    tie('any').map((expr): Duration => ({ kind: 'duration_paren', expr, ...span })),
  ),
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('atom'),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%', '^'), tie('atom'), tie('atom'))
      .map(([op, left, right]): Duration => ({ kind: 'duration_binary', op, left, right, ...span })),
    tie('atom').map((expr): Duration =>
      expr.kind === 'number' ? expr : { kind: 'duration_unary', op: '-', expr, ...span },
    ),
  ),
}));
/** Without a sign in front of it, a parenthesis would take what follows the offset for its own arithmetic. */
const offsets = fc.oneof(
  durations.atom.map((expr): Duration =>
    expr.kind === 'duration_paren' ? { kind: 'duration_unary', op: '-', expr, ...span } : expr,
  ),
  durationLiteral.map((length): Duration => ({ ...length, value: -length.value })),
);

const at: fc.Arbitrary<AtModifier> = fc.oneof(
  fc.constantFrom<AtModifier>({ kind: 'start' }, { kind: 'end' }),
  fc.integer({ min: -1e12, max: 4e12 }).map((timestampMs): AtModifier => ({ kind: 'timestamp', timestampMs })),
);
const times = fc.record({ offset: offsets, at }, { requiredKeys: [] });

const matchers: fc.Arbitrary<Matcher> = fc
  .tuple(labelNames, fc.constantFrom('=', '!=', '=~', '!~'), texts)
  .map(([name, op, value]) => ({ name, op, value: op.includes('~') ? value.replace(/[^a-z|.]/g, 'y') : value }));

const selectors: fc.Arbitrary<VectorSelector> = fc
  .tuple(
    fc.option(names, { nil: '' }),
    fc.array(matchers, { maxLength: 3 }),
    times,
    fc.option(fc.constantFrom('anchored', 'smoothed'), { nil: undefined }),
  )
  .map(([name, found, modifiers, edge]) => {
    const last: Matcher = { name: name === '' ? 'job' : METRIC_NAME, op: '=', value: name === '' ? 'x' : name };
    const base: VectorSelector = { kind: 'vector', name, matchers: [...found, last], ...modifiers, ...span };
    return edge === undefined ? base : { ...base, edge };
  });

const strings: fc.Arbitrary<StringLiteral> = texts.map((value) => ({ kind: 'string', value, ...span }));

const functionsReturning = (type: ValueType): FunctionName[] =>
  (Object.keys(functionSignatures) as FunctionName[]).filter(
    (name) => functionSignatures[name].returns === type && name !== 'info',
  );

/** An infinite number is printed with its sign, which binds less than `^`. */
const inParens = (expr: Expr): Expr =>
  expr.kind === 'binary' || expr.kind === 'unary' || (expr.kind === 'number' && expr.value === Infinity)
    ? { kind: 'paren', expr, ...span }
    : expr;

const aggregators = fc.constantFrom('sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar');
const counted = fc.constantFrom('topk', 'bottomk', 'limitk', 'limit_ratio', 'quantile');
const grouping = fc.record({ grouping: fc.array(labelNames, { maxLength: 2 }), without: fc.boolean() });

type Types = { scalar: Expr; vector: Expr; matrix: Expr };
const typed = fc.letrec<Types>((tie) => {
  const operand = (type: 'scalar' | 'vector'): fc.Arbitrary<Expr> => tie(type).map(inParens);
  const call = (type: ValueType): fc.Arbitrary<Expr> =>
    fc.constantFrom(...functionsReturning(type)).chain((func) => {
      const { args } = functionSignatures[func];
      const parts = args.map((arg): fc.Arbitrary<Expr> => (arg === 'string' ? strings : tie(arg as keyof Types)));
      return fc.tuple(...parts).map((list): Expr => ({ kind: 'call', func, args: list, ...span }));
    });
  const unary = (type: 'scalar' | 'vector'): fc.Arbitrary<Expr> =>
    fc.tuple(fc.constantFrom('+', '-'), tie(type)).map(([op, expr]): Expr => {
      const inner =
        expr.kind === 'binary' || expr.kind === 'number' ? ({ kind: 'paren', expr, ...span } as const) : expr;
      return { kind: 'unary', op, expr: inner, ...span };
    });
  const paren = (type: keyof Types): fc.Arbitrary<Expr> =>
    tie(type).map((expr): Expr => ({ kind: 'paren', expr, ...span }));
  const deeper = { depthSize: 'small', withCrossShrink: true } as const;
  return {
    scalar: fc.oneof(
      deeper,
      literal,
      call('scalar'),
      unary('scalar'),
      paren('scalar'),
      scalarBinary(operand('scalar')),
    ),
    vector: fc.oneof(
      deeper,
      selectors,
      call('vector'),
      unary('vector'),
      paren('vector'),
      fc
        .tuple(aggregators, tie('vector'), grouping)
        .map(([op, expr, groups]): Expr => ({ kind: 'aggregate', op, expr, ...groups, ...span })),
      fc
        .tuple(counted, tie('scalar'), tie('vector'), grouping)
        .map(([op, param, expr, groups]): Expr => ({ kind: 'aggregate', op, param, expr, ...groups, ...span })),
      fc.tuple(strings, tie('vector')).map(([param, expr]): Expr => ({
        kind: 'aggregate',
        op: 'count_values',
        param,
        expr,
        grouping: [],
        without: false,
        ...span,
      })),
      vectorBinary(operand('vector'), operand('scalar')),
    ),
    matrix: fc.oneof(
      deeper,
      fc.tuple(selectors, durations.any).map(([vector, range]): Expr => ({ kind: 'matrix', vector, range, ...span })),
      fc
        .tuple(operand('vector'), durations.any, fc.option(durations.any, { nil: undefined }), times)
        .map(([expr, range, step, modifiers]): Expr => {
          const base = { kind: 'subquery', expr, range, ...modifiers, ...span } as const;
          return step === undefined ? base : { ...base, step };
        }),
    ),
  };
});

function scalarBinary(operand: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc
    .tuple(fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2', '==', '<='), operand, operand)
    .map(([op, left, right]): Expr => {
      return { kind: 'binary', op, left, right, returnBool: op === '==' || op === '<=', ...span };
    });
}

function vectorBinary(vector: fc.Arbitrary<Expr>, scalar: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const withScalar = fc
    .tuple(fc.constantFrom('+', '^', '>', '!=', '</', '>/'), vector, scalar, fc.boolean(), fc.boolean())
    .map(([op, a, b, swap, bool]): Binary => {
      const [left, right] = swap ? [b, a] : [a, b];
      return { kind: 'binary', op, left, right, returnBool: bool && (op === '>' || op === '!='), ...span };
    });
  const sets = fc
    .tuple(fc.constantFrom('and', 'or', 'unless'), vector, vector, fc.boolean(), fc.array(labelNames, { maxLength: 2 }))
    .map(([op, left, right, on, labels]): Binary => {
      const matching = { cardinality: 'many-to-many', on, labels, include: [] } as const;
      return { kind: 'binary', op, left, right, returnBool: false, matching, ...span };
    });
  const matched = fc
    .tuple(
      fc.tuple(fc.constantFrom('+', '-', '*', '/', 'atan2', '==', '<'), vector, vector, fc.boolean()),
      fc.constantFrom('one-to-one', 'many-to-one', 'one-to-many'),
      fc.tuple(
        fc.boolean(),
        fc.array(fc.constantFrom('job', 'on'), { maxLength: 2 }),
        fc.array(fc.constantFrom('a b', 'x')),
      ),
      fc.record({ fillLeft: numbers, fillRight: numbers }, { requiredKeys: [] }),
    )
    .map(([[op, left, right, bool], cardinality, [on, labels, copied], fill]): Binary => {
      const include = cardinality === 'one-to-one' ? [] : copied;
      const matching = { cardinality, on, labels, include, ...fill };
      return { kind: 'binary', op, left, right, returnBool: bool && (op === '==' || op === '<'), matching, ...span };
    });
  return fc.oneof(withScalar, sets, matched);
}

export const expressions: fc.Arbitrary<Expr> = fc.oneof(typed.scalar, typed.vector, typed.matrix, strings);

/** The tree with every span zero, and matchers in one order: the printer sorts them. */
export function withoutSpans<T>(node: T): T {
  if (Array.isArray(node)) return node.map(withoutSpans) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (key === 'from' || key === 'to') return [key, 0];
    if (key !== 'matchers') return [key, withoutSpans(value)];
    return [key, (value as Matcher[]).map(({ name, op, value: text }) => `${name}${op}${text}`).sort()];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
