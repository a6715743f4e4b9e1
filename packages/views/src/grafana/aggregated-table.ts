import type { z } from 'zod';
import type { tableColumn } from '../panel.ts';
import type { PanelQuery } from '../query.ts';
import { legendOf } from './field-names.ts';
import type { FieldStyles } from './field-styles.ts';
import { objectsOf, textOf, textsOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import type { ImportedQueries } from './queries.ts';
import type { TableInput } from './table-panel.ts';
import { transformationOf } from './transformation.ts';

/** What a column says of the values of each series over the time range. */
interface Aggregation {
  readonly kind: string;
  /** Title of the column there. */
  readonly title: string;
}

/** Functions that say the same of all samples of the range; '' for the newest one. */
const OVER_TIME: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    current: '',
    last: '',
    lastNotNull: '',
    avg: 'avg_over_time',
    mean: 'avg_over_time',
    min: 'min_over_time',
    max: 'max_over_time',
    count: 'count_over_time',
    stdDev: 'stddev_over_time',
  }),
);

const TITLES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    lastNotNull: 'Last *',
    last: 'Last',
    mean: 'Mean',
    min: 'Min',
    max: 'Max',
  }),
);

/**
 * Columns of a table that has a row for each series and says something of its values: the older way "time series aggregations", and the
 * transformation "reduce". undefined for every other table.
 */
export function aggregationsOf(panel: Json): readonly Aggregation[] | undefined {
  if (panel['transform'] === 'timeseries_aggregations') {
    const columns = objectsOf(panel['columns']).map((it) => ({ kind: textOf(it['value']), title: textOf(it['text']) }));
    return columns.length === 0 ? [{ kind: 'avg', title: 'Avg' }] : columns;
  }
  const reduce = objectsOf(panel['transformations'])
    .map(transformationOf)
    .find(({ kind }) => kind === 'reduce');
  if (reduce === undefined || reduce.options['mode'] === 'reduceFields') return undefined;
  const reducers = textsOf(reduce.options['reducers']);
  return (reducers.length === 0 ? ['max'] : reducers).map((kind) => ({ kind, title: TITLES.get(kind) ?? kind }));
}

export function aggregatedTable(
  aggregations: readonly Aggregation[],
  imported: ImportedQueries,
  styles: FieldStyles,
  names: ReadonlyMap<string, string>,
  title: string,
  notes: Notes,
): TableInput {
  const labels = [...new Set(imported.queries.flatMap((query) => labelsOf(legendOf(query))))];
  const queries: PanelQuery[] = [];
  const columns: z.input<typeof tableColumn>[] = [];
  for (const { kind, title: column } of aggregations) {
    const called = OVER_TIME.get(kind);
    const style = styles.of({
      kind: 'value',
      names: [column, kind, ...(names.has(column) ? [names.get(column)!] : [])],
    });
    if (style.isHidden) continue;
    if (called === undefined) {
      notes.add('transformation', title, kind);
      continue;
    }
    for (const query of imported.queries) {
      if (queries.length >= 26) break;
      const ref = String.fromCharCode(65 + queries.length);
      const over = called === '' ? query.expr : `${called}((${query.expr})[$__range:])`;
      const expr = style.isMilliseconds ? `(${over}) / 1000` : over;
      queries.push({ ...query, ref, expr, mode: 'instant' });
      const name = style.text || names.get(column) || column;
      const said = imported.queries.length > 1 && labelsOf(legendOf(query)).length === 0 ? legendOf(query) : '';
      columns.push({ title: said === '' ? name : `${said}: ${name}`, ref, ...style.column });
    }
  }
  // Nothing that can be said of the range: the newest values.
  if (queries.length === 0)
    return { queries: imported.queries.map((query) => ({ ...query, mode: 'instant' as const })) };
  if (labels.length === 0) return { queries: queries.map((query, i) => ({ ...query, legend: columns[i]!.title })) };
  return { queries, joinOn: labels, columns: [...labels.map((label) => ({ title: label, label })), ...columns] };
}

const labelsOf = (legend: string): readonly string[] =>
  [...legend.matchAll(/\{\{\s*([a-zA-Z_]\w*)\s*\}\}/g)].map(([, name]) => name!);
