import type { Call, Expr } from '../ast.ts';
import { maxOf, minOf } from '../functions/math.ts';
import { scalarsBinary } from './binary-scalar.ts';
import { timeAt } from './call.ts';
import type { ElementOp } from './element-binary.ts';
import type { Evaluator } from './evaluator.ts';
import { isAbsent } from './row.ts';

/** The value of a scalar expression at each step. */
export function scalarValues(expr: Expr, evaluator: Evaluator): Float64Array {
  const constant = (value: number): Float64Array => new Float64Array(evaluator.times.steps).fill(value);
  switch (expr.kind) {
    case 'number':
      return constant(expr.value);
    case 'paren':
      return evaluator.scalar(expr.expr);
    case 'unary': {
      const values = evaluator.scalar(expr.expr);
      return expr.op === '-' ? values.map((value) => -value) : values;
    }
    case 'binary':
      return scalarsBinary(expr.op as ElementOp, evaluator.scalar(expr.left), evaluator.scalar(expr.right));
    case 'call':
      return callScalar(expr, evaluator, constant);
    default:
      throw new Error(`BUG: ${expr.kind} is not a scalar expression`);
  }
}

function callScalar(call: Call, evaluator: Evaluator, constant: (value: number) => Float64Array): Float64Array {
  const { startMs, endMs, stepMs } = evaluator.context.settings;
  switch (call.func) {
    case 'pi':
      return constant(Math.PI);
    case 'time':
      return constant(0).map((_, s) => timeAt(evaluator, s));
    // These four speak of the query, also within a subquery.
    case 'start':
      return constant(startMs / 1000);
    case 'end':
      return constant(endMs / 1000);
    case 'step':
      // Prometheus takes a range of one moment for an instant query; not in durations, though.
      return constant(startMs === endMs ? 0 : stepMs / 1000);
    case 'range':
      return constant((endMs - startMs) / 1000);
    case 'min_of':
    case 'max_of': {
      const [a, b] = [evaluator.scalar(call.args[0]!), evaluator.scalar(call.args[1]!)];
      return a.map((value, s) => (call.func === 'min_of' ? minOf(value, b[s]!) : maxOf(value, b[s]!)));
    }
    case 'scalar':
      return onlyValue(call.args[0]!, evaluator);
    default:
      throw new Error(`BUG: function ${call.func} does not give a scalar`);
  }
}

/** The value of the only series with a number; NaN when there is none or there are several. */
function onlyValue(vector: Expr, evaluator: Evaluator): Float64Array {
  const { steps } = evaluator.times;
  const values = new Float64Array(steps).fill(NaN);
  const found = new Uint8Array(steps);
  for (const row of evaluator.rows(vector, true)) {
    for (let s = 0; s < steps; s++) {
      if (row.gaps && isAbsent(row, s)) continue;
      values[s] = found[s] === 0 ? row.values[row.at + s]! : NaN;
      found[s] = 1;
    }
  }
  return values;
}
