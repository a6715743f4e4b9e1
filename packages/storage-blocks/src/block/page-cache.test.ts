import { expect, test } from 'vitest';
import { ByteWriter } from '../log/byte-writer.ts';
import type { BlockFile } from './block-file.ts';
import { PageCache } from './page-cache.ts';
import { writeTimes } from './time-codec.ts';

/** A file whose pages have 400 bytes each: a cache counts 1000 for one. */
function fakeFile(): { readonly file: BlockFile; readonly reads: number[] } {
  const reads: number[] = [];
  const readPage = (number: number): Uint8Array => {
    reads.push(number);
    return new Uint8Array(400);
  };
  return { file: { readPage } as unknown as BlockFile, reads };
}

test('keeps pages as long as there is room, of whatever file, and reads each once', () => {
  const [a, b] = [fakeFile(), fakeFile()];
  const cache = new PageCache(4000);
  for (let round = 0; round < 3; round++) {
    for (const page of [1, 2]) for (const { file } of [a, b]) cache.get(file, page);
  }
  expect([a.reads, b.reads]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test('of a round that is longer than the cache most pages are still there', () => {
  const { file, reads } = fakeFile();
  const cache = new PageCache(100_000);
  const [rounds, length] = [20, 120];
  for (let round = 0; round < rounds; round++) for (let page = 0; page < length; page++) cache.get(file, page);
  // A sixth does not fit.
  expect(reads.length).toBeGreaterThan(length + rounds * 20);
  expect(reads.length).toBeLessThan((rounds * length) / 2);
});

test('gives back what is more than is wanted', () => {
  const { file, reads } = fakeFile();
  const cache = new PageCache(10_000);
  const round = (): void => {
    for (let page = 0; page < 8; page++) cache.get(file, page);
  };
  round();
  cache.trim(3000);
  round();
  expect(reads.length).toBe(8 + 5);
  cache.trim(0);
  round();
  expect(reads.length).toBe(8 + 5 + 8);
});

test('timestamps are read once, and counted', () => {
  const times = Float64Array.from({ length: 500 }, (_, i) => 1_764_360_000_000 + i * 15_000 + (i % 3));
  const out = new ByteWriter();
  writeTimes(out, times);
  const bytes = out.bytes().slice();
  const file = { readPage: () => bytes } as unknown as BlockFile;
  const cache = new PageCache(20_000);
  const found = cache.times(file, 1, times.length);
  expect(found).toEqual(times);
  expect(cache.times(file, 1, times.length)).toBe(found);
  // Without the 4000 bytes of each all of them had room.
  for (let number = 2; number <= 10; number++) cache.times(file, number, times.length);
  cache.get(file, 11);
  const isKept = Array.from({ length: 9 }, (_, i) => cache.get(file, i + 2).times !== undefined);
  expect(isKept).toContain(false);
  cache.trim(0);
  expect(cache.times(file, 1, times.length)).not.toBe(found);
});

test('a file that is forgotten leaves nothing behind', () => {
  const [a, b] = [fakeFile(), fakeFile()];
  const cache = new PageCache(4000);
  for (const page of [1, 2, 3]) for (const { file } of [a, b]) cache.get(file, page);
  cache.forget(a.file);
  cache.forget(a.file);
  for (const page of [1, 2, 3]) cache.get(a.file, page);
  for (const page of [4, 5, 6, 7, 8]) cache.get(b.file, page);
  expect(a.reads).toEqual([1, 2, 3, 1, 2, 3]);
  for (const page of [5, 6, 7, 8]) cache.get(b.file, page);
  expect(b.reads).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
