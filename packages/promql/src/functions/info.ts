import { labelsKey, labelsOf, labelValue, METRIC_NAME, type Labels } from '@binnacle/model';
import { compileMatcher, type Matcher } from '@binnacle/storage';
import type { Call, Expr, VectorSelector } from '../ast.ts';
import type { Evaluator } from '../eval/evaluator.ts';
import { labelsText } from '../eval/labels-text.ts';
import { failExecution, SAME_LABELSET } from '../eval/outcome.ts';
import { clearRow, isAbsent, isEmptyAt, setHistogram, type Row } from '../eval/row.ts';
import { selectInstant } from '../eval/select-instant.ts';
import { withoutParens } from '../eval/step-invariant.ts';
import { infoTimes, type Look } from './info-times.ts';

/** Labels by which an info series belongs to others. */
const IDENTIFYING = ['instance', 'job'] as const;
const DEFAULT_INFO: Matcher = { name: METRIC_NAME, op: '=', value: 'target_info' };
const ANY_INFO: Matcher = { name: METRIC_NAME, op: '=~', value: '.+_info' };

/** Matchers of `info`'s second argument on labels to add, by label. */
type DataMatchers = ReadonlyMap<string, readonly Matcher[]>;

/** `info(v, {…})`: adds labels of info series (`target_info`, unless another name is asked for) to series of the same target. */
export function info(call: Call, evaluator: Evaluator): readonly Row[] {
  const [vector, second] = call.args.map(withoutParens) as [Expr, Expr?];
  const written = second?.kind === 'vector' ? second.matchers : [];
  const names = infoNames(written.filter((matcher) => matcher.name === METRIC_NAME));
  const data = groupByName(written.filter((matcher) => matcher.name !== METRIC_NAME));
  const rows = [...evaluator.rows(vector, false)];
  const tests = names.map(compileMatcher);
  const isInfo = (row: Row): boolean => {
    const name = labelValue(row.labels, METRIC_NAME);
    return tests.every((test) => test.matches(name));
  };
  const plain = new Set(rows.filter(isInfo));
  const infos = infoRows(
    rows.filter((row) => !plain.has(row)),
    names,
    written,
    vector,
    evaluator,
  );
  return enrich(rows, plain, infos, data, evaluator);
}

/** Matchers of the name of an info series: where nothing says what it is called, it ends in `_info`. */
function infoNames(written: readonly Matcher[]): readonly Matcher[] {
  if (written.length === 0) return [DEFAULT_INFO];
  return written.some(({ op }) => op === '=' || op === '=~') ? written : [ANY_INFO, ...written];
}

function groupByName(matchers: readonly Matcher[]): DataMatchers {
  const byName = new Map<string, Matcher[]>();
  for (const matcher of matchers) {
    const known = byName.get(matcher.name);
    if (known === undefined) byName.set(matcher.name, [matcher]);
    else known.push(matcher);
  }
  return byName;
}

/** Info series of the targets that `rows` come from; the value at each step is the time of the sample, in seconds. */
function infoRows(
  rows: readonly Row[],
  names: readonly Matcher[],
  written: readonly Matcher[],
  vector: Expr,
  evaluator: Evaluator,
): Row[] {
  const matchers: Matcher[] = [...names];
  let identified = false;
  for (const name of IDENTIFYING) {
    const values = new Set(rows.map((row) => labelValue(row.labels, name)).filter((value) => value !== ''));
    if (values.size === 0) continue;
    identified = true;
    matchers.push({ name, op: '=~', value: [...values].map(escapePattern).join('|') });
  }
  if (!identified) return [];
  matchers.push(...written.filter((matcher) => matcher.name !== METRIC_NAME));
  const { from, to } = vector;
  const selector: VectorSelector = { kind: 'vector', name: '', matchers, from, to, ...timesOf(vector, evaluator) };
  const infos = [...selectInstant(selector, evaluator, false, 'info')];
  for (const row of infos) {
    if (row.histograms?.some((histogram) => histogram !== undefined) === true) {
      failExecution(`this should be an info metric, with float samples: ${labelsText(row.labels)}`);
    }
  }
  return infos;
}

function timesOf(vector: Expr, evaluator: Evaluator): Look {
  const { at, offset } = infoTimes(vector, evaluator);
  return { ...(at === undefined ? {} : { at }), ...(offset === undefined ? {} : { offset }) };
}

