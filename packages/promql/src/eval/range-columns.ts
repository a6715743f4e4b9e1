import type { FloatHistogram, Labels } from '@binnacle/model';
import {
  COLUMN_HAS_GAPS,
  COLUMN_HAS_HISTOGRAMS,
  type LabelChoice,
  type LabelPartNumbers,
  type SeriesGroup,
} from '@binnacle/storage';
import type { MatrixSelector, Subquery } from '../ast.ts';
import { withDetectedResets } from './detected-resets.ts';
import type { Evaluator } from './evaluator.ts';
import { PartsByLabels } from './parts-by-labels.ts';
import { copyRow, countNumbers, type Row } from './row.ts';
import { stepTimes, timestampsOf, type WindowTimes } from './times.ts';
import { rangeMs, windowTimes } from './selector-times.ts';

/** Series with common timestamps that a function over a range reads: stored ones, or the steps of a subquery. */
export type RangeColumns = Pick<
  SeriesGroup,
  'timestamps' | 'size' | 'labels' | 'readValues' | 'histograms' | 'startTimestamps'
> &
  Pick<SeriesGroup, 'tellWhole' | 'addWhole'> & {
    /** True when the labels have a metric name that the result must not show. */
    dropName(i: number): boolean;
    /** The parts of the label sets that a choice leaves. */
    parts(choice: LabelChoice): LabelPartNumbers;
  };

/** The windows of a range selector or subquery, and the series to look at through them. */
export interface RangeInput {
  readonly windows: WindowTimes;
  columns(): Iterable<RangeColumns>;
}

export function rangeInput(node: MatrixSelector | Subquery, evaluator: Evaluator): RangeInput {
  const windows = windowTimes(node, evaluator.times, evaluator.context);
  if (node.kind === 'subquery') return { windows, columns: () => subqueryColumns(node, windows, evaluator) };
  return { windows, columns: () => storedColumns(node, evaluator) };
}

function* storedColumns(node: MatrixSelector, { context }: Evaluator): Iterable<RangeColumns> {
  const { querier, useStartTimestamps, countOnly } = context.settings;
  const detect = countOnly.has(node.vector);
  const ownParts = new PartsByLabels();
  for (const group of querier.select(node.vector.matchers)) {
    yield {
      timestamps: group.timestamps,
      size: group.size,
      labels: (i) => group.labels(i),
      readValues: (i, into) => group.readValues(i, into),
      histograms: (i) => (detect ? detected(group.histograms(i)) : group.histograms(i)),
      startTimestamps: (i) => (useStartTimestamps ? group.startTimestamps(i) : undefined),
      ...(group.tellWhole === undefined ? {} : wholeAccess(group)),
      dropName: () => false,
      parts: (choice) => group.parts?.(choice) ?? ownParts.of(choice, group),
    };
  }
}

const wholeAccess = (group: SeriesGroup): Pick<SeriesGroup, 'tellWhole' | 'addWhole'> => ({
  tellWhole: (i, from, to, facts) => group.tellWhole!(i, from, to, facts),
  addWhole: (i, from, to, into) => group.addWhole!(i, from, to, into),
});

type Histograms = ReturnType<SeriesGroup['histograms']>;

const detected = (histograms: Histograms): Histograms => histograms && withDetectedResets(histograms);

/** Evaluates the inner expression once for all windows, at multiples of its step. */
function* subqueryColumns(node: Subquery, windows: WindowTimes, evaluator: Evaluator): Iterable<RangeColumns> {
  const { context, times } = evaluator;
  const range = windows.rangeMs;
  const step = node.step === undefined ? context.settings.subqueryStepMs(range) : rangeMs(node.step, context);
  const before = windows.firstEndMs - range;
  const last = windows.firstEndMs + Math.max(0, times.steps - 1) * windows.strideMs;
  // The first multiple of the step within the first window, whose start is not part of it.
  const first = (Math.floor(before / step) + 1) * step;
  const grid = stepTimes(first, last, step);
  if (grid.steps === 0) return;
  const rows = context.uncounted(() => [...evaluator.on(grid).rows(node.expr, false)]);
  const timestamps = timestampsOf(grid);
  const held = rows.reduce((sum, row) => sum + countNumbers(row, grid.steps), 0);
  yield {
    timestamps,
    size: rows.length,
    labels: (i): Labels => rows[i]!.labels,
    readValues: (i, into) => readRow(rows[i]!, into, grid.steps),
    histograms: (i) => rows[i]!.histograms?.map(withoutResetHint),
    startTimestamps: () => undefined,
    dropName: (i) => rows[i]!.dropName,
    parts(choice) {
      return new PartsByLabels().of(choice, this);
    },
  };
  context.release(held);
}

function readRow(row: Row, into: Float64Array, steps: number): number {
  const target = { ...row, values: into, bits: new Uint32Array(into.buffer, into.byteOffset, into.length * 2), at: 0 };
  copyRow(row, target, steps);
  if (row.histograms !== undefined) return COLUMN_HAS_GAPS | COLUMN_HAS_HISTOGRAMS;
  return row.gaps ? COLUMN_HAS_GAPS : 0;
}

/** A hint speaks of the sample before, which a subquery may have left out or repeated. */
const withoutResetHint = (histogram: FloatHistogram | undefined): FloatHistogram | undefined =>
  histogram?.counterResetHint === 'yes' || histogram?.counterResetHint === 'no'
    ? { ...histogram, counterResetHint: 'unknown' }
    : histogram;
