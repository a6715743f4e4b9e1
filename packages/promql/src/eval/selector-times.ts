import type { AtModifier, Duration, MatrixSelector, Subquery, VectorSelector } from '../ast.ts';
import { durationValue } from '../syntax/duration-value.ts';
import { QueryFailure } from './outcome.ts';
import type { QueryContext } from './query-context.ts';
import type { StepTimes, WindowTimes } from './times.ts';

/** The moment that `@` names, in Unix milliseconds. */
export function atMs(at: AtModifier, context: QueryContext): number {
  if (at.kind === 'timestamp') return at.timestampMs;
  return at.kind === 'start' ? context.settings.startMs : context.settings.endMs;
}

export function offsetMs(offset: Duration | undefined, context: QueryContext): number {
  return offset === undefined ? 0 : milliseconds(offset, context, true);
}

export const rangeMs = (range: Duration, context: QueryContext): number => milliseconds(range, context, false);

/** @throws QueryFailure when the value is no duration, or not above zero where it must be */
function milliseconds(duration: Duration, { settings }: QueryContext, allowNegative: boolean): number {
  // A literal goes through nanoseconds, in which Prometheus keeps it: 1.001 s are 1001 ms although 1.001 * 1000 is less.
  if (duration.kind === 'number') return Math.trunc(Math.round(duration.value * 1e9) / 1e6);
  const context = { stepMs: settings.stepMs, rangeMs: settings.endMs - settings.startMs };
  const outcome = durationValue(duration, context, allowNegative);
  if (outcome.ok) return outcome.ms;
  const { from, to } = duration;
  throw new QueryFailure({ code: 'bad_data', message: `${from}:${to}: ${outcome.reason}`, from, to });
}

/** The moment that a selector looks at in the first step, and how far it moves with each step. */
export function referenceTimes(
  selector: Pick<VectorSelector | Subquery, 'at' | 'offset'>,
  times: StepTimes,
  context: QueryContext,
): { readonly firstMs: number; readonly strideMs: number } {
  const offset = offsetMs(selector.offset, context);
  if (selector.at !== undefined) return { firstMs: atMs(selector.at, context) - offset, strideMs: 0 };
  return { firstMs: times.startMs - offset, strideMs: times.stepMs };
}

export function windowTimes(node: MatrixSelector | Subquery, times: StepTimes, context: QueryContext): WindowTimes {
  const reference = referenceTimes(node.kind === 'matrix' ? node.vector : node, times, context);
  return {
    times,
    firstEndMs: reference.firstMs,
    strideMs: reference.strideMs,
    rangeMs: rangeMs(node.range, context),
  };
}
