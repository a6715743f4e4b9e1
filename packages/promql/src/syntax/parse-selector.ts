import { METRIC_NAME } from '@binnacle/model';
import type { Matcher } from '@binnacle/storage';
import type { VectorSelector } from '../ast.ts';
import { compilePattern } from './pattern.ts';
import type { Token } from './token.ts';
import type { TokenReader } from './token-reader.ts';
import { unquote } from './unquote.ts';

/** `name`, `name{a="b"}` or `{a="b"}`; `name` is undefined when a brace is next. */
export function parseVectorSelector(reader: TokenReader, name: Token | undefined): VectorSelector {
  const from = (name ?? reader.token).from;
  const matchers = reader.is('{') ? parseMatchers(reader) : [];
  if (name !== undefined) matchers.push({ name: METRIC_NAME, op: '=', value: name.text });
  return { kind: 'vector', name: name?.text ?? '', matchers, from, to: reader.lastEnd };
}

/** `{a="b", "metric.name", "label name"!="c",}` */
function parseMatchers(reader: TokenReader): Matcher[] {
  reader.take();
  const matchers: Matcher[] = [];
  if (reader.takeIf('}') !== undefined) return matchers;
  for (;;) {
    matchers.push(parseMatcher(reader));
    if (reader.takeIf('}') !== undefined) return matchers;
    if (reader.takeIf(',') === undefined) reader.unexpected('label matching', '"," or "}"');
    if (reader.takeIf('}') !== undefined) return matchers;
  }
}

function parseMatcher(reader: TokenReader): Matcher {
  const label = reader.takeIf('identifier') ?? reader.takeIf('string');
  if (label === undefined) return reader.unexpected('label matching', 'identifier or "}"');
  const quoted = label.type === 'string';
  const name = quoted ? unquote(label.text) : label.text;
  const op = reader.token.type;
  if (op !== '=' && op !== '!=' && op !== '=~' && op !== '!~') {
    if (!quoted) reader.unexpected('label matching', 'label matching operator');
    return { name: METRIC_NAME, op: '=', value: name };
  }
  reader.take();
  const literal = reader.takeIf('string') ?? reader.unexpected('label matching', 'string');
  const value = unquote(literal.text);
  if (op === '=~' || op === '!~') {
    const pattern = compilePattern(value);
    if (!pattern.ok) reader.fail({ from: label.from, to: literal.to }, pattern.reason);
  }
  return { name, op, value };
}
