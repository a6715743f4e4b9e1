import { panel as schema, type TablePanel } from '@binnacle/views';
import { expect, test } from 'vitest';
import type { PanelData } from './panel-data.ts';
import { tableData } from './table-rows.ts';

const panel = schema.parse({
  kind: 'table',
  id: 't',
  title: 'T',
  grid: { x: 0, y: 0, w: 24, h: 20 },
  joinOn: ['instance'],
  queries: [
    { ref: 'UP', expr: 'up', mode: 'instant' },
    { ref: 'SIZE', expr: 'size', mode: 'instant' },
    { ref: 'VER', expr: 'version', mode: 'instant' },
    { ref: 'NONE', expr: 'x', mode: 'instant' },
  ],
  columns: [
    { title: 'Member', label: 'instance' },
    { title: 'Up', ref: 'UP', mappings: [{ value: 0, text: 'down', severity: 'crit' }] },
    { title: 'Size', ref: 'SIZE', unit: 'bytes', thresholds: { warn: 2000 } },
    { title: 'Version', ref: 'VER', label: 'v' },
    { title: 'None', ref: 'NONE' },
  ],
  sort: { column: 2, descending: true },
}) as TablePanel;
const one = (instance: string, value: number, more: object = {}) => ({ labels: { instance, ...more }, value });

test('answers are joined into rows; what is not collected has no column; what has no value goes last', () => {
  const data: PanelData = {
    grid: { startMs: 0, endMs: 0, stepMs: 1000 },
    answers: new Map([
      ['UP', { kind: 'instant', samples: [one('a', 1), one('b', 0), one('c', 1)] }],
      ['SIZE', { kind: 'instant', samples: [one('a', 1024, { job: 'x' }), one('c', 4096)] }],
      ['VER', { kind: 'instant', samples: [one('a', 1, { v: '3.5' })] }],
      ['NONE', { kind: 'not-collected' }],
    ]),
    now: new Map(),
    warnings: [],
  };
  const table = tableData(panel, data, 'en');
  expect(table.columns.map((column) => column.title)).toEqual(['Member', 'Up', 'Size', 'Version']);
  expect(table.rows.map((row) => row.cells.map((cell) => `${cell.text}/${cell.severity}`))).toEqual([
    ['c/unknown', '1/unknown', '4 KiB/warn', '–/unknown'],
    ['a/unknown', '1/unknown', '1 KiB/unknown', '3.5/unknown'],
    ['b/unknown', 'down/crit', '–/unknown', '–/unknown'],
  ]);
});

test('an answer that is divided further has more rows, and what the others have but once stands in all of them', () => {
  const table = schema.parse({
    kind: 'table',
    id: 't',
    title: 'T',
    grid: { x: 0, y: 0, w: 24, h: 20 },
    joinOn: ['instance'],
    queries: [
      { ref: 'A', expr: 'a', mode: 'instant' },
      { ref: 'B', expr: 'b', mode: 'instant' },
    ],
    columns: [
      { title: 'Member', label: 'instance' },
      { title: 'Path', label: 'path', ref: 'A' },
      { title: 'A', ref: 'A' },
      { title: 'B', ref: 'B' },
    ],
  }) as TablePanel;
  const data: PanelData = {
    grid: { startMs: 0, endMs: 0, stepMs: 1000 },
    answers: new Map([
      [
        'A',
        {
          kind: 'instant',
          samples: [one('x', 1, { path: '/a' }), one('x', 2, { path: '/b' }), one('y', 3, { path: '/a' })],
        },
      ],
      ['B', { kind: 'instant', samples: [one('x', 9)] }],
    ]),
    now: new Map(),
    warnings: [],
  };
  const { rows } = tableData(table, data, 'en');
  expect(rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
    ['x', '/a', '1', '9'],
    ['x', '/b', '2', '9'],
    ['y', '/a', '3', '–'],
  ]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
});
