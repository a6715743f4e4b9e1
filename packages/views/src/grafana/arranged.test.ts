import { expect, test } from 'vitest';
import { notesOf, one, series, target } from './sample-models.test-data.ts';

const bars = (...transformations: object[]) =>
  series({
    type: 'bargauge',
    targets: [target('a', { legendFormat: 'Linux' }), target('b', { refId: 'B', legendFormat: 'Windows' })],
    transformations,
  });
const calculate = (options: object) => ({ id: 'calculateField', options });
const exclude = { id: 'organize', options: { excludeByName: { Linux: true, Windows: true } } };
const shown = (panel: object) =>
  (one(panel) as { queries: { expr: string; legend: string }[] }).queries.map(({ expr, legend }) => [legend, expr]);

test.each([
  [
    'the mean of a row, in place of what it is made of',
    [
      calculate({ alias: 'Real', mode: 'reduceRow', reduce: { include: ['Linux', 'Windows'], reducer: 'mean' } }),
      exclude,
    ],
    [['Real', 'avg(label_replace(sum(a), "part", "A", "", "") or label_replace(sum(b), "part", "B", "", ""))']],
  ],
  [
    'one through the other',
    [
      calculate({
        mode: 'binary',
        binary: { left: 'Linux', operator: '/', right: { matcher: { options: 'Windows' } } },
        replaceFields: true,
      }),
    ],
    [['Linux / Windows', 'sum(a) / sum(b)']],
  ],
  [
    'a number',
    [calculate({ alias: 'Twice', mode: 'binary', binary: { left: 'Linux', operator: '*', right: '2' } })],
    [
      ['Linux', 'a'],
      ['Windows', 'b'],
      ['Twice', 'sum(a) * 2'],
    ],
  ],
  [
    'some by their names',
    [{ id: 'filterFieldsByName', options: { include: { names: ['Windows'] } } }],
    [['Windows', 'b']],
  ],
  ['some by a pattern', [{ id: 'filterFieldsByName', options: { exclude: { pattern: '/^Win/' } } }], [['Linux', 'a']]],
  [
    'names by a pattern',
    [{ id: 'renameByRegex', options: { regex: '(L|W)(.*)', renamePattern: '$1-$2' } }],
    [
      ['L-inux', 'a'],
      ['W-indows', 'b'],
    ],
  ],
  [
    'one that is switched off',
    [
      { ...exclude, disabled: true },
      { id: 'groupBy', disabled: true },
    ],
    [
      ['Linux', 'a'],
      ['Windows', 'b'],
    ],
  ],
] as const)('%s', (_, transformations, want) => {
  expect(shown(bars(...transformations))).toEqual(want);
  expect(notesOf({ panels: [bars(...transformations)] })).toEqual([]);
});

test.each([
  ['calculateField', calculate({ mode: 'windowFunctions' })],
  ['calculateField', calculate({ mode: 'binary', binary: { left: 'Linux', operator: '/', right: 'nowhere' } })],
  ['groupBy', { id: 'groupBy', options: {} }],
])('%s that has no counterpart is told, and all is shown', (kind, transformation) => {
  expect(shown(bars(transformation, exclude))).toHaveLength(2);
  expect(notesOf({ panels: [bars(transformation, exclude)] })).toEqual([['transformation', 'CPU', kind]]);
});
