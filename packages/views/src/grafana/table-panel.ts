import type { z } from 'zod';
import type { tableColumn, tablePanel } from '../panel.ts';
import type { PanelQuery } from '../query.ts';
import { aggregatedTable, aggregationsOf } from './aggregated-table.ts';
import { answerLabels } from './answer-labels.ts';
import { calculated } from './calculated.ts';
import { fieldStyles, type Field, type FieldStyles } from './field-styles.ts';
import { legendOf } from './field-names.ts';
import { groupedQuery, groupingOf, ungrouped, type Grouping } from './grouped.ts';
import { numberOf, objectOf, objectsOf, textOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import type { ImportedQueries } from './queries.ts';
import { transformationOf } from './transformation.ts';
import { isMillisecondDate } from './units.ts';

export type TableInput = Pick<z.input<typeof tablePanel>, 'queries'> &
  Partial<
    Pick<z.input<typeof tablePanel>, 'joinOn' | 'columns' | 'sort' | 'unit' | 'decimals' | 'thresholds' | 'mappings'>
  >;
type ColumnInput = z.input<typeof tableColumn>;

/** Transformations that are what a table here does anyway: joining answers, naming and ordering columns. */
const JOINING = new Set([
  'concatenate',
  'convertFieldType',
  'joinByField',
  'labelsToFields',
  'merge',
  'seriesToColumns',
  'seriesToRows',
  'sortBy',
  'timeSeriesTable',
]);

/** Ways of the older table to make rows that are those of a table here. */
const OLD_TABLES = new Set(['', 'table', 'timeseries_aggregations']);

/** Rows and columns of a table: hidden ones are left out, the others get their names, units, bounds and words. */
export function tableOf(panel: Json, title: string, given: ImportedQueries, notes: Notes): TableInput {
  const transform = textOf(panel['transform']);
  if (!OLD_TABLES.has(transform)) notes.add('transformation', title, transform);
  const styles = fieldStyles(panel, title, notes);
  const names = new Map<string, string>();
  const hidden = new Set<string>(['Time', 'time', '__name__']);
  const order = new Map<string, number>();
  let imported = given;
  /** The first name of a field: a step sees those that the steps before it gave. */
  const own = (name: string): string => {
    const plain = ungrouped(name);
    return [...names].find(([, text]) => text === plain && text !== '')?.[0] ?? plain;
  };
  for (const transformation of objectsOf(panel['transformations'])) {
    if (transformation['disabled'] === true) continue;
    const { kind, options } = transformationOf(transformation);
    if (kind === 'organize') {
      const excluded = Object.entries(objectOf(options['excludeByName']));
      for (const [name, isHidden] of excluded) if (isHidden === true) hidden.add(own(name));
      for (const [name, text] of Object.entries(objectOf(options['renameByName']))) names.set(own(name), textOf(text));
      for (const [name, at] of Object.entries(objectOf(options['indexByName'])))
        order.set(own(name), numberOf(at) ?? 999);
    } else if (kind === 'filterFieldsByName') {
      const kept = objectOf(options['include'])['names'];
      if (Array.isArray(kept))
        for (const [i, name] of kept.entries()) order.set(textOf(name), order.get(textOf(name)) ?? i);
      else notes.add('transformation', title, kind);
    } else if (kind === 'calculateField') {
      const find = (name: string): PanelQuery | undefined =>
        imported.queries.find(({ ref }) => fieldsOf(ref, imported).includes(name));
      const made = calculated(options, imported.queries, find, 'labels');
      if (made === undefined) notes.add('transformation', title, kind);
      else imported = { ...imported, queries: [...imported.queries, made] };
    } else if (kind === 'groupBy') {
      const grouping = groupingOf(options, own);
      if (grouping === undefined) {
        notes.add('transformation', title, kind);
        continue;
      }
      for (const [i, label] of grouping.labels.entries()) order.set(label, order.get(label) ?? i);
      for (const name of [...names.keys(), ...order.keys()]) if (!isGrouped(grouping, name)) hidden.add(name);
      const before = imported;
      const queries = before.queries.flatMap((query) => {
        const aggregation = fieldsOf(query.ref, before)
          .map((name) => grouping.values.get(name))
          .find((it) => it !== undefined);
        // Without a value of its own a query still makes the rows.
        if (aggregation === undefined) for (const name of fieldsOf(query.ref, before)) hidden.add(name);
        return groupedQuery(query, grouping, aggregation ?? 'max');
      });
      imported = { ...imported, queries };
    } else if (!JOINING.has(kind) && aggregationsOf(panel) === undefined) notes.add('transformation', title, kind);
  }
  const aggregations = aggregationsOf(panel);
  if (aggregations !== undefined) return aggregatedTable(aggregations, imported, styles, names, title, notes);
  const read = { imported: asked(panel, imported, styles, names), styles, names, hidden, order };
  const rows = rowLabels(read);
  return rows.length === 0 ? plainTable(read) : joinedTable(panel, read, rows);
}

const isGrouped = ({ labels, values }: Grouping, name: string): boolean => labels.includes(name) || values.has(name);

interface Read {
  readonly imported: ImportedQueries;
  readonly styles: FieldStyles;
  readonly names: ReadonlyMap<string, string>;
  readonly hidden: ReadonlySet<string>;
  readonly order: ReadonlyMap<string, number>;
}

/** The queries as a table asks them: for now, and in seconds where they are dates. */
function asked(
  panel: Json,
  given: ImportedQueries,
  styles: FieldStyles,
  names: ReadonlyMap<string, string>,
): ImportedQueries {
  const own = textOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['unit']);
  const queries = given.queries.map((query): PanelQuery => {
    const style = styles.of(valueField(query.ref, given, names));
    const isDate = style.column.unit === undefined ? isMillisecondDate(own) : style.isMilliseconds;
    return { ...query, mode: 'instant', ...(isDate ? { expr: `(${query.expr}) / 1000` } : {}) };
  });
  return { ...given, queries };
}

