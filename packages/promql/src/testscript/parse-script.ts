import { milliseconds, parseExpectation } from './parse-expectation.ts';
import { parseLoad, ScriptMistake, type ScriptLine } from './parse-load.ts';
import type { EvalCommand, ScriptCommand } from './script-command.ts';

/**
 * Parses a PromQL test script: blocks of lines that begin with `clear`, `load` or `eval`, ended by an empty line.
 *
 * @throws ScriptMistake, which names the line
 * @see https://github.com/prometheus/prometheus/blob/main/promql/promqltest/README.md
 */
export function parseScript(text: string): ScriptCommand[] {
  const lines = text.split('\n').map((line, i): ScriptLine => {
    const trimmed = line.trim();
    return { number: i + 1, text: trimmed.startsWith('#') ? '' : trimmed };
  });
  const commands: ScriptCommand[] = [];
  for (let i = 0; i < lines.length;) {
    const head = lines[i]!;
    if (head.text === '') {
      i++;
      continue;
    }
    if (head.text.toLowerCase() === 'clear') {
      commands.push({ kind: 'clear', line: head.number });
      i++;
      continue;
    }
    let end = i;
    while (end < lines.length && lines[end]!.text !== '') end++;
    const block = lines.slice(i, end);
    if (head.text.startsWith('load')) commands.push({ kind: 'load', line: head.number, series: parseLoad(block) });
    else if (head.text.startsWith('eval')) {
      // A number alone ends its eval: the next command may follow without an empty line.
      const size = scalarBlockLength(block);
      commands.push(parseEval(block.slice(0, size)));
      end = i + size;
    } else throw new ScriptMistake(head.number, `invalid command "${head.text}"`);
    i = end;
  }
  return commands;
}

function scalarBlockLength(block: readonly ScriptLine[]): number {
  const next = block.findIndex(({ text }, i) => i > 0 && /^(eval|load|clear)(_\w+)?(\s|$)/.test(text));
  return next < 0 ? block.length : next;
}

const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(\S+)\s+)?(.+)$/;
const RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/;

function parseEval([head, ...body]: readonly ScriptLine[]): EvalCommand {
  const line = head!;
  const instant = INSTANT.exec(line.text);
  if (instant !== null) {
    const [, mode = '', at, query] = instant;
    const atMs = at === undefined ? 0 : milliseconds(line, at);
    const { expected, rangeVector } = parseExpectation(mode, true, body);
    const times = rangeVector ?? { startMs: atMs, endMs: atMs, stepMs: 0 };
    const instantOnly = rangeVector !== undefined || expected.string !== undefined;
    return { kind: 'eval', line: line.number, query: query!, instant: true, ...times, instantOnly, expected };
  }
  const range = RANGE.exec(line.text);
  if (range === null) throw new ScriptMistake(line.number, `invalid eval command "${line.text}"`);
  const [, mode = '', from, to, step, query] = range;
  const times = {
    startMs: milliseconds(line, from!),
    endMs: milliseconds(line, to!),
    stepMs: milliseconds(line, step!),
  };
  const { expected } = parseExpectation(mode, false, body);
  return { kind: 'eval', line: line.number, query: query!, instant: false, ...times, instantOnly: false, expected };
}
