import { halvesOf } from '@binnacle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemtableView } from './memtable-view.ts';
import { Memtable } from './memtable.ts';

const batch = fc.record({
  first: fc.integer({ min: 1, max: 60 }),
  length: fc.integer({ min: 1, max: 60 }),
  time: fc.integer({ min: 1, max: 12 }),
  kind: fc.constantFrom('row', 'row', 'row', 'stale', 'nan', 'histogram'),
});

const SERIES_END = 130;

/** A memtable with markers, histograms, samples that came late, and groups that became wider. */
function memtableOf(history: readonly (typeof batch extends fc.Arbitrary<infer T> ? T : never)[]): Memtable {
  const memtable = new Memtable(1);
  let next = 0;
  for (const { first, length, time, kind } of history) {
    for (let series = first; series < first + length; series++) {
      if (kind === 'stale') memtable.stale(series, time);
      else if (kind === 'histogram') memtable.histogram(series, time, Uint8Array.of(next++ & 255), 0);
      else memtable.float(series, time, kind === 'nan' ? NaN : next++, 0);
    }
  }
  return memtable;
}

test('rows that are copied whole have what their columns have', () => {
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (history, a, b) => {
      const view = new MemtableView(memtableOf(history).handle(SERIES_END));
      for (let series = 1; series < SERIES_END; series++) {
        view.eachPlace(series, (group, column) => {
          const rows = view.timestamps(group).length;
          const from = a % rows;
          const to = from + 1 + (b % (rows - from));
          const width = view.rowWidth(group, from, to);
          // Columns that are newer than all rows are not in them.
          if (column >= width) return;
          const at = 3;
          const cells = new Float64Array(at + (to - from) * width + 1).fill(-1);
          view.copyRows(group, from, to, width, cells, halvesOf(cells), at);
          const want = new Float64Array(to - from);
          view.readColumn(group, column, from, to, want, halvesOf(want), 0);
          const bits = halvesOf(cells);
          const got = Array.from({ length: to - from }, (_, row) => {
            const cell = at + row * width + column;
            return [bits[2 * cell], bits[2 * cell + 1]];
          }).flat();
          expect(got).toEqual([...halvesOf(want)]);
          expect([...cells.subarray(0, at), cells.at(-1)]).toEqual([-1, -1, -1, -1]);
        });
      }
    }),
  );
});
