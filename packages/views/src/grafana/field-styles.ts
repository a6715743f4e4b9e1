import type { z } from 'zod';
import type { tableColumn } from '../panel.ts';
import { patternOf } from './field-names.ts';
import { numberOf, objectOf, objectsOf, textOf, textsOf, type Json } from './json.ts';
import { readMappings } from './mappings.ts';
import type { Notes } from './notes.ts';
import { oldThresholdsOf, thresholdsOf } from './thresholds.ts';
import { isMillisecondDate, unitOf } from './units.ts';

type ColumnInput = z.input<typeof tableColumn>;

/** A field of a table, by the names that it has had. */
export interface Field {
  readonly kind: 'label' | 'value';
  /** Before and after it was renamed. */
  readonly names: readonly string[];
  /** Its query by the name it has in the file. */
  readonly refId?: string;
}

export interface FieldStyle {
  readonly isHidden: boolean;
  /** '' where it keeps its name. */
  readonly text: string;
  readonly column: Pick<ColumnInput, 'unit' | 'decimals' | 'thresholds' | 'mappings'>;
  /** Its values are dates in milliseconds: here they are seconds. */
  readonly isMilliseconds: boolean;
}

interface Rule {
  readonly name: string;
  readonly fits: (field: Field) => boolean;
  readonly style: Partial<FieldStyle>;
}

/** What is said of the fields of a table. */
export interface FieldStyles {
  /** Names that are said out loud: patterns are none. */
  readonly names: readonly string[];
  readonly of: (field: Field) => FieldStyle;
}

const PLAIN: FieldStyle = { isHidden: false, text: '', column: {}, isMilliseconds: false };

/** Settings of single fields in the present form (overrides, all that fit) and in the older one (styles, the first that fits). */
export function fieldStyles(panel: Json, title: string, notes: Notes): FieldStyles {
  const overrides = overrideRules(panel, title, notes);
  const styles = styleRules(panel, title, notes);
  return {
    names: [...overrides, ...styles].map(({ name }) => name).filter((name) => name !== ''),
    of: (field) => {
      const old = styles.find(({ fits }) => fits(field));
      const all = [...(old === undefined ? [] : [old]), ...overrides.filter(({ fits }) => fits(field))];
      return all.reduce<FieldStyle>(
        (made, { style }) => ({ ...made, ...style, column: { ...made.column, ...style.column } }),
        PLAIN,
      );
    },
  };
}

/** Settings of fields that only say how they look. */
const LOOKS =
  /^(custom\.(width|minWidth|align|filterable|inspect|displayMode|cellDisplayMode|cellOptions|hidden|wrapText|footer)|min|max|color|noValue)/;
const READ = new Set(['unit', 'decimals', 'displayName', 'thresholds', 'mappings', 'custom.hidden', 'custom.hideFrom']);

function overrideRules(panel: Json, title: string, notes: Notes): readonly Rule[] {
  const custom = objectOf(objectOf(objectOf(panel['fieldConfig'])['defaults'])['custom']);
  return objectsOf(objectOf(panel['fieldConfig'])['overrides']).map((it): Rule => {
    const { id, options } = objectOf(it['matcher']);
    const properties = new Map(objectsOf(it['properties']).map((one) => [textOf(one['id']), one['value']]));
    const rule = matcherOf(textOf(id), options);
    if (properties.has('links')) notes.add('data_links', title, rule?.called ?? '');
    const unread = [...properties.keys()].filter((key) => !READ.has(key) && key !== 'links' && !LOOKS.test(key));
    if (rule === undefined || unread.length > 0)
      notes.add('override', title, rule?.called ?? (textOf(options) || textOf(id)));
    const isColoured =
      coloursCells(
        properties.get('custom.cellOptions'),
        properties.get('custom.displayMode') ?? properties.get('custom.cellDisplayMode'),
      ) || coloursCells(custom['cellOptions'], custom['displayMode']);
    const { mappings, isPartial } = readMappings(properties.get('mappings'));
    if (isPartial) notes.add('mappings', title);
    return {
      name: rule?.name ?? '',
      fits: rule?.fits ?? (() => false),
      style: {
        ...(properties.get('custom.hidden') === true || objectOf(properties.get('custom.hideFrom'))['viz'] === true
          ? { isHidden: true }
          : {}),
        ...(textOf(properties.get('displayName')) === '' ? {} : { text: textOf(properties.get('displayName')) }),
        ...unitStyle(properties.get('unit'), {
          ...digits(properties.get('decimals')),
          ...bounds(
            isColoured ? thresholdsOf(properties.get('thresholds'), { min: 0, max: 100 }).thresholds : undefined,
          ),
          ...(mappings.length === 0 ? {} : { mappings: [...mappings] }),
        }),
      },
    };
  });
}

