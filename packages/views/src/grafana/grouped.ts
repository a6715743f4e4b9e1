import type { PanelQuery } from '../query.ts';
import { objectOf, textOf, textsOf, type Json } from './json.ts';

/** Aggregations of the values of a group, as PromQL has them. Of the first and the last any will do: one of them is shown. */
const AGGREGATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    sum: 'sum',
    mean: 'avg',
    min: 'min',
    max: 'max',
    count: 'count',
    first: 'max',
    firstNotNull: 'max',
    last: 'max',
    lastNotNull: 'max',
  }),
);

export interface Grouping {
  /** Labels whose values make a group. */
  readonly labels: readonly string[];
  /** The aggregation of each value field, by its name. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * What `groupBy` does to the fields of a table. undefined where it groups by a value, or aggregates in a way that PromQL has none for.
 *
 * @param original  the name of a field before it was renamed
 */
export function groupingOf(options: Json, original: (name: string) => string): Grouping | undefined {
  const labels: string[] = [];
  const values = new Map<string, string>();
  for (const [given, it] of Object.entries(objectOf(options['fields']))) {
    const name = original(given);
    const operation = textOf(objectOf(it)['operation']);
    if (operation === 'groupby') labels.push(name);
    else if (operation === 'aggregate' && !/^time$/i.test(name)) {
      const [first] = textsOf(objectOf(it)['aggregations']);
      const aggregation = AGGREGATIONS.get(first ?? '');
      if (first !== undefined && aggregation === undefined) return undefined;
      if (aggregation !== undefined && !isLabel(name)) values.set(name, aggregation);
    }
  }
  return labels.length > 0 && labels.every(isLabel) ? { labels, values } : undefined;
}

const isLabel = (name: string): boolean => /^[a-zA-Z_]\w*$/.test(name) && !/^(Value|Time)$/.test(name);

/** A query of one row for each group. */
export const groupedQuery = (query: PanelQuery, { labels }: Grouping, aggregation: string): PanelQuery => ({
  ...query,
  expr: `${aggregation} by (${labels.join(', ')}) (${query.expr})`,
});

/** Behind a grouping a field is called after its aggregation too: `Value #A (sum)`. */
export const ungrouped = (name: string): string =>
  name.replace(/ \((?:sum|mean|min|max|count|first|firstNotNull|last|lastNotNull)\)$/, '');
