import type { LocalizedText } from '../text.ts';
import { RESERVED_VARIABLES, type Variable } from '../variable.ts';
import { isObject, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import { plainReferences, withoutMacros } from './references.ts';

const SORTS = ['none', 'ascending', 'descending', 'numeric', 'numeric', 'ascending', 'descending'] as const;

/** Variables of the other system that stand for where data comes from: here there is one place. */
const isDatasource = (kind: string): boolean => kind === 'datasource';

/** The variables of a dashboard. Data sources have no counterpart and need none. */
export function importVariables(list: unknown, notes: Notes): readonly Variable[] {
  return objectsOf(list).flatMap((it) => {
    const name = textOf(it['name']);
    const kind = textOf(it['type']);
    if (name === '' || isDatasource(kind) || (RESERVED_VARIABLES as readonly string[]).includes(name)) return [];
    const made = variableOf(it, kind, name, notes);
    return made === undefined ? [] : [made];
  });
}

/** Names that queries may use although no variable of ours has them. */
export const datasourceNames = (list: unknown): ReadonlySet<string> =>
  new Set(objectsOf(list).flatMap((it) => (isDatasource(textOf(it['type'])) ? [textOf(it['name'])] : [])));

function variableOf(it: Json, kind: string, name: string, notes: Notes): Variable | undefined {
  const common = {
    name,
    ...(textOf(it['label']) === '' ? {} : { title: textOf(it['label']) as LocalizedText }),
    ...(textOf(it['description']) === '' ? {} : { description: textOf(it['description']) as LocalizedText }),
    hidden: it['hide'] === 2 || it['hide'] === 'hideVariable',
  };
  switch (kind) {
    case 'query': {
      const query = queryOf(it);
      if (query === '') {
        notes.add('variable_kind', name, 'query');
        return { kind: 'text', ...common, default: '' };
      }
      return {
        kind: 'query',
        ...common,
        ...choiceOf(it, name, notes),
        query: withoutMacros(plainReferences(query)).text,
        ...(regexOf(it) === undefined ? {} : { regex: regexOf(it)! }),
        sort: sortOf(it['sort']),
      };
    }
    case 'custom':
      return { kind: 'custom', ...common, ...choiceOf(it, name, notes), options: optionsOf(it) };
    case 'constant': {
      const value = textOf(it['query']);
      return {
        kind: 'custom',
        ...common,
        hidden: true,
        multi: false,
        includeAll: false,
        all: 'omit',
        default: [value],
        options: [{ value }],
      };
    }
    case 'interval': {
      const options = listed(textOf(it['query'])).filter((text) => /^\d+(ms|s|m|h|d|w)$/.test(text));
      const current = textOf(objectOf(it['current'])['value']);
      return {
        kind: 'interval',
        ...common,
        options: options.length === 0 ? ['5m'] : options,
        ...(options.includes(current) ? { default: current } : {}),
      };
    }
    case 'textbox':
      return { kind: 'text', ...common, default: textOf(objectOf(it['current'])['value']) || textOf(it['query']) };
    default:
      notes.add('variable_kind', name, kind);
      // Ad hoc filters stand in no query. Anything else may.
      return kind === 'adhoc' ? undefined : { kind: 'text', ...common, default: '' };
  }
}

/** A query is a text, or an object with one; the newest form has it under yet another name. */
function queryOf(it: Json): string {
  const { query } = it;
  if (typeof query === 'string') return query.trim();
  if (!isObject(query)) return textOf(it['definition']).trim();
  const text = textOf(query['query']) || textOf(query['__legacyStringValue']) || textOf(query['expr']);
  return (text || textOf(it['definition'])).trim();
}

/** Written `/pattern/` there. */
function regexOf(it: Json): string | undefined {
  const text = textOf(it['regex']).trim();
  if (text === '') return undefined;
  return /^\/(.*)\/[a-z]*$/s.exec(text)?.[1] ?? text;
}

function sortOf(value: unknown): (typeof SORTS)[number] {
  if (typeof value === 'number') return SORTS[value] ?? 'ascending';
  const text = textOf(value);
  if (/numerical/i.test(text)) return 'numeric';
  if (/desc/i.test(text)) return 'descending';
  return text === 'disabled' || text === '' ? 'none' : 'ascending';
}

function choiceOf(it: Json, name: string, notes: Notes) {
  const allValue = textOf(it['allValue']);
  // A pattern that fits everything is no condition; anything else is replaced by the values themselves.
  const isAnything = /^\.[*+]$/.test(allValue);
  if (allValue !== '' && !isAnything) notes.add('all_value', name, allValue);
  const { value } = objectOf(it['current']);
  const current = (Array.isArray(value) ? textsOf(value) : [textOf(value)]).filter(
    (text) => text !== '' && text !== '$__all',
  );
  return {
    multi: it['multi'] === true,
    includeAll: it['includeAll'] === true,
    all: isAnything ? ('omit' as const) : ('values' as const),
    default: it['includeAll'] === true && current.length === 0 ? [] : [...current],
  };
}

function optionsOf(it: Json): { value: string; text?: LocalizedText }[] {
  const text = textOf(it['query']);
  // `text : value`, comma separated; a comma that belongs to a value is written `\,`.
  const pairs = listed(text).map((pair) => {
    const [label, value] = pair.split(/\s+:\s+/, 2);
    return value === undefined ? { value: pair } : { value, text: label! };
  });
  const options = objectsOf(it['options'])
    .filter((option) => textOf(option['value']) !== '$__all')
    .map((option) => ({ value: textOf(option['value']), text: textOf(option['text']) }));
  const made = pairs.length > 0 ? pairs : options;
  return made.length === 0 ? [{ value: '' }] : made;
}

const listed = (text: string): readonly string[] =>
  text
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter((part) => part !== '');