function matcherOf(
  id: string,
  options: unknown,
): (Pick<Rule, 'name' | 'fits'> & { readonly called: string }) | undefined {
  const text = textOf(options);
  switch (id) {
    case 'byName':
      return { name: text, called: text, fits: ({ names }) => names.includes(text) };
    case 'byNames': {
      const { names, mode } = objectOf(options);
      const list = textsOf(names);
      const fits = (field: Field): boolean => field.names.some((name) => list.includes(name)) !== (mode === 'exclude');
      return { name: '', called: list.join(', '), fits };
    }
    case 'byRegexp': {
      const pattern = patternOf(text);
      if (pattern === undefined) return undefined;
      return { name: '', called: text, fits: ({ names }) => names.some((name) => pattern.test(name)) };
    }
    case 'byType':
      return {
        name: '',
        called: text,
        fits: ({ kind }) => (text === 'number' ? 'value' : text === 'string' ? 'label' : '') === kind,
      };
    case 'byFrameRefID':
      return { name: '', called: text, fits: ({ kind, refId }) => kind === 'value' && refId === text };
    default:
      return undefined;
  }
}

function styleRules(panel: Json, title: string, notes: Notes): readonly Rule[] {
  return objectsOf(panel['styles']).map((style): Rule => {
    const text = textOf(style['pattern']);
    // A bare pattern is one too, if it looks like it: that is how the older table read them.
    const isPattern = /^\/.*\/[a-z]*$/.test(text) || /[.*|^$]/.test(text);
    const pattern = isPattern ? patternOf(text) : undefined;
    if (style['link'] === true) notes.add('data_links', title, textOf(style['alias']) || text);
    const type = textOf(style['type']);
    const { mappings, isPartial } = readMappings(oldMappingsOf(style));
    if (isPartial) notes.add('mappings', title);
    const coloured = textOf(style['colorMode']) !== '';
    const isDate = type === 'date';
    return {
      name: pattern === undefined ? text : '',
      fits: ({ names }) => names.some((name) => (pattern === undefined ? name === text : pattern.test(name))),
      style: {
        ...(type === 'hidden' ? { isHidden: true } : {}),
        // The name of a group of fields would be that of each of them.
        ...(textOf(style['alias']) === '' || pattern !== undefined ? {} : { text: textOf(style['alias']) }),
        ...unitStyle(isDate ? 'dateTimeAsIso' : type === 'number' || type === '' ? style['unit'] : undefined, {
          ...(isDate ? {} : digits(style['decimals'])),
          ...bounds(coloured ? oldThresholdsOf(style['thresholds'], style['colors']).thresholds : undefined),
          ...(mappings.length === 0 ? {} : { mappings: [...mappings] }),
        }),
      },
    };
  });
}

/** Only what is of the chosen kind is shown: 1 are values, 2 are ranges. */
function oldMappingsOf(style: Json): readonly Json[] {
  const type = style['mappingType'] === 2 ? 2 : 1;
  return objectsOf(style[type === 2 ? 'rangeMaps' : 'valueMaps']).map((it) => ({ ...it, type }));
}

/** Whether cells show their thresholds: they do when a kind of drawing with colours is chosen for them. */
export const coloursCells = (cellOptions: unknown, displayMode: unknown): boolean =>
  /color|gauge|lcd|gradient|basic/.test(textOf(objectOf(cellOptions)['type']) || textOf(displayMode));

function unitStyle(unit: unknown, column: FieldStyle['column']): Pick<FieldStyle, 'column'> & Partial<FieldStyle> {
  if (typeof unit !== 'string' || unit === '') return { column };
  return {
    column: { unit: unitOf(unit).unit, ...column },
    ...(isMillisecondDate(unit) ? { isMilliseconds: true } : {}),
  };
}

function digits(decimals: unknown): Pick<FieldStyle['column'], 'decimals'> {
  const count = numberOf(decimals);
  return count === undefined ? {} : { decimals: Math.max(0, Math.min(10, Math.round(count))) };
}

const bounds = (thresholds: ColumnInput['thresholds']): Pick<ColumnInput, 'thresholds'> =>
  thresholds === undefined ? {} : { thresholds };
