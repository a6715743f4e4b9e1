import type { Binary, SetOp } from '../ast.ts';
import type { Evaluator } from './evaluator.ts';
import { labelChooser } from './label-sets.ts';
import { mergeRows } from './merge-rows.ts';
import { rightBeforeLeft } from './right-before-left.ts';
import { clearAt, isEmptyAt, type Row } from './row.ts';

/** At which steps any series of a match group has a sample. */
type Presence = Map<string, Uint8Array>;

/** `and`, `or`, `unless`: which series are there, whatever their values. */
export function* setOperator(node: Binary, op: SetOp, evaluator: Evaluator, transient: boolean): Iterable<Row> {
  const { steps } = evaluator.times;
  const matching = node.matching!;
  const { key } = labelChooser({ only: matching.on, labels: matching.labels });
  if (op === 'or') {
    const rows = union(node, key, evaluator, transient);
    yield* transient ? rows : mergeRows([...rows], evaluator);
    return;
  }
  const right: Presence = new Map();
  rightBeforeLeft(node.left, evaluator, () => {
    for (const row of evaluator.rows(node.right, true)) notePresence(right, key(row.labels), row, steps);
  });
  for (const row of evaluator.rows(node.left, transient)) {
    const present = right.get(key(row.labels));
    if (op === 'and') {
      if (present === undefined) continue;
      mask(row, present, 0, steps);
    } else if (present !== undefined) mask(row, present, 1, steps);
    yield row;
  }
}

function* union(
  node: Binary,
  key: (labels: Row['labels']) => string,
  evaluator: Evaluator,
  transient: boolean,
): Iterable<Row> {
  const { steps } = evaluator.times;
  const left: Presence = new Map();
  for (const row of evaluator.rows(node.left, transient)) {
    notePresence(left, key(row.labels), row, steps);
    yield row;
  }
  for (const row of evaluator.rows(node.right, transient)) {
    const present = left.get(key(row.labels));
    if (present !== undefined) mask(row, present, 1, steps);
    yield row;
  }
}

function notePresence(presence: Presence, key: string, row: Row, steps: number): void {
  let present = presence.get(key);
  if (present === undefined) {
    present = new Uint8Array(steps);
    presence.set(key, present);
  }
  if (!row.gaps) present.fill(1);
  else for (let s = 0; s < steps; s++) if (!isEmptyAt(row, s)) present[s] = 1;
}

/** Takes away what is at steps where `present` has the given value. */
function mask(row: Row, present: Uint8Array, away: 0 | 1, steps: number): void {
  for (let s = 0; s < steps; s++) {
    if (present[s] !== away) continue;
    clearAt(row, s);
    if (row.histograms !== undefined) row.histograms[s] = undefined;
  }
}