/**
 * Which labels an answer will have nobody knows before it is there: those that the file names. Settings may be those of a field under the
 * name that it has got.
 */
function namedLabels({ imported, styles, names, hidden, order }: Read): readonly string[] {
  const given = new Set(names.values());
  return [...new Set([...order.keys(), ...names.keys(), ...styles.names])]
    .filter((name) => /^[a-zA-Z_]\w*$/.test(name) && refOfField(name, imported) === undefined)
    .filter((name) => !hidden.has(name) && (!given.has(name) || names.has(name)))
    .filter((name) => !styles.of(labelField(name, names)).isHidden);
}

/** A label that not every answer has makes no row: the rows of the others would stand beside those that have it. */
function everywhere({ imported }: Read): (label: string) => boolean {
  const known = imported.queries.map(({ expr }) => answerLabels(expr));
  return (label) => known.every((labels) => labels?.has(label) !== false);
}

const rowLabels = (read: Read): readonly string[] => namedLabels(read).filter(everywhere(read));

function joinedTable(panel: Json, read: Read, rows: readonly string[]): TableInput {
  const { imported, styles, names, hidden, order } = read;
  const known = imported.queries.map(({ ref, expr }) => ({ ref, labels: answerLabels(expr) }));
  const isEverywhere = everywhere(read);
  const isHidden = (label: string): boolean => hidden.has(label) || styles.of(labelField(label, names)).isHidden;
  // Rows are told apart by hidden labels too.
  const untold = [...(known[0]?.labels ?? [])].filter((label) => isHidden(label) && isEverywhere(label));
  const ordered: { readonly at: number; readonly column: ColumnInput }[] = namedLabels(read).map((label) => {
    const owner = isEverywhere(label) ? undefined : known.find((it) => it.labels?.has(label) === true)?.ref;
    const text = styles.of(labelField(label, names)).text || names.get(label) || label;
    const column = { title: text, label, ...(owner === undefined ? {} : { ref: owner }) };
    return { at: order.get(label) ?? (order.size > 0 ? 999 : 0), column };
  });
  for (const query of imported.queries) {
    const fields = fieldsOf(query.ref, imported);
    const style = styles.of(valueField(query.ref, imported, names));
    if (fields.some((name) => hidden.has(name)) || style.isHidden) continue;
    const text = style.text || fields.map((name) => names.get(name) ?? '').find((name) => name !== '') || '';
    const at = fields.map((name) => order.get(name)).find((place) => place !== undefined) ?? 999;
    const fallback = legendOf(query) || `Value ${query.ref}`;
    ordered.push({ at, column: { title: text || fallback, ref: query.ref, ...style.column } });
  }
  const columns = ordered.toSorted((a, b) => a.at - b.at).map(({ column }) => column);
  return { queries: [...imported.queries], joinOn: [...rows, ...untold], columns, ...sortOf(panel, columns, imported) };
}

