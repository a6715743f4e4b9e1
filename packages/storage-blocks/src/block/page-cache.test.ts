import { expect, test } from 'vitest';
import type { BlockFile } from './block-file.ts';
import { PageCache } from './page-cache.ts';

/** A file whose pages have 400 bytes each: a cache counts 1000 for one. */
function fakeFile(): { readonly file: BlockFile; readonly reads: number[] } {
  const reads: number[] = [];
  const readPage = (number: number): Uint8Array => {
    reads.push(number);
    return new Uint8Array(400);
  };
  return { file: { readPage } as unknown as BlockFile, reads };
}

test('keeps the pages that were read last, of whatever file, and reads each once', () => {
  const [a, b] = [fakeFile(), fakeFile()];
  const cache = new PageCache(4000);
  for (let round = 0; round < 3; round++) {
    for (const page of [1, 2]) for (const { file } of [a, b]) cache.get(file, page);
  }
  expect([a.reads, b.reads]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  // The fifth and the sixth page take the places of the oldest one, page 1 of a.
  cache.get(a.file, 3);
  cache.get(b.file, 3);
  for (const { file } of [a, b]) cache.get(file, 2);
  expect([a.reads, b.reads]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  cache.get(a.file, 1);
  expect(a.reads).toEqual([1, 2, 3, 1]);
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
