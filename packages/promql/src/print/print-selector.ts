import { METRIC_NAME } from '@binnacle/model';
import type { Matcher } from '@binnacle/storage';
import type { AtModifier, Duration, MatrixSelector, Subquery, VectorSelector } from '../ast.ts';
import { quote } from '../syntax/quote.ts';
import { printDuration } from './print-duration.ts';

/** A label name, quoted where it is not made of ASCII letters, digits and underscores alone. */
export const printLabelName = (name: string): string => (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quote(name));

/** A label in `by`, `on` or `group_left`: there it may be any name that a metric may have. */
export const printGroupingLabel = (name: string): string =>
  /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : quote(name);

export const printMatcher = ({ name, op, value }: Matcher): string => `${printLabelName(name)}${op}${quote(value)}`;

export function printVector(selector: VectorSelector): string {
  const edge = selector.edge === undefined ? '' : ` ${selector.edge}`;
  return printSeries(selector) + printAt(selector.at) + edge + printOffset(selector.offset);
}

export function printMatrix({ vector, range }: MatrixSelector): string {
  const edge = vector.edge === undefined ? '' : ` ${vector.edge}`;
  return `${printSeries(vector)}[${printDuration(range)}]${edge}${printAt(vector.at)}${printOffset(vector.offset)}`;
}

/** What follows the expression of a subquery. */
export function printSubquerySuffix({ range, step, at, offset }: Subquery): string {
  const printedStep = step === undefined ? '' : printDuration(step);
  return `[${printDuration(range)}:${printedStep}]${printAt(at)}${printOffset(offset)}`;
}

/** Name and matchers, these sorted as text. */
function printSeries({ name, matchers }: VectorSelector): string {
  const isName = (m: Matcher): boolean => m.name === METRIC_NAME && m.op === '=' && m.value === name && name !== '';
  const printed = matchers.filter((matcher) => !isName(matcher)).map(printMatcher);
  return printed.length === 0 && name !== '' ? name : `${name}{${printed.sort(byBytes).join(',')}}`;
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function printAt(at: AtModifier | undefined): string {
  if (at === undefined) return '';
  return at.kind === 'timestamp' ? ` @ ${(at.timestampMs / 1000).toFixed(3)}` : ` @ ${at.kind}()`;
}

const printOffset = (offset: Duration | undefined): string =>
  offset === undefined ? '' : ` offset ${printDuration(offset)}`;
