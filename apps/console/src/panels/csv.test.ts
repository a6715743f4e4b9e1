import { panel as schema } from '@binnacle/views';
import { expect, test } from 'vitest';
import { csvOf, dataTables } from './csv.ts';

test('every sample is a line, quoted where it must be, harmless in a spreadsheet', () => {
  const panel = schema.parse({
    kind: 'timeseries',
    id: 'p',
    title: 'P',
    grid: { x: 0, y: 0, w: 1, h: 3 },
    queries: [
      { ref: 'A', expr: 'a' },
      { ref: 'B', expr: 'b', mode: 'instant' },
    ],
  });
  const tables = dataTables(panel, {
    grid: { startMs: 0, endMs: 10_000, stepMs: 10_000 },
    answers: new Map([
      ['A', { kind: 'range', series: [{ labels: { x: 'a,"b"', y: '=1+1' }, values: Float64Array.of(1, Number.NaN) }] }],
      ['B', { kind: 'instant', samples: [{ labels: { x: 'c' }, value: 2.5 }] }],
    ]),
    now: new Map(),
    warnings: [],
  });
  expect(csvOf(tables)).toBe(
    [
      'time,query,x,y,value',
      '1970-01-01T00:00:00.000Z,A,"a,""b""",\'=1+1,1',
      '1970-01-01T00:00:10.000Z,B,c,,2.5',
      '',
    ].join('\r\n'),
  );
});
