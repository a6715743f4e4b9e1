import type { ShareSettings } from '../metadata/shares.ts';

/** A page that was left open may still ask for what it showed this long ago. */
const LENIENCE_MS = 3_600_000;
/** More points of one line than this nobody sees. */
const MAX_POINTS = 1500;

/** Why a link does not show this time; undefined when it does. `slackMs`: grids lie on multiples of their step. */
export function rangeProblem(
  { range, mayChangeRange }: Pick<ShareSettings, 'range' | 'mayChangeRange'>,
  nowMs: number,
  asked: { readonly fromMs: number; readonly toMs: number },
  slackMs: number,
): string | undefined {
  if (asked.toMs < asked.fromMs) return 'the time ends before it begins';
  if (mayChangeRange) return undefined;
  const [firstMs, lastMs] =
    range.kind === 'absolute'
      ? [range.fromMs, range.toMs]
      : [nowMs - range.backMs - LENIENCE_MS, nowMs - range.untilMs + LENIENCE_MS];
  return asked.fromMs < firstMs - slackMs || asked.toMs > lastMs + slackMs
    ? 'this link shows another time, which cannot be changed'
    : undefined;
}

export const gridProblem = (startMs: number, endMs: number, stepMs: number): string | undefined =>
  (endMs - startMs) / stepMs > MAX_POINTS ? `more than ${MAX_POINTS} points: use a larger step` : undefined;
