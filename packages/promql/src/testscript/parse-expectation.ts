import { labelsKey } from '@binnacle/model';
import { RE2JS } from 're2js';
import { parseNumber } from '../syntax/number.ts';
import { scanString } from '../syntax/scan-string.ts';
import { unquote } from '../syntax/unquote.ts';
import { parseDuration } from '../syntax/duration.ts';
import { ScriptMistake, type ScriptLine } from './parse-load.ts';
import type { EvalCommand, Expectation, ExpectedSeries, MessageTest } from './script-command.ts';
import { parseSeriesDescription } from './series-description.ts';

const anything: MessageTest = { text: 'anything', matches: () => true };

const exactly = (text: string): MessageTest => ({ text, matches: (message) => message === text });

function pattern(line: ScriptLine, text: string): MessageTest {
  try {
    const compiled = RE2JS.compile(text);
    return { text, matches: (message) => compiled.matcher(message).find() };
  } catch (error) {
    throw new ScriptMistake(line.number, `invalid pattern ${text}: ${String(error)}`);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Times = Pick<EvalCommand, 'startMs' | 'endMs' | 'stepMs'>;

export interface ParsedExpectation {
  readonly expected: Expectation;
  /** Times of the range vector that an instant query must give (`expect range vector from … to … step …`). */
  readonly rangeVector: Times | undefined;
}

/**
 * Reads the lines below an `eval`.
 *
 * @param mode     of the old forms: `fail`, `warn`, `info` or `ordered` as in `eval_fail`
 * @param instant  an instant query gives one value for each series, unless it gives a range vector
 */
export function parseExpectation(mode: string, instant: boolean, lines: readonly ScriptLine[]): ParsedExpectation {
  const series = new Map<string, ExpectedSeries>();
  const expected: Mutable<Expectation> & { warn: MessageTest[]; info: MessageTest[] } = {
    ordered: mode === 'ordered',
    fail: mode === 'fail' ? anything : undefined,
    warn: mode === 'warn' ? [anything] : [],
    info: mode === 'info' ? [anything] : [],
    noWarn: false,
    noInfo: false,
    scalar: undefined,
    string: undefined,
    series,
  };
  let rangeVector: Times | undefined;
  for (const line of lines) {
    const { text } = line;
    if (text.startsWith('expect range vector')) rangeVector = parseRangeVector(line);
    else if (text.startsWith('expect string')) expected.string = parseString(line);
    else if (/^expect(\s|$)/.test(text)) addExpectLine(expected, line);
    else if (mode === 'fail' && text.startsWith('expected_fail_message')) {
      expected.fail = exactly(text.slice('expected_fail_message'.length).trim());
    } else if (mode === 'fail' && text.startsWith('expected_fail_regexp')) {
      expected.fail = pattern(line, text.slice('expected_fail_regexp'.length).trim());
    } else {
      const scalar = parseSigned(text);
      if (scalar !== undefined) {
        expected.scalar = scalar;
        break;
      }
      const described = parseSeriesDescription(text);
      if (!described.ok) throw new ScriptMistake(line.number, described.reason);
      const { labels, values } = described;
      if (instant && rangeVector === undefined && values.length > 1) {
        throw new ScriptMistake(line.number, 'an instant query gives one value, unless "expect range vector" is said');
      }
      series.set(labelsKey(labels), { labels, position: series.size + 1, values });
    }
  }
  return { expected, rangeVector };
}

function addExpectLine(
  expected: Mutable<Expectation> & { warn: MessageTest[]; info: MessageTest[] },
  line: ScriptLine,
): void {
  const match = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/.exec(line.text);
  if (match === null) throw new ScriptMistake(line.number, `invalid expectation: ${line.text}`);
  const [, what, form, text = ''] = match;
  const test = form === undefined ? anything : form === 'msg' ? exactly(text.trim()) : pattern(line, text.trim());
  switch (what) {
    case 'ordered':
      expected.ordered = true;
      break;
    case 'fail':
      expected.fail = test;
      break;
    case 'warn':
    case 'info':
      expected[what].push(test);
      break;
    case 'no_warn':
      expected.noWarn = true;
      break;
    default:
      expected.noInfo = true;
  }
}

function parseRangeVector(line: ScriptLine): Times {
  const match = /^expect range vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/.exec(line.text);
  if (match === null) throw new ScriptMistake(line.number, `invalid expectation: ${line.text}`);
  const [startMs, endMs, stepMs] = match.slice(1).map((text) => milliseconds(line, text));
  return { startMs: startMs!, endMs: endMs!, stepMs: stepMs! };
}

function parseString(line: ScriptLine): string {
  const literal = line.text.slice('expect string'.length).trim();
  const scanned = /^["'`]/.test(literal) ? scanString(literal, 0) : undefined;
  if (scanned?.ok !== true || scanned.end !== literal.length) {
    throw new ScriptMistake(line.number, 'expect string wants a quoted string');
  }
  return unquote(literal);
}

export function milliseconds(line: ScriptLine, text: string): number {
  const parsed = parseDuration(text);
  if ('reason' in parsed) throw new ScriptMistake(line.number, parsed.reason);
  return parsed.ms;
}

function parseSigned(text: string): number | undefined {
  const parsed = parseNumber(text.replace(/^[+-]/, ''));
  if (!('value' in parsed)) return undefined;
  return text.startsWith('-') ? -parsed.value : parsed.value;
}
