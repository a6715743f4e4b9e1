import { plainDecimal } from '@binnacle/model';
import type { Aggregate, Binary, Expr, VectorMatching } from '../ast.ts';
import { quote } from '../syntax/quote.ts';
import { printNumber } from './print-duration.ts';
import { printGroupingLabel, printMatrix, printSubquerySuffix, printVector } from './print-selector.ts';

/** An expression on one line, in the canonical form of Prometheus. Parsing it gives the same expression back. */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return printNumber(expr);
    case 'string':
      return quote(expr.value);
    case 'vector':
      return printVector(expr);
    case 'matrix':
      return printMatrix(expr);
    case 'subquery':
      return printExpr(expr.expr) + printSubquerySuffix(expr);
    case 'unary':
      return expr.op + printExpr(expr.expr);
    case 'paren':
      return `(${printExpr(expr.expr)})`;
    case 'call':
      return `${expr.func}(${expr.args.map(printExpr).join(', ')})`;
    case 'binary':
      return `${printExpr(expr.left)} ${printOperator(expr)} ${printExpr(expr.right)}`;
    case 'aggregate': {
      const param = expr.param === undefined ? '' : `${printExpr(expr.param)}, `;
      return `${printAggregateHead(expr)}(${param}${printExpr(expr.expr)})`;
    }
  }
}

/** `sum by (a, b) `, `sum without () ` or `sum`: all that stands before the opening parenthesis. */
export function printAggregateHead({ op, without, grouping }: Aggregate): string {
  if (!without && grouping.length === 0) return op;
  return `${op} ${without ? 'without' : 'by'} (${printLabels(grouping)}) `;
}

/** `== bool on (a) group_left (b) fill (0)` */
export function printOperator({ op, returnBool, matching }: Binary): string {
  const bool = returnBool ? ' bool' : '';
  return matching === undefined ? op + bool : op + bool + printMatching(matching);
}

function printMatching(matching: VectorMatching): string {
  const { cardinality, on, labels, include } = matching;
  const grouped = cardinality === 'many-to-one' || cardinality === 'one-to-many';
  let text = on || labels.length > 0 || grouped ? ` ${on ? 'on' : 'ignoring'} (${printLabels(labels)})` : '';
  if (grouped) text += ` group_${cardinality === 'many-to-one' ? 'left' : 'right'} (${printLabels(include)})`;
  return text + printFill(matching);
}

function printFill({ fillLeft, fillRight }: VectorMatching): string {
  // NaN equals NaN here: both sides are filled with the same.
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight)) return ` fill (${plainDecimal(fillLeft)})`;
  const left = fillLeft === undefined ? '' : ` fill_left (${plainDecimal(fillLeft)})`;
  return fillRight === undefined ? left : `${left} fill_right (${plainDecimal(fillRight)})`;
}

const printLabels = (labels: readonly string[]): string => labels.map(printGroupingLabel).join(', ');
