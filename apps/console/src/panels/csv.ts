import type { Panel } from '@binnacle/views';
import type { LabelRecord } from '../format/legend.ts';
import type { PanelData } from './panel-data.ts';

/** One row for each series or sample: query, labels, and the values at each time. What an inspector shows and a file has. */
export interface DataTable {
  /** Label names in the order of their columns. */
  readonly labels: readonly string[];
  /** Times of range answers, ISO 8601; instant answers have one column. */
  readonly times: readonly string[];
  readonly rows: readonly { readonly ref: string; readonly labels: LabelRecord; readonly values: readonly number[] }[];
}

/** The answers of a panel as a table, range and instant ones apart as they have other columns. */
export function dataTables(panel: Panel, data: PanelData): readonly DataTable[] {
  const refs = !('queries' in panel) ? [] : panel.queries.map((query) => query.ref);
  const range: { ref: string; labels: LabelRecord; values: number[] }[] = [];
  const instant: { ref: string; labels: LabelRecord; values: number[] }[] = [];
  for (const ref of refs) {
    const answer = data.answers.get(ref);
    if (answer?.kind === 'range') {
      for (const { labels, values } of answer.series) range.push({ ref, labels, values: [...values] });
    } else if (answer?.kind === 'instant') {
      for (const { labels, value } of answer.samples) instant.push({ ref, labels, values: [value] });
    }
  }
  const { startMs, endMs, stepMs } = data.grid;
  const times = Array.from({ length: Math.round((endMs - startMs) / stepMs) + 1 }, (_, i) =>
    new Date(startMs + i * stepMs).toISOString(),
  );
  const tables: DataTable[] = [];
  if (range.length > 0) tables.push({ labels: labelNames(range), times, rows: range });
  if (instant.length > 0) tables.push({ labels: labelNames(instant), times: [times.at(-1) ?? ''], rows: instant });
  return tables;
}

/** Comma separated values after RFC 4180: one line for each sample, so that any program can group them. */
export function csvOf(tables: readonly DataTable[]): string {
  const labels = [...new Set(tables.flatMap((table) => table.labels))].sort();
  const lines = [['time', 'query', ...labels, 'value'].map(cell).join(',')];
  for (const table of tables) {
    for (const row of table.rows) {
      const fixed = [row.ref, ...labels.map((name) => row.labels[name] ?? '')].map(cell).join(',');
      for (const [i, value] of row.values.entries()) {
        if (!Number.isNaN(value)) lines.push(`${table.times[i] ?? ''},${fixed},${value}`);
      }
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** A spreadsheet would run a cell that begins like a formula: it gets a quote in front, as OWASP advises. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function labelNames(rows: readonly { readonly labels: LabelRecord }[]): readonly string[] {
  return [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
}
