import { compareLabels, labelsKey, type FloatHistogram, type Labels } from '@binnacle/model';
import type { Binary } from '../ast.ts';
import { DUPLICATE_MATCHES, TOO_MANY_MATCHES } from './binary-errors.ts';
import { combineElements, type ElementOp } from './element-binary.ts';
import type { Evaluator } from './evaluator.ts';
import { labelChooser } from './label-sets.ts';
import { labelsText } from './labels-text.ts';
import { failExecution, SAME_LABELSET } from './outcome.ts';
import { resultLabels } from './result-labels.ts';
import { clearRow, isEmptyAt, setHistogram, type Row } from './row.ts';

interface Sample {
  readonly key: string;
  readonly labels: Labels;
  readonly dropName: boolean;
  readonly value: number;
  readonly histogram: FloatHistogram | undefined;
}

/** Matching between two instant vectors one step after the other, with everything that can occur. */
export function binaryByStep(
  node: Binary,
  manyRows: readonly Row[],
  oneRows: readonly Row[],
  evaluator: Evaluator,
): readonly Row[] {
  const { context, times } = evaluator;
  const matching = node.matching!;
  const oneIsLeft = matching.cardinality === 'one-to-many';
  // Prometheus exchanges the sides of `group_right`, not their fill values: there `fill_left` is for the right side.
  const { fillLeft: fillMany, fillRight: fillOne } = matching;
  const chooser = labelChooser({ only: matching.on, labels: matching.labels });
  const labelsOf = resultLabels(node, matching);
  const report = { annotations: context.annotations, at: node };
  const output = new Output(evaluator);
  const many = withKeys(manyRows, chooser.key);
  const one = withKeys(oneRows, chooser.key);
  for (let s = 0; s < times.steps; s++) {
    context.spend(many.length + one.length);
    const manySamples = samplesAt(many, s);
    const oneSamples = samplesAt(one, s);
    const nothingToFill = fillOne === undefined && fillMany === undefined;
    if ((manySamples.length === 0 || oneSamples.length === 0) && nothingToFill) continue;
    const ones = uniqueByKey(oneSamples, node, chooser.labels);
    const matched = new Map<string, Set<string>>();
    const combine = (m: Sample, o: Sample): void => {
      const result = oneIsLeft
        ? combineElements(node.op as ElementOp, o, m, report)
        : combineElements(node.op as ElementOp, m, o, report);
      if (result === undefined) return;
      // A match counts even where a comparison leaves it out, but not where the two do not go together.
      const labels = labelsOf(m.labels, o.labels);
      noteMatch(matched, m.key, labels, matching.cardinality === 'one-to-one');
      if (!result.keep && !node.returnBool) return;
      const value = node.returnBool ? Number(result.keep) : result.value;
      const dropName = node.returnBool || m.dropName;
      output.add(s, labels, dropName, value, node.returnBool ? undefined : result.histogram);
    };
    for (const sample of manySamples) {
      const other = ones.get(sample.key);
      if (other !== undefined) combine(sample, other);
      else if (fillOne !== undefined) combine(sample, filler(sample, fillOne, chooser.labels));
    }
    if (fillMany === undefined) continue;
    for (const sample of ones.values()) {
      if (!matched.has(sample.key)) combine(filler(sample, fillMany, chooser.labels), sample);
    }
  }
  return output.rows();
}

const withKeys = (rows: readonly Row[], keyOf: (labels: Labels) => string): { row: Row; key: string }[] =>
  rows.map((row) => ({ row, key: keyOf(row.labels) }));

function samplesAt(rows: readonly { readonly row: Row; readonly key: string }[], s: number): Sample[] {
  const samples: Sample[] = [];
  for (const { row, key } of rows) {
    if (isEmptyAt(row, s)) continue;
    const { labels, dropName } = row;
    samples.push({ key, labels, dropName, value: row.values[row.at + s]!, histogram: row.histograms?.[s] });
  }
  return samples;
}

const filler = (of: Sample, value: number, labelsOf: (labels: Labels) => Labels): Sample => ({
  key: of.key,
  labels: labelsOf(of.labels),
  dropName: false,
  value,
  histogram: undefined,
});

function uniqueByKey(
  samples: readonly Sample[],
  node: Binary,
  labelsOf: (labels: Labels) => Labels,
): Map<string, Sample> {
  const byKey = new Map<string, Sample>();
  for (const sample of samples) {
    const other = byKey.get(sample.key);
    if (other !== undefined) {
      const side = node.matching!.cardinality === 'one-to-many' ? 'left' : 'right';
      const pair = [other.labels, sample.labels].sort(compareLabels).map(labelsText);
      failExecution(
        `found duplicate series for the match group ${labelsText(labelsOf(sample.labels))} on the ${side} hand-side of the operation: [${pair.join(', ')}];many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    }
    byKey.set(sample.key, sample);
  }
  return byKey;
}

function noteMatch(matched: Map<string, Set<string>>, key: string, labels: Labels, single: boolean): void {
  let results = matched.get(key);
  if (results !== undefined && single) failExecution(TOO_MANY_MATCHES);
  if (results === undefined) {
    results = new Set();
    matched.set(key, results);
  }
  const result = single ? '' : labelsKey(labels);
  if (results.has(result)) failExecution(DUPLICATE_MATCHES);
  results.add(result);
}

/** Collects results step by step into rows. */
class Output {
  private readonly byLabels = new Map<string, Row>();
  private readonly evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }

  add(s: number, labels: Labels, dropName: boolean, value: number, histogram: FloatHistogram | undefined): void {
    const key = labelsKey(labels);
    let row = this.byLabels.get(key);
    if (row === undefined) {
      row = this.evaluator.newRow(labels, dropName);
      clearRow(row, this.evaluator.times.steps);
      this.byLabels.set(key, row);
    } else if (!isEmptyAt(row, s)) failExecution(SAME_LABELSET);
    this.evaluator.context.hold(1);
    if (histogram === undefined) row.values[row.at + s] = value;
    else setHistogram(row, s, histogram);
  }

  rows(): readonly Row[] {
    return [...this.byLabels.values()];
  }
}
