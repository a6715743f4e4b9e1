import { METRIC_NAME } from '@binnacle/model';
import type { Aggregate, Binary, BinaryOp, Call, Expr, Span, ValueType, VectorSelector } from '../ast.ts';
import { functionSignatures } from '../functions/signatures.ts';
import { isSpace } from './characters.ts';
import { documentedType } from './documented-type.ts';
import { SyntaxFailure } from './parse-error.ts';
import { matchesEmpty } from './pattern.ts';
import { quote } from './quote.ts';

const COMPARISONS: ReadonlySet<BinaryOp> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const SET_OPERATORS: ReadonlySet<BinaryOp> = new Set(['and', 'or', 'unless']);

const fail = (span: Span, reason: string): never => {
  throw new SyntaxFailure({ from: span.from, to: span.to }, reason);
};

/**
 * Checks types and everything else that the grammar leaves open, children first, in the order in which Prometheus does
 * (so that of several mistakes the same one is named), and gives each binary operator its final matching.
 *
 * @param text  the query, for the spans of operators
 * @returns     the type of the expression, and the expression to use
 */
export function check(text: string, expr: Expr): { readonly type: ValueType; readonly expr: Expr } {
  switch (expr.kind) {
    case 'number':
      return { type: 'scalar', expr };
    case 'string':
      return { type: 'string', expr };
    case 'vector':
      checkSelector(expr, false);
      return { type: 'vector', expr };
    case 'matrix':
      checkSelector(expr.vector, false);
      return { type: 'matrix', expr };
    case 'paren': {
      const inner = check(text, expr.expr);
      return { type: inner.type, expr: { ...expr, expr: inner.expr } };
    }
    case 'unary': {
      const inner = check(text, expr.expr);
      if (inner.type !== 'scalar' && inner.type !== 'vector') {
        const got = quote(documentedType(inner.type));
        fail(expr, `unary expression only allowed on expressions of type scalar or instant vector, got ${got}`);
      }
      return { type: inner.type, expr: { ...expr, expr: inner.expr } };
    }
    case 'subquery': {
      const inner = check(text, expr.expr);
      if (inner.type !== 'vector') fail(expr, `subquery is only allowed on instant vector, got ${inner.type} instead`);
      return { type: 'matrix', expr: { ...expr, expr: inner.expr } };
    }
    case 'binary':
      return checkBinary(text, expr);
    case 'aggregate':
      return { type: 'vector', expr: checkAggregate(text, expr) };
    case 'call':
      return { type: functionSignatures[expr.func].returns, expr: checkCall(text, expr) };
  }
}

function expectType(text: string, expr: Expr, want: ValueType, context: string): Expr {
  const checked = check(text, expr);
  if (checked.type !== want) {
    fail(expr, `expected type ${documentedType(want)} in ${context}, got ${documentedType(checked.type)}`);
  }
  return checked.expr;
}

function checkSelector(selector: VectorSelector, mayBeEmpty: boolean): void {
  if (selector.name !== '') {
    const other = selector.matchers.slice(0, -1).find((matcher) => matcher.name === METRIC_NAME);
    if (other !== undefined) {
      fail(selector, `metric name must not be set twice: ${quote(selector.name)} or ${quote(other.value)}`);
    }
  } else if (!mayBeEmpty && selector.matchers.every(matchesEmpty)) {
    fail(selector, 'vector selector must contain at least one non-empty matcher');
  }
}

function checkAggregate(text: string, node: Aggregate): Aggregate {
  const expr = expectType(text, node.expr, 'vector', 'aggregation expression');
  if (node.param === undefined) return { ...node, expr };
  const want = node.op === 'count_values' ? 'string' : 'scalar';
  return { ...node, expr, param: expectType(text, node.param, want, 'aggregation parameter') };
}

function checkCall(text: string, node: Call): Call {
  const { args: types, variadic } = functionSignatures[node.func];
  const count = node.args.length;
  const name = quote(node.func);
  const least = variadic === 0 ? types.length : types.length - 1;
  if (variadic === 0 && count !== least) {
    fail(node, `expected ${least} argument(s) in call to ${name}, got ${count}`);
  }
  if (count < least) fail(node, `expected at least ${least} argument(s) in call to ${name}, got ${count}`);
  if (variadic > 0 && count > least + variadic) {
    fail(node, `expected at most ${least + variadic} argument(s) in call to ${name}, got ${count}`);
  }
  const args = node.args.map((arg, i) => {
    if (node.func === 'info' && i === 1) return checkInfoSelector(text, arg);
    const want = types[Math.min(i, types.length - 1)]!;
    return expectType(text, arg, want, `call to function ${name}`);
  });
  return { ...node, args };
}

/** The second argument of `info` stands for labels, so that it may match anything but must not name a metric. */
function checkInfoSelector(text: string, arg: Expr): Expr {
  if (arg.kind !== 'vector') {
    expectType(text, arg, 'vector', 'call to function "info"');
    return fail(arg, 'expected label selectors only');
  }
  if (arg.name !== '') fail(arg, 'expected label selectors only, got vector selector instead');
  checkSelector(arg, true);
  return arg;
}

function checkBinary(text: string, node: Binary): { readonly type: ValueType; readonly expr: Binary } {
  const left = check(text, node.left);
  const right = check(text, node.right);
  const { op, returnBool } = node;
  const matching = node.matching!;
  const isSet = SET_OPERATORS.has(op);
  if (returnBool && !COMPARISONS.has(op)) {
    fail(operatorSpan(text, node), 'bool modifier can only be used on comparison operators');
  }
  if (COMPARISONS.has(op) && !returnBool && left.type === 'scalar' && right.type === 'scalar') {
    fail(operatorSpan(text, node), 'comparisons between scalars must use BOOL modifier');
  }
  const doubled = matching.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (doubled !== undefined) {
    fail(operatorSpan(text, node), `label ${quote(doubled)} must not occur in ON and GROUP clause at once`);
  }
  for (const [side, { type }] of [
    [node.left, left],
    [node.right, right],
  ] as const) {
    if (type !== 'scalar' && type !== 'vector') {
      fail(side, 'binary expression must contain only scalar and instant vector types');
    }
  }
  const fills = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  const type = left.type === 'scalar' && right.type === 'scalar' ? 'scalar' : 'vector';
  const { matching: _, ...bare } = { ...node, left: left.expr, right: right.expr };
  if (left.type !== 'vector' || right.type !== 'vector') {
    if (matching.labels.length > 0) fail(node, 'vector matching only allowed between instant vectors');
    if (fills) fail(node, 'filling in missing series only allowed between instant vectors');
    if (isSet) fail(node, `set operator ${quote(op)} not allowed in binary scalar expression`);
    return { type, expr: bare };
  }
  if (!isSet) return { type, expr: { ...bare, matching } };
  if (matching.cardinality !== 'one-to-one') fail(node, `no grouping allowed for ${quote(op)} operation`);
  if (fills) fail(node, 'filling in missing series not allowed for set operators');
  return { type, expr: { ...bare, matching: { ...matching, cardinality: 'many-to-many' } } };
}

/** From the operator to the end of its modifiers: what lies between the two sides, without the space around it. */
function operatorSpan(text: string, { left, right }: Binary): Span {
  let from = left.to;
  while (isSpace(text[from])) from++;
  let to = right.from - 1;
  while (isSpace(text[to])) to--;
  return { from, to };
}
