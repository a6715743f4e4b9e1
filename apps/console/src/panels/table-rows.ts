import {
  severityOf,
  textIn,
  type Language,
  type Severity,
  type TableColumn,
  type TablePanel,
  mappingOf,
} from '@binnacle/views';
import { valueText } from '../format/value.ts';
import { samplesOf, type InstantSample, type PanelData } from './panel-data.ts';
import { byName } from '../format/by-name.ts';

export interface TableCell {
  readonly text: string;
  /** What the column is sorted by; a text for labels. */
  readonly sort: number | string;
  readonly severity: Severity;
}

export interface TableData {
  readonly columns: readonly { readonly title: string; readonly numeric: boolean }[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly TableCell[] }[];
  /** Rows beyond the panel's limit. */
  readonly leftOut: number;
}

/**
 * Joins the answers of all queries on the labels the panel names: one row for each combination of their values. Columns
 * whose query was not sent, as its metrics are not collected, are left out.
 */
export function tableData(given: TablePanel, data: PanelData, language: Language): TableData {
  const panel = withColumns(given, data);
  const columns = panel.columns.filter(
    (column) => column.ref === undefined || data.answers.get(column.ref)?.kind !== 'not-collected',
  );
  const made = joined(panel, data).map(({ id, row }) => ({
    id,
    cells: columns.map((column) => cellOf(column, panel, row, language)),
  }));
  const sortBy = panel.sort === undefined ? -1 : columns.indexOf(panel.columns[panel.sort.column]!);
  if (sortBy !== -1) made.sort((a, b) => compareCells(a.cells[sortBy]!, b.cells[sortBy]!, panel.sort!.descending));
  return {
    columns: columns.map((column) => ({
      title: textIn(column.title, language),
      numeric: column.ref !== undefined && column.label === undefined,
    })),
    rows: made.slice(0, panel.limit),
    leftOut: Math.max(0, made.length - panel.limit),
  };
}

interface JoinedRow {
  readonly id: string;
  readonly row: ReadonlyMap<string, InstantSample>;
}

/**
 * A row for each combination of values; where an answer has several series of one combination, as it is divided further, a row
 * for each of them, and what the others have but once stands in all.
 */
function joined(panel: TablePanel, data: PanelData): readonly JoinedRow[] {
  const combinations = new Map<string, Map<string, InstantSample[]>>();
  for (const { ref } of panel.queries) {
    for (const sample of samplesOf(data, ref)) {
      const key = JSON.stringify(panel.joinOn.map((label) => sample.labels[label] ?? ''));
      let answers = combinations.get(key);
      if (answers === undefined) combinations.set(key, (answers = new Map<string, InstantSample[]>()));
      const samples = answers.get(ref);
      if (samples === undefined) answers.set(ref, [sample]);
      else samples.push(sample);
    }
  }
  return [...combinations].flatMap(([key, answers]) => {
    const most = [...answers.values()].reduce((count, samples) => Math.max(count, samples.length), 0);
    return Array.from({ length: most }, (_, i): JoinedRow => {
      const row = new Map<string, InstantSample>();
      for (const [ref, samples] of answers) {
        const sample = samples.length === 1 ? samples[0] : samples[i];
        if (sample !== undefined) row.set(ref, sample);
      }
      return { id: i === 0 ? key : `${key} ${i}`, row };
    });
  });
}

/** The panel with rows and columns made of the answers, where it leaves them open. */
function withColumns(panel: TablePanel, data: PanelData): TablePanel {
  const shown = panel.queries.filter((query) => !query.auxiliary);
  const joinOn = panel.joinOn.length > 0 ? panel.joinOn : commonLabels(shown.map(({ ref }) => samplesOf(data, ref)));
  if (panel.columns.length > 0) return { ...panel, joinOn };
  const labels = joinOn.map((label): TableColumn => ({ title: label, label, mappings: [] }));
  const values = shown.map(({ ref, legend, unit }): TableColumn => ({
    title: legend ?? (shown.length === 1 ? { en: 'Value', 'zh-CN': '值' } : ref),
    ref,
    ...(unit === undefined ? {} : { unit }),
    ...(panel.decimals === undefined ? {} : { decimals: panel.decimals }),
    ...(panel.thresholds === undefined ? {} : { thresholds: panel.thresholds }),
    mappings: panel.mappings,
  }));
  return { ...panel, joinOn, columns: [...labels, ...values] };
}

/** Labels that every answer with samples has, sorted; the name of the metric is none of them. */
function commonLabels(answers: readonly (readonly InstantSample[])[]): string[] {
  const sets = answers
    .filter((samples) => samples.length > 0)
    .map((samples) => new Set(samples.flatMap(({ labels }) => Object.keys(labels))));
  const [first = new Set<string>(), ...others] = sets;
  return [...first].filter((name) => name !== '__name__' && others.every((set) => set.has(name))).sort();
}

/** Cells without a value go last in both directions. */
export function compareCells(a: TableCell, b: TableCell, descending: boolean): number {
  const missing = Number(isMissing(a)) - Number(isMissing(b));
  if (missing !== 0) return missing;
  const order =
    typeof a.sort === 'number' && typeof b.sort === 'number' ? a.sort - b.sort : byName(String(a.sort), String(b.sort));
  return descending ? -order : order;
}

const isMissing = (cell: TableCell): boolean => cell.sort === '' || Number.isNaN(cell.sort);

function cellOf(
  column: TableColumn,
  panel: TablePanel,
  row: ReadonlyMap<string, InstantSample>,
  language: Language,
): TableCell {
  const sample = column.ref === undefined ? firstOf(row) : row.get(column.ref);
  if (column.label !== undefined) {
    const text = sample?.labels[column.label] ?? '';
    return { text: text === '' ? '–' : text, sort: text, severity: 'unknown' };
  }
  if (sample === undefined) return { text: '–', sort: Number.NaN, severity: 'unknown' };
  const mapping = mappingOf(column.mappings, sample.value);
  return {
    text:
      mapping === undefined
        ? valueText(sample.value, column.unit ?? panel.unit, language, column.decimals)
        : textIn(mapping.text, language),
    sort: sample.value,
    severity: mapping?.severity ?? coloured(severityOf(sample.value, column.thresholds)),
  };
}

/** A table of green cells says nothing: only what is not as it should be has a colour. */
const coloured = (severity: Severity): Severity => (severity === 'ok' ? 'unknown' : severity);

const firstOf = (row: ReadonlyMap<string, InstantSample>): InstantSample | undefined => row.values().next().value;