/** A table that finds its labels by itself: what is said of values stays with their queries, of the only one with the panel. */
function plainTable({ imported, styles, names, hidden }: Read): TableInput {
  const shown = imported.queries.filter(
    ({ ref }) =>
      !styles.of(valueField(ref, imported, names)).isHidden &&
      !fieldsOf(ref, imported).some((name) => hidden.has(name)),
  );
  const queries = (shown.length === 0 ? imported.queries : shown).map((query): PanelQuery => {
    const fields = fieldsOf(query.ref, imported);
    const style = styles.of(valueField(query.ref, imported, names));
    const legend = style.text || fields.map((name) => names.get(name) ?? '').find((name) => name !== '');
    return {
      ...query,
      ...(legend === undefined || legend === '' ? {} : { legend }),
      ...(style.column.unit === undefined ? {} : { unit: style.column.unit }),
    };
  });
  const [only, ...others] = queries;
  if (only === undefined || others.length > 0) return { queries };
  const { unit: _, ...column } = styles.of(valueField(only.ref, imported, names)).column;
  return { queries, ...column };
}

/** The column that rows are sorted by, of the present form, of a transformation, and of the older form. */
function sortOf(panel: Json, columns: readonly ColumnInput[], imported: ImportedQueries): Pick<TableInput, 'sort'> {
  const [shown] = objectsOf(objectOf(panel['options'])['sortBy']);
  const transformed = objectsOf(panel['transformations'])
    .map(transformationOf)
    .filter(({ kind }) => kind === 'sortBy')
    .flatMap(({ options }) => objectsOf(options['sort']))[0];
  const old = objectOf(panel['sort']);
  const name = textOf(shown?.['displayName']) || textOf(transformed?.['field']);
  const ref = refOfField(name, imported);
  const column = columns.findIndex(
    (it) => name !== '' && (it.title === name || it.label === name || (ref !== undefined && it.ref === ref)),
  );
  if (column >= 0) return { sort: { column, descending: (shown?.['desc'] ?? transformed?.['desc']) === true } };
  const at = numberOf(old['col']);
  // The time was the first column of the older form, and is none here.
  return at === undefined || at < 1 || at > columns.length
    ? {}
    : { sort: { column: at - 1, descending: old['desc'] === true } };
}

/** Names that the value of a query has there: `Value`, `Value #A`; of a computed one that it was given. */
const fieldsOf = (ref: string, { refs, queries }: ImportedQueries): readonly string[] => {
  const old = [...refs].find(([, made]) => made === ref)?.[0];
  const query = queries.find((it) => it.ref === ref);
  if (old === undefined) return query === undefined ? [] : [legendOf(query)];
  const isOnly = queries.filter((it) => [...refs.values()].includes(it.ref)).length === 1;
  return [`Value #${old}`, ...(isOnly ? ['Value'] : [])];
};

const refOfField = (name: string, imported: ImportedQueries): string | undefined =>
  imported.queries.find(({ ref }) => fieldsOf(ref, imported).includes(name))?.ref;

function valueField(ref: string, imported: ImportedQueries, names: ReadonlyMap<string, string>): Field {
  const own = fieldsOf(ref, imported);
  const refId = [...imported.refs].find(([, made]) => made === ref)?.[0];
  return {
    kind: 'value',
    names: [...own, ...own.flatMap((name) => names.get(name) ?? [])].filter((name) => name !== ''),
    ...(refId === undefined ? {} : { refId }),
  };
}

const labelField = (label: string, names: ReadonlyMap<string, string>): Field => ({
  kind: 'label',
  names: [label, ...(names.has(label) ? [names.get(label)!] : [])],
});
