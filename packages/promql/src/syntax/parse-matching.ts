import type { VectorMatching } from '../ast.ts';
import { isLiteral, parseLiteral } from './parse-duration.ts';
import { startsExpression } from './starts-expression.ts';
import { quote } from './quote.ts';
import { isLabelName, type TokenType } from './token.ts';
import type { TokenReader } from './token-reader.ts';
import { unquote } from './unquote.ts';

/** What stands between a binary operator and its right side. */
export interface BinaryModifiers {
  readonly returnBool: boolean;
  readonly matching: VectorMatching;
}

/** `bool on(a) group_left(b) fill(0)`, every part optional, in this order. */
export function parseBinaryModifiers(reader: TokenReader): BinaryModifiers {
  const returnBool = reader.takeIf('bool') !== undefined;
  const on = reader.is('on');
  let labels: string[] = [];
  let include: string[] = [];
  let cardinality: VectorMatching['cardinality'] = 'one-to-one';
  if (on || reader.is('ignoring')) {
    reader.take();
    labels = parseGroupingLabels(reader);
    if (reader.is('group_left') || reader.is('group_right')) {
      cardinality = reader.take().type === 'group_left' ? 'many-to-one' : 'one-to-many';
      // Labels may be missing where the right side or its fill value follows at once.
      if (reader.is('(') || !(startsExpression(reader) || FILLS.has(reader.token.type)))
        include = parseGroupingLabels(reader);
    }
  }
  return { returnBool, matching: { cardinality, on, labels, include, ...parseFill(reader) } };
}

const FILLS: ReadonlySet<TokenType> = new Set(['fill', 'fill_left', 'fill_right']);

function parseFill(reader: TokenReader): { fillLeft?: number; fillRight?: number } {
  if (reader.takeIf('fill') !== undefined) {
    const value = parseFillValue(reader);
    return { fillLeft: value, fillRight: value };
  }
  const fill: { fillLeft?: number; fillRight?: number } = {};
  for (;;) {
    if (reader.is('fill_left') && fill.fillLeft === undefined) {
      reader.take();
      fill.fillLeft = parseFillValue(reader);
    } else if (reader.is('fill_right') && fill.fillRight === undefined) {
      reader.take();
      fill.fillRight = parseFillValue(reader);
    } else return fill;
  }
}

function parseFillValue(reader: TokenReader): number {
  reader.expect('(');
  const sign = reader.takeIf('+') ?? reader.takeIf('-');
  if (!isLiteral(reader)) reader.unexpected();
  const { value } = parseLiteral(reader);
  reader.expect(')');
  return sign?.type === '-' ? -value : value;
}

/** `(a, by, "label name",)`: keywords are ordinary labels here. */
export function parseGroupingLabels(reader: TokenReader): string[] {
  if (reader.takeIf('(') === undefined) reader.unexpected('grouping opts', '"("');
  const labels: string[] = [];
  if (reader.takeIf(')') !== undefined) return labels;
  for (;;) {
    labels.push(parseLabel(reader));
    if (reader.takeIf(')') !== undefined) return labels;
    if (reader.takeIf(',') === undefined) reader.unexpected('grouping opts', '"," or ")"');
    if (reader.takeIf(')') !== undefined) return labels;
  }
}

function parseLabel(reader: TokenReader): string {
  if (isLabelName(reader.token.type)) return reader.take().text;
  if (!reader.is('string')) reader.unexpected('grouping opts', 'label');
  const literal = reader.take();
  const label = unquote(literal.text);
  if (label === '' || !label.isWellFormed()) reader.fail(literal, `invalid label name for grouping: ${quote(label)}`);
  return label;
}
