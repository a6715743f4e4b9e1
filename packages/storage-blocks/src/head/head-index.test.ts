import { labelsFromRecord, labelsFromSorted, type Labels } from '@binnacle/model';
import { expect, test } from 'vitest';
import { HeadIndex } from './head-index.ts';
import { HeadIndexView } from './head-index-view.ts';
import { readLabels } from '../read/read-labels.ts';

const set = (i: number): Labels =>
  labelsFromRecord({
    __name__: `m${i % 7}`,
    a: `${i % 13}`,
    ...(i % 3 === 0 && { b: `x${i % 11}` }),
    z: `${Math.floor(i / 40)}`,
  });

test('finds what was added, and nothing else', () => {
  const index = new HeadIndex(1);
  const known = new Map<string, number>();
  for (let i = 0; i < 20_000; i++) {
    const labels = set(i);
    const want = known.get(labels.join()) ?? 0;
    expect(index.find(labels)).toBe(want);
    if (want !== 0) continue;
    index.add(i + 1, labels);
    known.set(labels.join(), i + 1);
  }
  const view = new HeadIndexView(index.handle(20_001));
  for (const [text, series] of known) expect(readLabels(view, series).join()).toBe(text);
  const name = view.findName('z');
  const found: number[] = [];
  view.eachPair(name, '', (pair) => view.postings(pair, found));
  expect(found.toSorted((a, b) => a - b)).toEqual([...known.values()]);
});

test('a caller may use its array of labels again', () => {
  const index = new HeadIndex(1);
  const scratch = ['__name__', 'a', 'x', '1'];
  const labels = labelsFromSorted(scratch);
  index.add(1, labels);
  scratch[3] = '2';
  expect(index.find(labels)).toBe(0);
  index.add(2, labels);
  scratch[1] = 'b';
  expect(index.find(labels)).toBe(0);
  scratch[1] = 'a';
  scratch[3] = '1';
  expect(index.find(labels)).toBe(1);
});
