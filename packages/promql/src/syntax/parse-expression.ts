import type { Aggregate, BinaryOp, Expr, Unary } from '../ast.ts';
import { functionSignature, type FunctionName } from '../functions/signatures.ts';
import { isLiteral, parseLiteral } from './parse-duration.ts';
import { parseBinaryModifiers, parseGroupingLabels } from './parse-matching.ts';
import { parsePostfix } from './parse-postfix.ts';
import { parseVectorSelector } from './parse-selector.ts';
import { quote } from './quote.ts';
import { startsExpression } from './starts-expression.ts';
import { isAggregator, isMetricName, POWER_PRECEDENCE, PRECEDENCE, type Token, type TokenType } from './token.ts';
import type { TokenReader } from './token-reader.ts';
import { unquote } from './unquote.ts';

/** An expression whose operators all bind at least as strongly as `minPrecedence`. */
export function parseExpression(reader: TokenReader, minPrecedence = 0): Expr {
  let left = parseUnary(reader);
  for (;;) {
    const height = reader.height;
    const precedence = PRECEDENCE[reader.token.type];
    if (precedence === undefined || precedence < minPrecedence) return left;
    const operator = reader.take();
    const { returnBool, matching } = parseBinaryModifiers(reader);
    const op = operator.type as BinaryOp;
    const tighter = op === '^' ? precedence : precedence + 1;
    const right = reader.nested(() => parseExpression(reader, tighter));
    reader.complete(Math.max(height, reader.height), operator, true);
    left = { kind: 'binary', op, left, right, returnBool, matching, from: left.from, to: right.to };
  }
}

/** A sign binds less than `^` and more than `*`: `-2 ^ 2` is -4. In front of a literal it becomes part of it. */
function parseUnary(reader: TokenReader): Expr {
  const sign = reader.takeIf('+') ?? reader.takeIf('-');
  if (sign === undefined) return parsePostfix(reader, parsePrimary(reader));
  const expr = reader.nested(() => parseExpression(reader, POWER_PRECEDENCE));
  reader.complete(reader.height, sign);
  if (expr.kind === 'number') {
    return { ...expr, value: sign.type === '-' ? -expr.value : expr.value, from: sign.from };
  }
  return { kind: 'unary', op: sign.type as Unary['op'], expr, from: sign.from, to: expr.to };
}

function parsePrimary(reader: TokenReader): Expr {
  reader.completeLeaf();
  if (isLiteral(reader)) return parseLiteral(reader);
  const { type, from } = reader.token;
  if (type === '{') return parseVectorSelector(reader, undefined);
  if (type === 'string') {
    const { text, to } = reader.take();
    return { kind: 'string', value: unquote(text), from, to };
  }
  if (type === '(') {
    reader.take();
    const expr = reader.nested(() => parseExpression(reader));
    reader.expect(')');
    const paren = { kind: 'paren', expr, from, to: reader.lastEnd } as const;
    reader.complete(reader.height, paren);
    return paren;
  }
  if (!isMetricName(type)) return reader.unexpected();
  const name = reader.take();
  if (isAggregator(type) && (reader.is('(') || reader.is('by') || reader.is('without'))) {
    return parseAggregate(reader, name);
  }
  return reader.is('(') && isCallable(type) ? parseCall(reader, name) : parseVectorSelector(reader, name);
}

const CALLABLE_KEYWORDS: ReadonlySet<TokenType> = new Set(['start', 'end', 'step', 'range', 'min_of', 'max_of']);
const isCallable = (type: TokenType): boolean => type === 'identifier' || CALLABLE_KEYWORDS.has(type);

function parseCall(reader: TokenReader, name: Token): Expr {
  // Only the words of the query (`start()`) are keywords, and those alone are the same in upper case.
  const func = name.type === 'identifier' ? name.text : name.type;
  const args = parseArguments(reader);
  if (functionSignature(func) === undefined) reader.fail(name, `unknown function with name ${quote(name.text)}`);
  return { kind: 'call', func: func as FunctionName, args, from: name.from, to: reader.lastEnd };
}

function parseArguments(reader: TokenReader): Expr[] {
  const open = reader.expect('(');
  const args: Expr[] = [];
  if (reader.takeIf(')') !== undefined) return args;
  let highest = 0;
  for (;;) {
    args.push(reader.nested(() => parseExpression(reader)));
    highest = Math.max(highest, reader.height);
    if (reader.takeIf(')') !== undefined) {
      reader.complete(highest, open);
      return args;
    }
    const comma = reader.expect(',');
    if (!startsExpression(reader)) reader.fail(comma, 'trailing commas not allowed in function call args');
  }
}

const WITH_PARAMETER: ReadonlySet<TokenType> = new Set([
  'topk',
  'bottomk',
  'count_values',
  'quantile',
  'limitk',
  'limit_ratio',
]);

/** `sum by (a) (x)` or `sum(x) by (a)`. */
function parseAggregate(reader: TokenReader, name: Token): Aggregate {
  const op = name.type as Aggregate['op'];
  const [grouping, args] = reader.within('aggregation', '', () => {
    const before = parseGrouping(reader);
    return [before, parseArguments(reader)] as const;
  });
  const { without, labels } = grouping ?? parseGrouping(reader) ?? { without: false, labels: [] };
  const span = { from: name.from, to: reader.lastEnd };
  if (args.length === 0) reader.fail(span, 'no arguments for aggregate expression provided');
  const wanted = WITH_PARAMETER.has(op) ? 2 : 1;
  if (args.length !== wanted) {
    const counts = `expected ${wanted}, got ${args.length}`;
    reader.fail(span, `wrong number of arguments for aggregate expression provided, ${counts}`);
  }
  const expr = args[wanted - 1]!;
  const base = { kind: 'aggregate', op, expr, grouping: labels, without, ...span } as const;
  return wanted === 2 ? { ...base, param: args[0]! } : base;
}

function parseGrouping(reader: TokenReader): { without: boolean; labels: string[] } | undefined {
  const word = reader.takeIf('by') ?? reader.takeIf('without');
  return word && { without: word.type === 'without', labels: parseGroupingLabels(reader) };
}
