import { compareLabels, formatHistogram, formatLabels, labelsKey, type Labels } from '@binnacle/model';
import { almostEqual, histogramsAlmostEqual } from './almost-equal.ts';
import type { EvalCommand, Expectation, MessageTest } from './script-command.ts';
import type { PointValue, ResultOutcome, ResultPoint, ResultValue } from './script-target.ts';
import type { SequenceValue } from './series-description.ts';

/** What is wrong with a result; undefined when it is as expected. */
export type Complaint = string | undefined;

const show = (value: PointValue): string => (typeof value === 'number' ? `${value}` : formatHistogram(value));

const showWanted = (value: SequenceValue): string => {
  if (value.kind === 'histogram') return showHinted(value.value, value.hintGiven);
  return value.kind === 'float' ? show(value.value) : value.kind;
};

/** With the counter reset hint where the script gave one, because it may be all that differs. */
const showHinted = (value: PointValue, hintGiven: boolean): string =>
  typeof value === 'number' || !hintGiven ? show(value) : `${show(value)} hint ${value.counterResetHint}`;

function samePoint(wanted: SequenceValue, actual: PointValue): boolean {
  if (wanted.kind === 'float') return typeof actual === 'number' && almostEqual(wanted.value, actual);
  if (wanted.kind !== 'histogram' || typeof actual === 'number') return false;
  return histogramsAlmostEqual(wanted.value, actual, wanted.hintGiven);
}

/** Error or not, and the warnings and infos. */
export function compareOutcome(expected: Expectation, outcome: ResultOutcome): Complaint {
  if (!outcome.ok) {
    if (expected.fail === undefined) return `failed: ${outcome.message}`;
    if (expected.fail.matches(outcome.message)) return undefined;
    return `failed with ${JSON.stringify(outcome.message)}, want ${JSON.stringify(expected.fail.text)}`;
  }
  if (expected.fail !== undefined) return 'did not fail';
  return (
    compareMessages('warning', expected.warn, expected.noWarn, outcome.warnings) ??
    compareMessages('info', expected.info, expected.noInfo, outcome.infos)
  );
}

function compareMessages(
  kind: string,
  wanted: readonly MessageTest[],
  none: boolean,
  actual: readonly string[],
): Complaint {
  if (none && actual.length > 0) return `unexpected ${kind}: ${actual.join('; ')}`;
  if (wanted.length === 0) return undefined;
  const missing = wanted.find(({ matches }) => !actual.some(matches));
  if (missing !== undefined) return `no ${kind} ${JSON.stringify(missing.text)}, got ${JSON.stringify(actual)}`;
  const extra = actual.find((message) => !wanted.some(({ matches }) => matches(message)));
  return extra === undefined ? undefined : `unexpected ${kind}: ${extra}`;
}

export function compareValue(command: EvalCommand, value: ResultValue): Complaint {
  const { expected } = command;
  switch (value.kind) {
    case 'string':
      return (expected.string ?? '') === value.value ? undefined : `got string ${JSON.stringify(value.value)}`;
    case 'scalar':
      if (expected.scalar === undefined) return `got scalar ${value.value}`;
      if (almostEqual(expected.scalar, value.value)) return undefined;
      return `got scalar ${value.value}, want ${expected.scalar}`;
    case 'vector':
      return expected.scalar === undefined ? compareVector(expected, value.samples) : 'got a vector, want a scalar';
    case 'matrix':
      return compareMatrix(command, value.series);
  }
}

function compareVector(
  { series, ordered }: Expectation,
  samples: readonly { readonly labels: Labels; readonly value: PointValue }[],
): Complaint {
  const seen = new Set<string>();
  for (const [i, { labels, value }] of samples.entries()) {
    const key = labelsKey(labels);
    const wanted = series.get(key);
    const name = formatLabels(labels);
    if (wanted === undefined) return `unexpected series ${name} = ${show(value)}`;
    if (ordered && wanted.position !== i + 1) return `${name} at position ${i + 1}, want ${wanted.position}`;
    if (seen.has(key)) return `series ${name} twice`;
    seen.add(key);
    const first = wanted.values[0];
    if (first === undefined || !samePoint(first, value)) {
      const hinted = first?.kind === 'histogram' && first.hintGiven;
      return `${name} = ${showHinted(value, hinted)}, want ${first === undefined ? 'nothing' : showWanted(first)}`;
    }
  }
  return missingSeries(series, seen);
}

function compareMatrix(
  command: EvalCommand,
  matrix: readonly { readonly labels: Labels; readonly points: readonly ResultPoint[] }[],
): Complaint {
  const { expected, startMs, endMs, stepMs } = command;
  if (expected.ordered) return 'ordered results are for instant queries';
  if (expected.scalar !== undefined) return 'got a matrix, want a scalar';
  const disorder = compareOrder(matrix);
  if (disorder !== undefined) return disorder;
  const seen = new Set<string>();
  for (const { labels, points } of matrix) {
    const name = formatLabels(labels);
    const wanted = expected.series.get(labelsKey(labels));
    if (wanted === undefined) return `unexpected series ${name} = ${points.map(showPoint).join(' ')}`;
    seen.add(labelsKey(labels));
    const places = wanted.values.map((value, i) => ({ value, t: startMs + i * stepMs }));
    if (places.some(({ t }) => t > endMs)) return `more values of ${name} are expected than the query has steps`;
    const present = places.filter(({ value }) => value.kind !== 'omitted');
    const same =
      present.length === points.length &&
      present.every(({ value, t }, i) => points[i]!.t === t && samePoint(value, points[i]!.value));
    if (same) continue;
    const want = present.map(({ value, t }) => `${showWanted(value)}@${t}`).join(' ');
    return `${name} = ${points.map(showPoint).join(' ')}, want ${want}`;
  }
  return missingSeries(expected.series, seen);
}

const showPoint = ({ t, value }: ResultPoint): string => `${show(value)}@${t}`;

/** Series of a range query are always sorted by their labels. */
export function compareOrder(matrix: readonly { readonly labels: Labels }[]): Complaint {
  const at = matrix.findIndex(({ labels }, i) => i > 0 && compareLabels(matrix[i - 1]!.labels, labels) > 0);
  return at < 0 ? undefined : `series ${formatLabels(matrix[at]!.labels)} is not in the order of labels`;
}

function missingSeries(series: Expectation['series'], seen: ReadonlySet<string>): Complaint {
  for (const [key, { labels, values }] of series) {
    if (!seen.has(key)) return `series ${formatLabels(labels)} = ${values.map(showWanted).join(' ')} is missing`;
  }
  return undefined;
}
