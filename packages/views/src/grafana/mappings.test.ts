import { expect, test } from 'vitest';
import { mappingsOf } from './mappings.ts';

const fields = (...mappings: object[]) => ({ fieldConfig: { defaults: { mappings } } });

test.each([
  [
    'values with words and colours',
    fields({ type: 'value', options: { '0': { text: 'Down', color: 'red' }, '1': { text: 'Up', color: 'green' } } }),
    [
      { value: 0, text: 'Down', severity: 'crit' },
      { value: 1, text: 'Up', severity: 'ok' },
    ],
    '',
  ],
  [
    'ranges, open at an end',
    fields(
      { type: 'range', options: { from: 1, to: 1e42, result: { text: 'Bad date', color: 'semi-dark-orange' } } },
      { type: 'range', options: { from: null, to: -1, result: { text: 'Never' } } },
    ),
    [
      { from: 1, to: 1e42, text: 'Bad date', severity: 'warn' },
      { to: -1, text: 'Never' },
    ],
    '',
  ],
  [
    'nothing, in three forms',
    fields(
      { type: 'special', options: { match: 'null', result: { text: 'N/A' } } },
      { type: 1, op: '=', value: 'null', text: '0' },
    ),
    [],
    'N/A',
  ],
  [
    'with numbers for their kinds',
    fields({ type: 1, value: '2', text: 'Two' }, { type: 2, from: '3', to: '9', text: 'Many' }),
    [
      { value: 2, text: 'Two' },
      { from: 3, to: 9, text: 'Many' },
    ],
    '',
  ],
  [
    'of the oldest kind, the list that is chosen',
    {
      mappingType: 1,
      valueMaps: [
        { value: '0', text: 'OK' },
        { value: 'null', text: 'N/A' },
      ],
      rangeMaps: [{ from: '1', to: '2', text: 'X' }],
    },
    [{ value: 0, text: 'OK' }],
    'N/A',
  ],
  [
    'of the oldest kind, ranges',
    {
      mappingType: 2,
      rangeMaps: [
        { from: 'null', to: 'null', text: 'None' },
        { from: '0', to: '0.5', text: 'Low' },
      ],
    },
    [{ from: 0, to: 0.5, text: 'Low' }],
    'None',
  ],
  ['what the editor began with', fields({ type: 1, value: '', text: 'Yes' }), [], ''],
] as const)('%s', (_, panel, mappings, forNothing) =>
  expect(mappingsOf(panel)).toMatchObject({ mappings, forNothing, isPartial: false }),
);

test.each([
  ['a pattern', fields({ type: 'regex', options: { pattern: 'a.*', result: { text: 'A' } } })],
  ['a text', fields({ type: 'value', options: { Running: { text: 'up' } } })],
  ['a colour without a word', fields({ type: 'value', options: { '1': { color: 'red' } } })],
])('%s is told', (_, panel) => expect(mappingsOf(panel)).toMatchObject({ mappings: [], isPartial: true }));
