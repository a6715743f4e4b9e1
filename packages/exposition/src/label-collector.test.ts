import { labelsOf } from '@binnacle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabelCollector } from './label-collector.ts';

/** Characters of one to four bytes. */
const anyCharacter = fc.constantFrom(...'a_Z09\0\n"\\ é߿ࠀ漢\u{ffff}\u{10000}😀\u{10ffff}');

const pairs = fc.uniqueArray(fc.tuple(fc.string({ unit: anyCharacter, minLength: 1 }), fc.string({ maxLength: 2 })), {
  selector: ([name]) => name,
  maxLength: 200,
  size: 'max',
});

test('labels come out sorted and without empty values, however many there are', () => {
  fc.assert(
    fc.property(pairs, (all) => {
      const labels = new LabelCollector();
      for (const [name, value] of all) labels.add(name, value, 0);
      expect(labels.finish(0)).toEqual(labelsOf(all));
    }),
    { numRuns: 50 },
  );
});

test.each([3, 300])('a name twice among %s labels is refused', (count) => {
  const labels = new LabelCollector();
  const fill = (): unknown => {
    for (let i = 0; i < count; i++) labels.add(`l${count - i}`, 'x', i);
    labels.add('l2', 'y', count);
    return labels.finish(0);
  };
  expect(fill).toThrow(expect.objectContaining({ expected: 'each label once', got: '"l2"' }));
});
