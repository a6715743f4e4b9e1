import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemtableView } from './memtable-view.ts';
import { Memtable } from './memtable.ts';

/** What a memtable holds, bit for bit: rows of groups in order, then late samples. */
function contentsOf(memtable: Memtable, seriesEnd: number): unknown {
  const view = new MemtableView(memtable.handle(seriesEnd));
  const out: unknown[] = [memtable.samples, memtable.minTimeMs, memtable.maxTimeMs];
  for (let series = 1; series < seriesEnd; series++) {
    view.eachPlace(series, (group, column) => {
      const times = view.timestamps(group);
      const values = new Float64Array(times.length);
      const bits = new Uint32Array(values.buffer);
      view.readColumn(group, column, 0, times.length, values, bits, 0);
      out.push([series, group, column, [...times], [...bits]]);
    });
    out.push(view.lateSamples(series), view.startNotes(series));
  }
  return out;
}

const sample = fc.record({
  first: fc.integer({ min: 1, max: 40 }),
  length: fc.integer({ min: 1, max: 30 }),
  time: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom('row', 'row', 'row', 'stale', 'start'),
  shuffled: fc.boolean(),
  nan: fc.integer({ min: 0, max: 60 }),
});

test('a row is the same as its numbers one by one, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 30 }), (history) => {
      const [inRows, oneByOne] = [new Memtable(1), new Memtable(1)];
      let next = 0;
      for (const { first, length, time, kind, shuffled, nan } of history) {
        let series = Uint32Array.from({ length }, (_, i) => first + i);
        if (shuffled) series = series.map((each) => ((each * 7) % 40) + 1);
        const values = Float64Array.from(series, (_, i) => (i === nan ? NaN : next++));
        if (kind === 'row') inRows.row(series, values, 0, length, time);
        for (const [i, each] of series.entries()) {
          if (kind === 'row') oneByOne.float(each, time, values[i]!, 0);
          else if (kind === 'stale') for (const it of [inRows, oneByOne]) it.stale(each, time);
          else for (const it of [inRows, oneByOne]) it.float(each, time, values[i]!, 1000 + time);
        }
      }
      expect(contentsOf(inRows, 80)).toEqual(contentsOf(oneByOne, 80));
    }),
  );
});
