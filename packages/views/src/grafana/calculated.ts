import type { PanelQuery } from '../query.ts';
import { objectOf, numberOf, textOf, textsOf, type Json } from './json.ts';

/** Finds the query that makes a field, by the name it has there. */
export type FieldQuery = (name: string) => PanelQuery | undefined;

/** Aggregations that say the same of the fields of a row. */
const AGGREGATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    sum: 'sum',
    total: 'sum',
    mean: 'avg',
    min: 'min',
    max: 'max',
    count: 'count',
  }),
);
const OPERATORS = new Set(['+', '-', '*', '/', '%', '**', '^']);

/**
 * The query that gives what `calculateField` computes of others: of two fields, or of all of a row. undefined where that cannot be said in
 * PromQL.
 *
 * @param join  `labels`: rows are label sets; `one`: each of the queries gives one series
 */
export function calculated(
  options: Json,
  queries: readonly PanelQuery[],
  find: FieldQuery,
  join: 'labels' | 'one',
): PanelQuery | undefined {
  const mode = textOf(options['mode']);
  if (!['', 'binary', 'reduceRow'].includes(mode)) return undefined;
  const made = mode === 'binary' ? ofTwo(objectOf(options['binary']), find, join) : ofRow(options, queries, find, join);
  if (made === undefined || queries.length >= 26) return undefined;
  const ref = freeRef(queries);
  const legend = textOf(options['alias']).trim() || made.name;
  return { ref, expr: made.expr, mode: queries[0]?.mode ?? 'range', legend, auxiliary: false, requires: [] };
}

interface Made {
  readonly expr: string;
  readonly name: string;
}

function ofTwo(binary: Json, find: FieldQuery, join: 'labels' | 'one'): Made | undefined {
  const operator = textOf(binary['operator']);
  const [left, right] = [operand(binary['left'], find, join), operand(binary['right'], find, join)];
  if (left === undefined || right === undefined || !OPERATORS.has(operator)) return undefined;
  const sign = operator === '**' ? '^' : operator;
  return { expr: `${left.expr} ${sign} ${right.expr}`, name: `${left.name} ${operator} ${right.name}` };
}

/** A number or the name of a field; since version 11 with a matcher around it. */
function operand(given: unknown, find: FieldQuery, join: 'labels' | 'one'): Made | undefined {
  const name =
    textOf(given) || textOf(objectOf(objectOf(given)['matcher'])['options']) || textOf(objectOf(given)['fixed']);
  const query = find(name);
  if (query !== undefined) return { expr: join === 'one' ? `sum(${query.expr})` : `(${query.expr})`, name };
  return numberOf(name) === undefined ? undefined : { expr: name.trim(), name };
}

function ofRow(
  options: Json,
  queries: readonly PanelQuery[],
  find: FieldQuery,
  join: 'labels' | 'one',
): Made | undefined {
  const reduce = objectOf(options['reduce']);
  const reducer = textOf(reduce['reducer']) || 'sum';
  const names = textsOf(reduce['include']);
  const found = names.length === 0 ? [...queries] : names.map(find);
  const parts = found.filter((query) => query !== undefined);
  const aggregation = AGGREGATIONS.get(reducer);
  if (parts.length === 0 || parts.length < found.length || aggregation === undefined) return undefined;
  const name = reducer === 'sum' ? 'Total' : reducer[0]!.toUpperCase() + reducer.slice(1);
  if (join === 'labels') {
    if (aggregation !== 'sum') return undefined;
    return { expr: parts.map(({ expr }) => `(${expr})`).join(' + '), name };
  }
  // A label of its own keeps the parts apart, and one that has no value takes none of the others along.
  const told = parts.map(({ ref, expr }) => `label_replace(sum(${expr}), "part", "${ref}", "", "")`);
  return { expr: `${aggregation}(${told.join(' or ')})`, name };
}

function freeRef(queries: readonly PanelQuery[]): string {
  const used = new Set(queries.map(({ ref }) => ref));
  return Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i)).find((ref) => !used.has(ref)) ?? 'Z';
}
