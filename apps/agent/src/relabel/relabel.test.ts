import { array, assert, constantFrom, dictionary, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandTemplate, parseTemplate } from './expand-template.ts';
import { relabel } from './relabel.ts';
import { relabelConfigSchema, relabelRule, type RelabelConfig } from './relabel-config.ts';

/** The labels after the rules; undefined when they are dropped. */
function after(set: Record<string, string>, ...rules: RelabelConfig[]): Record<string, string> | undefined {
  const labels = new Map(Object.entries(set));
  return relabel(labels, rules.map(relabelRule)) ? Object.fromEntries(labels) : undefined;
}

describe('actions', () => {
  const set = { a: 'foo', b: 'bar', c: 'baz' };
  test.each<{ name: string; set?: Record<string, string>; rules: RelabelConfig[]; want: object | undefined }>([
    {
      name: 'replace with groups',
      rules: [{ source_labels: ['a'], regex: 'f(.*)', target_label: 'd', separator: ';', replacement: 'ch${1}-ch$1' }],
      want: { ...set, d: 'choo-choo' },
    },
    {
      name: 'replace with several sources and the default separator',
      rules: [{ source_labels: ['a', 'b'], regex: '(f).*;(.*)r', target_label: 'a', replacement: 'b${1}${2}m' }],
      want: { ...set, a: 'bfbam' },
    },
    {
      name: 'replace that does not match changes nothing',
      rules: [{ source_labels: ['a'], regex: 'oo', target_label: 'a', replacement: 'x' }],
      want: set,
    },
    {
      name: 'an empty replacement removes the label',
      rules: [{ source_labels: ['a'], target_label: 'a', replacement: '' }],
      want: { b: 'bar', c: 'baz' },
    },
    {
      name: 'the default copies, and a missing source removes',
      rules: [{ source_labels: ['nothing'], target_label: 'a' }],
      want: { b: 'bar', c: 'baz' },
    },
    {
      name: 'no source at all sets a constant',
      rules: [{ target_label: 'd', replacement: 'x' }],
      want: { ...set, d: 'x' },
    },
    {
      name: 'the target label may come from a group',
      rules: [{ source_labels: ['a'], regex: '(f)oo', target_label: 'x_${1}', replacement: '$1' }],
      want: { ...set, x_f: 'f' },
    },
    {
      name: 'named groups, and names as long as possible',
      rules: [
        { source_labels: ['a'], regex: '(?P<first>f)(o)o', target_label: 'd', replacement: '${first}|$2|$2x|$$' },
      ],
      want: { ...set, d: 'f|o||$' },
    },
    {
      name: 'a dot fits a line break',
      set: { a: 'x\ny' },
      rules: [{ source_labels: ['a'], regex: 'x.y', target_label: 'a', replacement: 'z' }],
      want: { a: 'z' },
    },
    { name: 'keep', rules: [{ action: 'keep', source_labels: ['a'], regex: 'f.*' }], want: set },
    { name: 'keep is anchored', rules: [{ action: 'keep', source_labels: ['a'], regex: 'fo' }], want: undefined },
    {
      name: 'an alternative is anchored as a whole',
      rules: [{ action: 'drop', source_labels: ['a'], regex: 'f|oo' }],
      want: set,
    },
    { name: 'drop', rules: [{ action: 'drop', source_labels: ['a'], regex: 'f.*' }], want: undefined },
    {
      name: 'drop of a plain text',
      rules: [{ action: 'drop', source_labels: ['a', 'b'], regex: 'foo;bar' }],
      want: undefined,
    },
    {
      name: 'after a drop nothing counts',
      rules: [
        { action: 'drop', source_labels: ['a'], regex: 'foo' },
        { target_label: 'd', replacement: 'x' },
      ],
      want: undefined,
    },
    {
      name: 'keepequal',
      set: { a: 'x', b: 'x' },
      rules: [{ action: 'keepequal', source_labels: ['a'], target_label: 'b' }],
      want: { a: 'x', b: 'x' },
    },
    {
      name: 'keepequal, different',
      rules: [{ action: 'keepequal', source_labels: ['a'], target_label: 'b' }],
      want: undefined,
    },
    {
      name: 'dropequal',
      set: { a: 'x', b: 'x' },
      rules: [{ action: 'dropequal', source_labels: ['a'], target_label: 'b' }],
      want: undefined,
    },
    {
      name: 'dropequal, different',
      rules: [{ action: 'dropequal', source_labels: ['a'], target_label: 'b' }],
      want: set,
    },
    {
      name: 'hashmod: the last eight bytes of MD5',
      rules: [{ action: 'hashmod', source_labels: ['c'], target_label: 'd', modulus: 1000 }],
      want: { ...set, d: '976' },
    },
    {
      name: 'hashmod of several',
      set: { a: 'foo\nbar' },
      rules: [{ action: 'hashmod', source_labels: ['a'], target_label: 'b', modulus: 1000 }],
      want: { a: 'foo\nbar', b: '734' },
    },
    {
      name: 'labelmap',
      set: { a: 'foo', b1: 'bar', b2: 'baz' },
      rules: [{ action: 'labelmap', regex: '(b.*)', replacement: 'bar_${1}' }],
      want: { a: 'foo', b1: 'bar', b2: 'baz', bar_b1: 'bar', bar_b2: 'baz' },
    },
    {
      name: 'labelmap with the default replacement',
      set: { __meta_my_baz: 'x', a: '1' },
      rules: [{ action: 'labelmap', regex: '__meta_my_(.+)' }],
      want: { __meta_my_baz: 'x', a: '1', baz: 'x' },
    },
    { name: 'labeldrop', rules: [{ action: 'labeldrop', regex: '(b|c)' }], want: { a: 'foo' } },
    { name: 'labelkeep', rules: [{ action: 'labelkeep', regex: 'b.*' }], want: { b: 'bar' } },
    {
      name: 'lowercase and uppercase',
      set: { a: 'BaR' },
      rules: [
        { action: 'lowercase', source_labels: ['a'], target_label: 'low' },
        { action: 'uppercase', source_labels: ['a'], target_label: 'up' },
      ],
      want: { a: 'BaR', low: 'bar', up: 'BAR' },
    },
  ])('$name', ({ set: own, rules, want }) => {
    expect(after(own ?? set, ...rules)).toEqual(want);
  });
});

