import type { PanelQuery } from '../query.ts';
import { calculated } from './calculated.ts';
import { isFixed, legendOf, patternOf } from './field-names.ts';
import { groupedQuery, groupingOf } from './grouped.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import { transformationOf } from './transformation.ts';

/** Transformations that change nothing of what is drawn of series. */
const HARMLESS = new Set([
  'concatenate',
  'convertFieldType',
  'joinByField',
  'labelsToFields',
  'merge',
  'prepareTimeSeries',
  'reduce',
  'seriesToColumns',
  'seriesToRows',
  'sortBy',
]);

/**
 * The queries of a panel that is no table with what its transformations do to fields as wholes: names, which are left out, and which are
 * computed of others. What has no counterpart is noted; then nothing is left out either, for a new field may be what it was left out for.
 */
export function arranged(
  panel: Json,
  title: string,
  queries: readonly PanelQuery[],
  notes: Notes,
): readonly PanelQuery[] {
  const all = objectsOf(panel['transformations'])
    .filter((it) => it['disabled'] !== true)
    .map(transformationOf);
  let made = [...queries];
  let isComplete = true;
  for (const { kind, options } of all) {
    const next = applied(kind, options, made, isComplete);
    if (next === undefined) {
      notes.add('transformation', title, kind);
      isComplete = false;
    } else made = [...next];
  }
  return made;
}

/** undefined where it has no counterpart. */
function applied(
  kind: string,
  options: Json,
  queries: readonly PanelQuery[],
  isComplete: boolean,
): readonly PanelQuery[] | undefined {
  switch (kind) {
    case 'organize':
      return organized(options, queries, isComplete);
    case 'calculateField': {
      // A query of many series is many fields.
      if (!queries.every(isFixed)) return undefined;
      const found = calculated(options, queries, (name) => queries.find((query) => legendOf(query) === name), 'one');
      if (found === undefined) return undefined;
      return [...(options['replaceFields'] === true ? [] : queries), found];
    }
    case 'filterFieldsByName':
    case 'filterByName':
      return filtered(options, queries);
    case 'renameByRegex':
      return renamed(options, queries);
    case 'groupBy': {
      const grouping = groupingOf(options, (name) => name);
      const [aggregation, ...others] = [...(grouping?.values.values() ?? [])];
      if (grouping === undefined || aggregation === undefined || others.length > 0 || queries.length !== 1)
        return undefined;
      return queries.map((query): PanelQuery => ({ ...groupedQuery(query, grouping, aggregation), mode: 'instant' }));
    }
    default:
      return HARMLESS.has(kind) ? queries : undefined;
  }
}

function organized(options: Json, queries: readonly PanelQuery[], isComplete: boolean): readonly PanelQuery[] {
  const excluded = objectOf(options['excludeByName']);
  const names = objectOf(options['renameByName']);
  const left = isComplete ? queries.filter((query) => excluded[legendOf(query)] !== true) : queries;
  const places = objectOf(options['indexByName']);
  const at = (query: PanelQuery): number => numberOf(places[legendOf(query)]) ?? Infinity;
  return (left.length === 0 ? queries : left)
    .toSorted((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)))
    .map((query) => {
      const name = textOf(names[legendOf(query)]);
      return name === '' ? query : { ...query, legend: name };
    });
}

/** Only where the names of all series are known. */
function filtered(options: Json, queries: readonly PanelQuery[]): readonly PanelQuery[] | undefined {
  const include = objectOf(options['include']);
  const exclude = objectOf(options['exclude']);
  if (!queries.every(isFixed)) return undefined;
  const fits = (given: Json, query: PanelQuery): boolean =>
    textsOf(given['names']).includes(legendOf(query)) ||
    (textOf(given['pattern']) !== '' && patternOf(textOf(given['pattern']))?.test(legendOf(query)) === true);
  const isSaid = (given: Json): boolean => textsOf(given['names']).length > 0 || textOf(given['pattern']) !== '';
  const left = queries.filter(
    (query) => (!isSaid(include) || fits(include, query)) && (!isSaid(exclude) || !fits(exclude, query)),
  );
  return left.length === 0 ? undefined : left;
}

function renamed(options: Json, queries: readonly PanelQuery[]): readonly PanelQuery[] | undefined {
  const pattern = patternOf(textOf(options['regex']));
  if (pattern === undefined || !queries.every(isFixed)) return undefined;
  return queries.map((query) => ({
    ...query,
    legend: legendOf(query).replace(pattern, textOf(options['renamePattern'])),
  }));
}
