import type { Duration, NumberLiteral } from '../ast.ts';
import { MAX_DURATION_SECONDS, parseDuration } from './duration.ts';
import { parseNumber } from './number.ts';
import { POWER_PRECEDENCE, PRECEDENCE, type Token } from './token.ts';
import type { TokenReader } from './token-reader.ts';

/** What messages say a length of time can be. */
export const DURATION_FORMS = 'number, duration, step(), or range()';

/** A number, or a duration as its number of seconds. */
export function parseLiteral(reader: TokenReader): NumberLiteral {
  const { type, text, from, to } = reader.take();
  if (type === 'duration') {
    const duration = parseDuration(text);
    if ('reason' in duration) return reader.fail({ from, to }, duration.reason);
    return { kind: 'number', value: duration.ms / 1000, isDuration: true, from, to };
  }
  const number = parseNumber(text);
  if ('reason' in number) return reader.fail({ from, to }, `error parsing number: ${number.reason}`);
  return { kind: 'number', value: number.value, isDuration: false, from, to };
}

export const isLiteral = (reader: TokenReader): boolean => reader.is('number') || reader.is('duration');

/** The length of a range or a step: arithmetic of durations; a plain literal must be above zero. */
export function parsePositiveDuration(reader: TokenReader): Duration {
  const duration = parseArithmetic(reader, 0);
  if (duration.kind === 'number' && !(duration.value > 0)) {
    reader.fail(duration, 'duration must be greater than 0');
  }
  return duration;
}

/**
 * What follows `offset`: a signed literal, call or parenthesis, so that `a offset 5m - b` is a difference. After a
 * parenthesis without a sign, or after two signs, arithmetic goes on, as it does in the grammar of Prometheus.
 */
export function parseOffsetDuration(reader: TokenReader): Duration {
  return reader.within('offset', DURATION_FORMS, () => {
    if (reader.is('(')) return parseArithmetic(reader, 0);
    const sign = reader.takeIf('+') ?? reader.takeIf('-');
    const again = sign !== undefined && (reader.is('+') || reader.is('-'));
    if (sign !== undefined && isLiteral(reader)) {
      reader.completeLeaf();
      const signed = applySign(sign, parseLiteral(reader));
      if (isTooLong(signed)) reader.fail(sign, 'duration out of range');
      return signed;
    }
    return again ? parseOperators(reader, parseSigned(reader, sign), 0) : applySign(sign, parseOperand(reader));
  });
}

function parseArithmetic(reader: TokenReader, minPrecedence: number): Duration {
  const sign = reader.takeIf('+') ?? reader.takeIf('-');
  return parseOperators(reader, sign === undefined ? parseOperand(reader) : parseSigned(reader, sign), minPrecedence);
}

/** What follows a sign. */
function parseSigned(reader: TokenReader, sign: Token): Duration {
  const signed = applySign(
    sign,
    reader.nested(() => parseArithmetic(reader, POWER_PRECEDENCE)),
  );
  reader.complete(reader.height, sign);
  return signed;
}

function parseOperators(reader: TokenReader, first: Duration, minPrecedence: number): Duration {
  let left = first;
  for (;;) {
    const height = reader.height;
    const op = reader.token.type;
    if (op !== '+' && op !== '-' && op !== '*' && op !== '/' && op !== '%' && op !== '^') return left;
    const precedence = PRECEDENCE[op]!;
    if (precedence < minPrecedence) return left;
    const at = reader.take();
    const right = reader.nested(() => parseArithmetic(reader, op === '^' ? precedence : precedence + 1));
    if ((op === '/' || op === '%') && right.kind === 'number' && right.value === 0) {
      reader.fail(at, op === '/' ? 'division by zero' : 'modulo by zero');
    }
    reader.complete(Math.max(height, reader.height), at, true);
    left = { kind: 'duration_binary', op, left, right, from: left.from, to: right.to };
  }
}

function parseOperand(reader: TokenReader): Duration {
  reader.completeLeaf();
  const { type, from } = reader.token;
  if (isLiteral(reader)) {
    const literal = parseLiteral(reader);
    if (isTooLong(literal)) reader.fail(literal, 'duration out of range');
    return literal;
  }
  if (type === '(') {
    reader.take();
    const expr = reader.nested(() => parseArithmetic(reader, 0));
    reader.expect(')');
    const paren = { kind: 'duration_paren', expr, from, to: reader.lastEnd } as const;
    reader.complete(reader.height, paren);
    return paren;
  }
  if (type !== 'step' && type !== 'range' && type !== 'min_of' && type !== 'max_of') return reader.unexpected();
  reader.take();
  reader.expect('(');
  const args: Duration[] = [];
  if (type === 'min_of' || type === 'max_of') {
    args.push(reader.nested(() => parseArithmetic(reader, 0)));
    const { height } = reader;
    reader.expect(',');
    args.push(reader.nested(() => parseArithmetic(reader, 0)));
    reader.complete(Math.max(height, reader.height), args[0]!);
  }
  reader.expect(')');
  return { kind: 'duration_call', func: type, args, from, to: reader.lastEnd };
}

const isTooLong = (duration: Duration): boolean =>
  duration.kind === 'number' && !(Math.abs(duration.value) <= MAX_DURATION_SECONDS);

/** A sign in front of a literal becomes part of it; a plus in front of anything else means nothing. */
function applySign(sign: Token | undefined, expr: Duration): Duration {
  if (sign === undefined) return expr;
  if (expr.kind === 'number') {
    return { ...expr, value: sign.type === '-' ? -expr.value : expr.value, from: sign.from };
  }
  if (sign.type === '+') return expr;
  return { kind: 'duration_unary', op: '-', expr, from: sign.from, to: expr.to };
}
