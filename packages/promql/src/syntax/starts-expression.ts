import { isLiteral } from './parse-duration.ts';
import { isMetricName } from './token.ts';
import type { TokenReader } from './token-reader.ts';

/** True where the next token can be the first one of an expression. */
export function startsExpression(reader: TokenReader): boolean {
  const { type } = reader.token;
  return isLiteral(reader) || isMetricName(type) || ['{', '(', '+', '-', 'string'].includes(type);
}
