import { plainDecimal } from '@binnacle/model';
import type { Duration, NumberLiteral } from '../ast.ts';
import { formatDuration } from '../syntax/duration.ts';

/** A number as it was written: `300` or `5m`, whichever of the two forms it had. */
export function printNumber({ value, isDuration }: NumberLiteral): string {
  if (!isDuration) return plainDecimal(value);
  // Seconds times a thousand may fall just short of a whole number.
  const ms = Math.round(Math.abs(value) * 1000);
  return value < 0 ? `-${formatDuration(ms)}` : formatDuration(ms);
}

/** The length of a range or step. A plain number alone is printed as a duration too: `x[300]` means `x[5m]`. */
export function printDuration(duration: Duration): string {
  return duration.kind === 'number' ? printNumber({ ...duration, isDuration: true }) : printArithmetic(duration);
}

function printArithmetic(duration: Duration): string {
  switch (duration.kind) {
    case 'number':
      return printNumber(duration);
    case 'duration_paren':
      return `(${printArithmetic(duration.expr)})`;
    case 'duration_unary':
      return duration.op + printArithmetic(duration.expr);
    case 'duration_binary':
      return `${printArithmetic(duration.left)} ${duration.op} ${printArithmetic(duration.right)}`;
    case 'duration_call':
      return `${duration.func}(${duration.args.map(printArithmetic).join(', ')})`;
  }
}
