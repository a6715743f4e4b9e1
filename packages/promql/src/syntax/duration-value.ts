import type { Duration } from '../ast.ts';
import { MAX_DURATION_SECONDS } from './duration.ts';

/** What durations may refer to. An instant query has a step and a range of 0. */
export interface DurationContext {
  readonly stepMs: number;
  /** From the first to the last step. */
  readonly rangeMs: number;
}

export type DurationOutcome =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly reason: string };

/**
 * The value of a duration in whole milliseconds, rounded.
 *
 * @param allowNegative  true for offsets; ranges and steps must be above zero
 */
export function durationValue(duration: Duration, context: DurationContext, allowNegative: boolean): DurationOutcome {
  const seconds = evaluate(duration, context);
  if (typeof seconds === 'string') return { ok: false, reason: seconds };
  if (!allowNegative && seconds <= 0) {
    return { ok: false, reason: 'duration must be greater than 0' };
  }
  if (!(Math.abs(seconds) <= MAX_DURATION_SECONDS)) return { ok: false, reason: 'duration is out of range' };
  return { ok: true, ms: Math.round(seconds * 1000) };
}

/** Seconds, or the reason why there are none. */
function evaluate(duration: Duration, context: DurationContext): number | string {
  switch (duration.kind) {
    case 'number':
      return duration.value;
    case 'duration_paren':
      return evaluate(duration.expr, context);
    case 'duration_unary': {
      const value = evaluate(duration.expr, context);
      return typeof value === 'string' || duration.op === '+' ? value : -value;
    }
    case 'duration_call': {
      if (duration.func === 'step') return context.stepMs / 1000;
      if (duration.func === 'range') return context.rangeMs / 1000;
      const [a = 0, b = 0] = duration.args.map((arg) => evaluate(arg, context));
      if (typeof a === 'string') return a;
      if (typeof b === 'string') return b;
      return duration.func === 'min_of' ? Math.min(a, b) : Math.max(a, b);
    }
    case 'duration_binary': {
      const a = evaluate(duration.left, context);
      const b = evaluate(duration.right, context);
      if (typeof a === 'string') return a;
      return typeof b === 'string' ? b : calculate(duration.op, a, b);
    }
  }
}

function calculate(op: '+' | '-' | '*' | '/' | '%' | '^', a: number, b: number): number | string {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? 'division by zero' : a / b;
    case '%':
      return b === 0 ? 'modulo by zero' : a % b;
    case '^':
      return a ** b;
  }
}