test.each([
  ['$1', 'one'],
  ['${1}x', 'onex'],
  ['$1x', ''],
  ['a$', 'a$'],
  ['$-', '$-'],
  ['${1', '${1'],
  ['$$1', '$1'],
  ['$name.', 'n.'],
])('template %s gives %s', (template, want) => {
  const groups = new Map([
    ['1', 'one'],
    ['name', 'n'],
  ]);
  expect(expandTemplate(parseTemplate(template), (name) => groups.get(name) ?? '')).toBe(want);
});

test.each([
  [{ action: 'hashmod', target_label: 'x' }, 'modulus: missing: hashmod needs it, above 0'],
  [{ action: 'replace' }, 'target_label: missing: replace needs it'],
  [
    { regex: '(', target_label: 'x' },
    'regex: bad regular expression "(": error parsing regexp: missing closing ): `(`',
  ],
  [{ action: 'labeldrop', source_labels: ['a'] }, 'source_labels: labeldrop makes no use of it'],
  [{ action: 'keepequal', target_label: 'a', regex: 'x' }, 'regex: keepequal makes no use of it'],
  [{ action: 'uppercase', target_label: 'a', replacement: 'x' }, 'replacement: uppercase makes no use of it'],
  [{ action: 'foo' }, 'action: expected one of replace, keep, drop'],
  [{ source_labels: 'a', target_label: 'b' }, 'source_labels: expected a list, as [__address__]'],
])('%j is refused', (written, message) => {
  const result = relabelConfigSchema.safeParse(written);
  const [issue] = result.error?.issues ?? [];
  expect(`${issue?.path.join('.')}: ${issue?.message}`).toContain(message);
});

test('the name of an action may be in capitals', () => {
  expect(relabelConfigSchema.parse({ action: 'KEEP', regex: 'x' }).action).toBe('keep');
});

test('any text is a replacement, and none makes a label with an empty name or value', () => {
  const label = string({ minLength: 1, maxLength: 5 });
  assert(
    property(
      dictionary(label, string(), { maxKeys: 5 }),
      record({
        source_labels: array(label, { maxLength: 3 }),
        target_label: string({ minLength: 1 }),
        replacement: string(),
        regex: constantFrom('(.*)', '(.)(.*)', 'a|b', '.+', '[a-z]*', '(?i)x?'),
        action: constantFrom('replace', 'labelmap', 'lowercase', 'keepequal', 'labelkeep', 'keep'),
      }),
      (set, config) => {
        const labels = new Map(Object.entries(set).filter(([, value]) => value !== ''));
        relabel(labels, [relabelRule(config)]);
        expect([...labels].every(([name, value]) => name !== '' && value !== '')).toBe(true);
      },
    ),
  );
});