const escapePattern = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

const targetKey = (labels: Labels): string => IDENTIFYING.map((name) => labelValue(labels, name)).join('\uDC00');

function enrich(
  rows: readonly Row[],
  plain: ReadonlySet<Row>,
  infos: readonly Row[],
  data: DataMatchers,
  evaluator: Evaluator,
): readonly Row[] {
  const { context, times } = evaluator;
  const byTarget = new Map<string, Row[]>();
  for (const row of infos) {
    const key = targetKey(row.labels);
    const known = byTarget.get(key);
    if (known === undefined) byTarget.set(key, [row]);
    else known.push(row);
  }
  failOnTies(rows, [...byTarget.values()], times.steps);
  const optional = [...data.values()].flat().every((matcher) => compileMatcher(matcher).matchesEmpty);
  const output = new Map<string, Row>();
  for (const row of rows) {
    const candidates = plain.has(row) ? [] : (byTarget.get(targetKey(row.labels)) ?? []);
    for (let s = 0; s < times.steps; s++) {
      context.spend(1 + candidates.length);
      if (isEmptyAt(row, s)) continue;
      const newest = newestByName(candidates, s);
      if (newest.length === 0 && !plain.has(row) && !optional) continue;
      put(row, s, addLabels(row.labels, newest, data), output, evaluator);
    }
  }
  return [...output.values()];
}

/** Info series of one target and metric must not have the newest sample at one time, also where no series needs them. */
function failOnTies(rows: readonly Row[], targets: readonly (readonly Row[])[], steps: number): void {
  const doubtful = targets.filter((candidates) => {
    const names = new Set(candidates.map(({ labels }) => labelValue(labels, METRIC_NAME)));
    return names.size < candidates.length;
  });
  if (doubtful.length === 0) return;
  for (let s = 0; s < steps; s++) {
    if (rows.every((row) => isEmptyAt(row, s))) continue;
    for (const candidates of doubtful) newestByName(candidates, s);
  }
}

/** Of the info series that have a sample at a step, the newest of each metric. */
function newestByName(candidates: readonly Row[], s: number): Row[] {
  const byName = new Map<string, Row>();
  for (const row of candidates) {
    if (isAbsent(row, s)) continue;
    const name = labelValue(row.labels, METRIC_NAME);
    const other = byName.get(name);
    if (other === undefined) {
      byName.set(name, row);
      continue;
    }
    const [mine, theirs] = [row.values[row.at + s]!, other.values[other.at + s]!];
    if (mine === theirs) {
      const at = Math.round(mine * 1000);
      failExecution(
        `found duplicate series for info metric: existing ${labelsText(other.labels)} @ ${at}, new ${labelsText(row.labels)} @ ${at}`,
      );
    }
    if (mine > theirs) byName.set(name, row);
  }
  return [...byName.values()];
}

function addLabels(labels: Labels, infos: readonly Row[], data: DataMatchers): Labels {
  if (infos.length === 0) return labels;
  const own = new Set<string>();
  const pairs: [string, string][] = [];
  for (let i = 0; i < labels.length; i += 2) {
    own.add(labels[i]!);
    pairs.push([labels[i]!, labels[i + 1]!]);
  }
  const added = new Map<string, string>();
  for (const { labels: of } of infos) {
    for (let i = 0; i < of.length; i += 2) {
      const [name, value] = [of[i]!, of[i + 1]!];
      if (name === METRIC_NAME || (data.size > 0 && !data.has(name))) continue;
      const known = added.get(name);
      if (known !== undefined && known !== value) failExecution(`conflicting label: ${name}`);
      if (!own.has(name)) added.set(name, value);
    }
  }
  return added.size === 0 ? labels : labelsOf([...pairs, ...added]);
}

function put(row: Row, s: number, labels: Labels, output: Map<string, Row>, evaluator: Evaluator): void {
  const key = labelsKey(labels);
  let target = output.get(key);
  if (target === undefined) {
    target = evaluator.newRow(labels, row.dropName);
    clearRow(target, evaluator.times.steps);
    output.set(key, target);
  }
  if (!isEmptyAt(target, s)) failExecution(SAME_LABELSET);
  const histogram = row.histograms?.[s];
  if (histogram !== undefined) setHistogram(target, s, histogram);
  else target.values[target.at + s] = row.values[row.at + s]!;
}
