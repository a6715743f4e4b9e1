import type { PanelQuery } from '../query.ts';
import { objectOf, objectsOf, textOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import { transformationOf } from './table-panel.ts';

/** Transformations that change nothing of what is drawn of series. */
const HARMLESS = new Set(['merge', 'joinByField', 'seriesToColumns', 'sortBy', 'convertFieldType', 'renameByRegex']);

/**
 * The queries of a panel that is no table with what its transformations do to fields as wholes: names, and which are left out.
 * What computes new fields has no counterpart and is noted; then nothing is left out either, for the new field may be what it was
 * left out for.
 */
export function arranged(
  panel: Json,
  title: string,
  queries: readonly PanelQuery[],
  notes: Notes,
): readonly PanelQuery[] {
  const all = objectsOf(panel['transformations']).map(transformationOf);
  for (const { kind } of all) if (kind !== 'organize' && !HARMLESS.has(kind)) notes.add('transformation', title, kind);
  const computes = all.some(({ kind }) => kind !== 'organize' && !HARMLESS.has(kind));
  let made = [...queries];
  for (const { kind, options } of all) {
    if (kind !== 'organize') continue;
    const excluded = objectOf(options['excludeByName']);
    const names = objectOf(options['renameByName']);
    const nameOf = ({ legend }: PanelQuery): string => (typeof legend === 'string' ? legend : '');
    const left = computes ? made : made.filter((query) => excluded[nameOf(query)] !== true);
    made = (left.length === 0 ? made : left).map((query) => {
      const name = textOf(names[nameOf(query)]);
      return name === '' ? query : { ...query, legend: name };
    });
  }
  return made;
}
