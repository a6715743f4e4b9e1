import type { z } from 'zod';
import type { tableColumn, tablePanel } from '../panel.ts';
import { answerLabels } from './answer-labels.ts';
import { isObject, numberOf, objectOf, objectsOf, textOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import type { ImportedQueries } from './queries.ts';
import { thresholdsOf } from './thresholds.ts';
import { unitOf } from './units.ts';

type TableInput = Pick<z.input<typeof tablePanel>, 'joinOn' | 'columns' | 'sort'> & {
  /** Set where something is said of the queries themselves. */
  readonly queries?: ImportedQueries['queries'];
};
type ColumnInput = z.input<typeof tableColumn>;

/** Transformations that are what a table here does anyway: joining answers, naming and ordering columns. */
const JOINING = new Set([
  'merge',
  'joinByField',
  'seriesToColumns',
  'labelsToFields',
  'timeSeriesTable',
  'reduce',
  'sortBy',
]);

/** Rows and columns of a table: hidden ones are left out, the others get their names, units and bounds. */
export function tableOf(panel: Json, title: string, imported: ImportedQueries, notes: Notes): TableInput {
  const names = new Map<string, string>();
  const hidden = new Set<string>(['Time', 'time', '__name__']);
  const order = new Map<string, number>();
  for (const transformation of objectsOf(panel['transformations'])) {
    const { kind, options } = transformationOf(transformation);
    if (kind === 'organize') {
      const excluded = Object.entries(objectOf(options['excludeByName']));
      for (const [name, isHidden] of excluded) if (isHidden === true) hidden.add(name);
      for (const [name, text] of Object.entries(objectOf(options['renameByName']))) names.set(name, textOf(text));
      for (const [name, at] of Object.entries(objectOf(options['indexByName']))) order.set(name, numberOf(at) ?? 999);
    } else if (kind === 'filterFieldsByName') {
      const kept = objectOf(options['include'])['names'];
      if (Array.isArray(kept))
        for (const [i, name] of kept.entries()) order.set(textOf(name), order.get(textOf(name)) ?? i);
      else notes.add('transformation', title, kind);
    } else if (!JOINING.has(kind)) notes.add('transformation', title, kind);
  }
  const styles = stylesOf(panel, title, notes);
  const known = imported.queries.map(({ ref, expr }) => ({ ref, labels: answerLabels(expr) }));
  for (const { name, isHidden, text } of styles) {
    if (isHidden) hidden.add(name);
    if (text !== '') names.set(name, text);
  }
  // Which labels an answer will have nobody knows before it is there: without a word about any, the table finds out. Settings may
  // be those of a field under the name that it has got.
  const given = new Set(names.values());
  const named = [...new Set([...order.keys(), ...names.keys(), ...styles.map(({ name }) => name)])];
  const labels = named
    .filter((name) => /^[a-zA-Z_]\w*$/.test(name) && refOfField(name, imported) === undefined)
    .filter((name) => !hidden.has(name) && (!given.has(name) || names.has(name)));
  // A label that not every answer has makes no row: the rows of the others would stand beside those that have it.
  const everywhere = (label: string): boolean => known.every((it) => it.labels?.has(label) !== false);
  const rows = labels.filter(everywhere);
  if (rows.length === 0) return plainTable(imported, styles, names);
  // Rows are told apart by hidden labels too.
  const untold = [...(known[0]?.labels ?? [])].filter((label) => hidden.has(label) && everywhere(label));
  const ordered: { readonly at: number; readonly column: ColumnInput }[] = labels.map((label) => {
    const owner = everywhere(label) ? undefined : known.find((it) => it.labels?.has(label) === true)?.ref;
    const column = { title: names.get(label) || label, label, ...(owner === undefined ? {} : { ref: owner }) };
    return { at: order.get(label) ?? (order.size > 0 ? 999 : 0), column };
  });
  for (const { ref, legend } of imported.queries) {
    const fields = fieldsOf(ref, imported);
    if (fields.some((name) => hidden.has(name))) continue;
    const text = fields.map((name) => names.get(name) ?? '').find((name) => name !== '') ?? '';
    const style = styles.find(({ name }) => fields.includes(name)) ?? styles.find(({ name }) => name === text);
    const fallback = legend === undefined || typeof legend !== 'string' ? `Value ${ref}` : legend;
    const at = fields.map((name) => order.get(name)).find((place) => place !== undefined) ?? 999;
    ordered.push({ at, column: { title: text || fallback, ref, ...style?.column } });
  }
  const columns = ordered.toSorted((a, b) => a.at - b.at).map(({ column }) => column);
  return { joinOn: [...rows, ...untold], columns, ...sortOf(panel, columns) };
}

/** A table that finds its labels by itself: what is said of values stays with their queries. */
function plainTable(
  imported: ImportedQueries,
  styles: readonly FieldStyle[],
  names: ReadonlyMap<string, string>,
): TableInput {
  const queries = imported.queries.map((query) => {
    const style = styles.find(({ name }) => fieldsOf(query.ref, imported).includes(name));
    const legend = fieldsOf(query.ref, imported)
      .flatMap((name) => names.get(name) ?? [])
      .find((name) => name !== '');
    return {
      ...query,
      ...(legend === undefined ? {} : { legend }),
      ...(style?.column.unit === undefined ? {} : { unit: style.column.unit }),
    };
  });
  return { queries };
}

/** The column that rows are sorted by, of the present form, of a transformation, and of the older form. */
function sortOf(panel: Json, columns: readonly ColumnInput[]): Pick<TableInput, 'sort'> {
  const [shown] = objectsOf(objectOf(panel['options'])['sortBy']);
  const transformed = objectsOf(panel['transformations'])
    .map(transformationOf)
    .filter(({ kind }) => kind === 'sortBy')
    .flatMap(({ options }) => objectsOf(options['sort']))[0];
  const old = objectOf(panel['sort']);
  const name = textOf(shown?.['displayName']) || textOf(transformed?.['field']);
  const byName = columns.findIndex(({ title, label }) => name !== '' && (title === name || label === name));
  const column = byName >= 0 ? byName : -1;
  if (column >= 0) return { sort: { column, descending: (shown?.['desc'] ?? transformed?.['desc']) === true } };
  const at = numberOf(old['col']);
  // The time was the first column of the older form, and is none here.
  return at === undefined || at < 1 || at > columns.length
    ? {}
    : { sort: { column: at - 1, descending: old['desc'] === true } };
}

/** Whether cells show their thresholds: they do when a kind of drawing with colours is chosen for them. */
export const coloursCells = (cellOptions: unknown, displayMode: unknown): boolean =>
  /color|gauge|lcd|gradient|basic/.test(textOf(objectOf(cellOptions)['type']) || textOf(displayMode));

/** A transformation has its kind under `id`, in the newest form under `kind` or `group`. */
export function transformationOf(it: Json): { readonly kind: string; readonly options: Json } {
  const spec = objectOf(it['spec']);
  const kind = textOf(it['id']) || textOf(it['group']) || textOf(it['kind']) || textOf(spec['id']);
  return { kind, options: objectOf(it['options'] ?? spec['options']) };
}

/** Names that the value of a query has there: `Value`, `Value #A`. */
const fieldsOf = (ref: string, { refs, queries }: ImportedQueries): readonly string[] => {
  const old = [...refs].find(([, made]) => made === ref)?.[0] ?? ref;
  return [`Value #${old}`, ...(queries.length === 1 ? ['Value'] : [])];
};

const refOfField = (name: string, imported: ImportedQueries): string | undefined =>
  imported.queries.find(({ ref }) => fieldsOf(ref, imported).includes(name))?.ref;

interface FieldStyle {
  readonly name: string;
  readonly isHidden: boolean;
  readonly text: string;
  readonly column: Pick<ColumnInput, 'unit' | 'decimals' | 'thresholds'>;
}

/** What is said of single fields, in the present form (overrides) and in the older one (styles). */
function stylesOf(panel: Json, title: string, notes: Notes): readonly FieldStyle[] {
  const custom = objectOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['custom']);
  const overrides = objectsOf(objectOf(panel['fieldConfig'])['overrides']).flatMap((it) => {
    const { id, options } = objectOf(it['matcher']);
    if (id !== 'byName') {
      notes.add('override', title, textOf(isObject(options) ? id : options) || textOf(id));
      return [];
    }
    const properties = new Map(objectsOf(it['properties']).map((one) => [textOf(one['id']), one['value']]));
    return [
      {
        name: textOf(options),
        isHidden: properties.get('custom.hidden') === true,
        text: textOf(properties.get('displayName')),
        column: columnOf(
          properties.get('unit'),
          properties.get('decimals'),
          coloursCells(
            properties.get('custom.cellOptions'),
            properties.get('custom.displayMode') ?? properties.get('custom.cellDisplayMode'),
          ) || coloursCells(custom['cellOptions'], custom['displayMode'])
            ? properties.get('thresholds')
            : undefined,
        ),
      },
    ];
  });
  const styles = objectsOf(panel['styles'])
    .filter((style) => !/[.*/]/.test(textOf(style['pattern'])))
    .map((style) => ({
      name: textOf(style['pattern']),
      isHidden: style['type'] === 'hidden',
      text: textOf(style['alias']),
      column: columnOf(style['unit'], style['decimals'], undefined),
    }));
  return [...overrides, ...styles];
}

function columnOf(unit: unknown, decimals: unknown, thresholds: unknown): FieldStyle['column'] {
  const bounds = thresholdsOf(thresholds, { min: 0, max: 100 }).thresholds;
  const digits = numberOf(decimals);
  return {
    ...(typeof unit === 'string' ? { unit: unitOf(unit).unit } : {}),
    ...(digits === undefined ? {} : { decimals: Math.max(0, Math.min(10, Math.round(digits))) }),
    ...(bounds === undefined ? {} : { thresholds: bounds }),
  };
}
