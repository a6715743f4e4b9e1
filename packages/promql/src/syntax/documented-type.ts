import type { Expr, ValueType } from '../ast.ts';
import { functionSignatures } from '../functions/signatures.ts';

/** The name of a type in messages. */
export function documentedType(type: ValueType): string {
  if (type === 'vector') return 'instant vector';
  return type === 'matrix' ? 'range vector' : type;
}

/** What an expression evaluates to. */
export function typeOf(expr: Expr): ValueType {
  let at = expr;
  while (at.kind === 'paren' || at.kind === 'unary') at = at.expr;
  switch (at.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector':
    case 'aggregate':
      return 'vector';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'call':
      return functionSignatures[at.func].returns;
    case 'binary':
      return typeOf(at.left) === 'scalar' && typeOf(at.right) === 'scalar' ? 'scalar' : 'vector';
  }
}
