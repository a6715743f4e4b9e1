import { printExpr } from '../print/print.ts';
import { parseExpr } from '../syntax/parse.ts';
import { compareOrder, compareOutcome, compareValue, type Complaint } from './compare-result.ts';
import { parseScript } from './parse-script.ts';
import { pinTimes } from './pin-times.ts';
import type { EvalCommand } from './script-command.ts';
import type { ResultOutcome, ResultValue, ScriptTarget } from './script-target.ts';

/** One expectation that was not met. */
export interface ScriptFailure {
  /** Line of the `eval`, from 1. */
  readonly line: number;
  /** The query as it was run: that of the script, or a variation of it. */
  readonly query: string;
  readonly complaint: string;
}

export interface ScriptReport {
  /** Number of `eval` commands. */
  readonly evals: number;
  readonly failures: readonly ScriptFailure[];
}

/**
 * Runs a script and tells what was not as it says; goes on after a failure. Each instant query also runs fixed to its time
 * with `@` at other times, and as the middle step of a range query: all must agree.
 *
 * @throws ScriptMistake when the script itself is wrong
 */
export async function runScript(text: string, target: ScriptTarget): Promise<ScriptReport> {
  const failures: ScriptFailure[] = [];
  let evals = 0;
  await target.clear();
  for (const command of parseScript(text)) {
    if (command.kind === 'clear') await target.clear();
    else if (command.kind === 'load') await target.load(command.series);
    else {
      evals++;
      const failure = await (command.instant ? runInstant(command, target) : runRange(command, target));
      if (failure !== undefined) failures.push(failure);
    }
  }
  return { evals, failures };
}

async function runRange(command: EvalCommand, target: ScriptTarget): Promise<ScriptFailure | undefined> {
  const { line, query, startMs, endMs, stepMs } = command;
  const complaint = judge(command, await target.range(query, startMs, endMs, stepMs));
  return complaint === undefined ? undefined : { line, query, complaint };
}

async function runInstant(command: EvalCommand, target: ScriptTarget): Promise<ScriptFailure | undefined> {
  for (const { query, timeMs } of variations(command)) {
    const outcome = await target.instant(query, timeMs);
    const complaint =
      judge(command, outcome) ?? (outcome.ok ? await runAsRange(command, query, timeMs, target) : undefined);
    if (complaint === undefined) continue;
    const when = query === command.query ? '' : ` at ${timeMs} ms`;
    return { line: command.line, query, complaint: `${complaint}${when}` };
  }
  return undefined;
}

/** The query itself, and fixed to its time but evaluated at others. */
function variations({ query, endMs }: EvalCommand): { readonly query: string; readonly timeMs: number }[] {
  const own = { query, timeMs: endMs };
  const parsed = parseExpr(query);
  const pinned = parsed.ok ? pinTimes(parsed.expr, endMs) : undefined;
  if (pinned === undefined) return [own];
  const times = endMs === 0 ? [-1000, 0, 1000] : [-10 * endMs, 0, Math.trunc(endMs / 5), endMs, 10 * endMs];
  const text = printExpr(pinned);
  return [own, ...times.map((timeMs) => ({ query: text, timeMs }))];
}

/** Evaluates the query at three steps, the middle one of which must give the same again. */
async function runAsRange(
  command: EvalCommand,
  query: string,
  timeMs: number,
  target: ScriptTarget,
): Promise<Complaint> {
  if (command.instantOnly || /\b(start|end|range|step)\(\)/.test(query)) return undefined;
  const outcome = await target.range(query, timeMs - 60_000, timeMs + 60_000, 60_000);
  if (!outcome.ok) return `failed as a range query: ${outcome.message}`;
  if (command.expected.ordered) return undefined;
  if (outcome.value.kind !== 'matrix') return `got a ${outcome.value.kind} of a range query`;
  const complaint = compareOrder(outcome.value.series) ?? compareValue(command, atTime(command, outcome.value, timeMs));
  return complaint === undefined ? undefined : `${complaint}, as a range query`;
}

function atTime(
  { expected }: EvalCommand,
  matrix: Extract<ResultValue, { kind: 'matrix' }>,
  timeMs: number,
): ResultValue {
  const samples = matrix.series.flatMap(({ labels, points }) => {
    const point = points.find(({ t }) => t === timeMs);
    return point === undefined ? [] : [{ labels, value: point.value }];
  });
  const first = samples[0]?.value;
  if (expected.scalar !== undefined && typeof first === 'number') return { kind: 'scalar', value: first };
  return { kind: 'vector', samples };
}

const judge = (command: EvalCommand, outcome: ResultOutcome): Complaint =>
  compareOutcome(command.expected, outcome) ?? (outcome.ok ? compareValue(command, outcome.value) : undefined);
