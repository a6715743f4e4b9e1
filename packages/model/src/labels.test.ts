import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareLabels,
  compareStrings,
  emptyLabels,
  formatLabels,
  labelsEqual,
  labelsFromRecord,
  labelsKey,
  labelsOf,
  labelsToRecord,
  labelValue,
  withLabel,
} from './labels.ts';

const name = fc.string({ minLength: 1, maxLength: 4, unit: 'grapheme' });
const value = fc.string({ maxLength: 4, unit: 'grapheme' });
const record = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });

test('strings are ordered by their UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareStrings(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
  expect(compareStrings('\u{1F600}', '\uFF5E')).toBeGreaterThan(0);
});

test('a label set is sorted, without empty values, and comes back as it was given', () => {
  fc.assert(
    fc.property(record, (given) => {
      const labels = labelsFromRecord(given);
      const kept = Object.fromEntries(Object.entries(given).filter(([, it]) => it !== ''));
      expect(labelsToRecord(labels)).toEqual(kept);
      for (let i = 2; i < labels.length; i += 2) expect(compareStrings(labels[i - 2]!, labels[i]!)).toBeLessThan(0);
      for (const [key, it] of Object.entries(given)) expect(labelValue(labels, key)).toBe(it);
    }),
  );
});

test('the order of pairs does not matter, and equal sets have equal keys', () => {
  fc.assert(
    fc.property(record, record, (one, two) => {
      const [a, b] = [labelsFromRecord(one), labelsFromRecord(two)];
      const reversed = labelsOf(Object.entries(one).reverse());
      expect(labelsEqual(a, reversed)).toBe(true);
      expect(labelsKey(a)).toBe(labelsKey(reversed));
      expect(labelsKey(a) === labelsKey(b)).toBe(labelsEqual(a, b));
      expect(compareLabels(a, b) === 0).toBe(labelsEqual(a, b));
      expect(compareLabels(a, b) < 0).toBe(compareLabels(b, a) > 0);
    }),
  );
});

test('withLabel sets, replaces and removes one label', () => {
  fc.assert(
    fc.property(record, name, value, (given, key, it) => {
      const want = labelsOf([...Object.entries(given), [key, it]]);
      expect(withLabel(labelsFromRecord(given), key, it)).toEqual(want);
    }),
  );
});

test('of pairs with the same name the last one stays', () => {
  expect(
    labelsToRecord(
      labelsOf([
        ['a', '1'],
        ['a', '2'],
      ]),
    ),
  ).toEqual({ a: '2' });
});

test.each([
  [{}, '{}'],
  [{ __name__: 'up' }, 'up'],
  [{ job: 'a "b"' }, '{job="a \\"b\\""}'],
  [{ __name__: 'up', b: '2', a: '1' }, 'up{a="1", b="2"}'],
])('formatLabels(%j)', (given, want) => {
  expect(formatLabels(labelsFromRecord(given as Record<string, string>))).toBe(want);
});

test('the empty set', () => {
  expect(emptyLabels).toEqual([]);
  expect(labelValue(emptyLabels, 'a')).toBe('');
});
