import type { LocalizedText } from '../text.ts';
import { RESERVED_VARIABLES, type Variable } from '../variable.ts';
import { isForeign } from './datasources.ts';
import { isObject, numberOf, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import type { Notes } from './notes.ts';
import { plainReferences, withoutMacros } from './references.ts';

const SORTS = ['none', 'ascending', 'descending', 'numeric', 'numeric', 'ascending', 'descending'] as const;

/** What makes a text a pattern; a dot alone is more often that of an address. */
const PATTERN = /[|*+?()[\]\\^$]/;

/** Variables of the other system that stand for where data comes from: here there is one place. */
const isDatasource = (kind: string): boolean => kind === 'datasource';

/**
 * The variables of a dashboard. Data sources have no counterpart and need none.
 *
 * @param range  that the dashboard shows at first, such as `6h`
 */
export function importVariables(list: unknown, range: string, notes: Notes): readonly Variable[] {
  return objectsOf(list).flatMap((it) => {
    const name = textOf(it['name']);
    const kind = textOf(it['type']);
    if (name === '' || isDatasource(kind) || (RESERVED_VARIABLES as readonly string[]).includes(name)) return [];
    const made = variableOf(it, kind, name, range, notes);
    return made === undefined ? [] : [made];
  });
}

/** Names that queries may use although no variable of ours has them. */
export const datasourceNames = (list: unknown): ReadonlySet<string> =>
  new Set(objectsOf(list).flatMap((it) => (isDatasource(textOf(it['type'])) ? [textOf(it['name'])] : [])));

function variableOf(it: Json, kind: string, name: string, range: string, notes: Notes): Variable | undefined {
  const common = {
    name,
    ...(textOf(it['label']) === '' ? {} : { title: textOf(it['label']) as LocalizedText }),
    ...(textOf(it['description']) === '' ? {} : { description: textOf(it['description']) as LocalizedText }),
    hidden: it['hide'] === 2 || it['hide'] === 'hideVariable',
  };
  switch (kind) {
    case 'query': {
      const source = textOf(objectOf(it['datasource'])['type']);
      const query = isForeign(source, '') ? '' : queryOf(it);
      if (query === '') {
        notes.add('variable_kind', name, isForeign(source, '') ? source : 'query');
        return { kind: 'text', ...common, default: currentOf(it) };
      }
      const { text, macros } = withoutMacros(plainReferences(query));
      for (const macro of macros) notes.add('macro', name, macro);
      const regex = regexOf(it);
      if (regex !== undefined && /\(\?<text>/.test(regex) && /\(\?<value>/.test(regex))
        notes.add('variable_words', name);
      return {
        kind: 'query',
        ...common,
        ...choiceOf(it, name, notes),
        query: asValues(text),
        ...(regex === undefined ? {} : { regex }),
        sort: sortOf(it['sort']),
      };
    }
    case 'custom': {
      const options = optionsOf(it);
      // Of several values each is escaped there; a single one is put in as it is, and works as the pattern that it may be.
      const isRaw = it['multi'] !== true && it['includeAll'] !== true;
      const patterns = isRaw && options.some(({ value }) => PATTERN.test(value));
      return { kind: 'custom', ...common, ...choiceOf(it, name, notes), options, patterns };
    }
    case 'constant':
      return { kind: 'text', ...common, hidden: true, default: textOf(it['query']) || currentOf(it) };
    case 'interval': {
      const durations = listed(textOf(it['query'])).filter((text) => durationMs(text) !== undefined);
      const options = durations.length === 0 ? ['5m'] : durations;
      const current = textOf(objectOf(it['current'])['value']);
      const found = options.includes(current) ? current : it['auto'] === true ? nearest(it, options, range) : undefined;
      if (it['auto'] === true) notes.add('auto_interval', name, found ?? options[0]);
      return { kind: 'interval', ...common, options: [...options], ...(found === undefined ? {} : { default: found }) };
    }
    case 'switch': {
      const [on, off] = [textOf(it['enabledValue']) || 'true', textOf(it['disabledValue']) || 'false'];
      const options = [{ value: on }, { value: off }];
      const value = textOf(it['current']) === on ? on : off;
      return {
        kind: 'custom',
        ...common,
        multi: false,
        includeAll: false,
        all: 'omit',
        default: [value],
        options,
        patterns: options.some((option) => PATTERN.test(option.value)),
      };
    }
    case 'textbox':
      return { kind: 'text', ...common, default: currentOf(it) || textOf(it['query']) };
    default:
      notes.add('variable_kind', name, kind);
      // Ad hoc filters stand in no query. Anything else may.
      return kind === 'adhoc' ? undefined : { kind: 'text', ...common, default: currentOf(it) };
  }
}

/** One value that was chosen when the file was written; "all" is none. */
function currentOf(it: Json): string {
  const { value } = objectOf(it['current']);
  const text = Array.isArray(value) ? textOf(value[0]) : textOf(value);
  return text === '$__all' ? '' : text;
}

/** Anything but a function is a selector there, and its values are the series that fit. */
const asValues = (query: string): string =>
  /^\s*(label_values|label_names|metrics|query_result)\s*\(/.test(query) ? query : `query_result(${query})`;

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d|w)$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS_MS[unit!]!;
}

/** There a duration can follow the time range; here it is the one of the list that fits the range at first. */
function nearest(it: Json, options: readonly string[], range: string): string {
  const steps = numberOf(it['auto_count']) ?? 30;
  const wanted = Math.max((durationMs(range) ?? 0) / Math.max(1, steps), durationMs(textOf(it['auto_min'])) ?? 0);
  return options.find((option) => durationMs(option)! >= wanted) ?? options.at(-1)!;
}

/** A query is a text, or an object with one; the newest form has it under yet another name. */
function queryOf(it: Json): string {
  const { query } = it;
  if (typeof query === 'string') return query.trim();
  if (!isObject(query)) return textOf(it['definition']).trim();
  const text = textOf(query['query']) || textOf(query['__legacyStringValue']) || textOf(query['expr']);
  return (text || textOf(it['definition'])).trim();
}

/** Written `/pattern/flags` there. */
function regexOf(it: Json): string | undefined {
  const text = textOf(it['regex']).trim();
  if (text === '') return undefined;
  const [, pattern, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [undefined, text, ''];
  return `${flags!.includes('i') ? '(?i)' : ''}${pattern!}`.slice(0, 500);
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
