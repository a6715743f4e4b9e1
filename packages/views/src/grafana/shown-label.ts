import type { PanelQuery } from '../query.ts';
import { objectOf, textOf, type Json } from './json.ts';
import { namedBy } from './named-by.ts';

const LABEL = /^[a-zA-Z_]\w*$/;

/**
 * The label that a panel of one number shows in place of it: the name of its series, or one field of a table that is no value. undefined
 * where it shows the value.
 */
export function shownLabel(panel: Json, query: PanelQuery | undefined): ReturnType<typeof namedBy> {
  const options = objectOf(panel['options']);
  if (options['textMode'] === 'name' || panel['valueName'] === 'name') return namedBy(query);
  const field = textOf(objectOf(options['reduceOptions'])['fields']) || textOf(panel['tableColumn']);
  const name = /^\/\^?(.*?)\$?\/$/.exec(field)?.[1] ?? field;
  const isValue = name === '' || /^(value|time)\b/i.test(name) || name === query?.legend;
  if (query === undefined || isValue || !LABEL.test(name)) return undefined;
  // The name of a series may be a word like that of a label: only an answer with labels as fields has fields for them.
  const isTable = [panel['targets']].flat().some((it) => objectOf(it)['format'] === 'table') || hasLabelFields(panel);
  return isTable ? { label: name, query: { ...query, mode: 'instant' } } : undefined;
}

const hasLabelFields = (panel: Json): boolean =>
  [panel['transformations']].flat().some((it) => ['labelsToFields', 'organize'].includes(textOf(objectOf(it)['id'])));
