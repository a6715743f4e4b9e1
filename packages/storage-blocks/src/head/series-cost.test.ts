import { labelsFromSorted } from '@binnacle/model';
import { expect, test } from 'vitest';
import { KeyTable } from '../memory/key-table.ts';
import { HeadIndex } from './head-index.ts';
import { Memtable } from './memtable.ts';

const SERIES = 16_384;

/** 12 pairs, of which two are the series' own and have 30 bytes, as the table of docs/formats/storage-head.md assumes. */
const labelsOf = (i: number) =>
  labelsFromSorted(
    Array.from({ length: 12 }, (_, n) => [
      `label_${String.fromCharCode(97 + n)}`,
      n < 2 ? `${n}-${String(i).padStart(28, 'x')}` : `value-${i % 50}`,
    ]).flat(),
  );

test('a series costs what docs/formats/storage-head.md says', () => {
  const index = new HeadIndex(1);
  const keys = new KeyTable(() => 0.5);
  const memtable = new Memtable(1);
  const key = new Uint8Array(8);
  for (let series = 1; series <= SERIES; series++) {
    index.add(series, labelsOf(series));
    new DataView(key.buffer).setUint32(0, series);
    keys.set(1, key, 0, key.length, series);
    memtable.float(series, 1000, series, 0);
  }
  const perSeries = (bytes: number): number => Math.round(bytes / SERIES);
  // The document has the usual case: tables are 25 to 50 % full.
  expect({
    index: perSeries(index.sizeBytes),
    keys: perSeries(keys.sizeBytes),
    // Rows that a group has grown out of while series came to it; the samples after this one take eight bytes each.
    firstSample: perSeries(memtable.sizeBytes),
  }).toEqual({ index: 304, keys: 32, firstSample: 151 });
});
