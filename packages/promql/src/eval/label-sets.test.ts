import { labelsFromRecord, labelsToRecord } from '@binnacle/model';
import { describe, expect, test } from 'vitest';
import { labelChooser, withoutMetricLabels } from './label-sets.ts';

describe('without the metric', () => {
  test.each([
    [{ __name__: 'up', job: 'a' }, { job: 'a' }],
    [
      { Zone: 'x', __name__: 'up', __type__: 'gauge', __unit__: 'seconds', job: 'a' },
      { Zone: 'x', job: 'a' },
    ],
    [
      { '1st': 'x', __address__: 'y', __unit__: 'bytes' },
      { '1st': 'x', __address__: 'y' },
    ],
    [
      { Zone: 'x', job: 'a' },
      { Zone: 'x', job: 'a' },
    ],
    [{}, {}],
  ])('%j', (before, after) => {
    expect(labelsToRecord(withoutMetricLabels(labelsFromRecord(before)))).toEqual(after);
  });

  test('nothing to leave out: the same labels, no copy', () => {
    const labels = labelsFromRecord({ A: 'x', b: 'y' });
    expect(withoutMetricLabels(labels)).toBe(labels);
  });
});

describe('chosen labels', () => {
  const a = labelsFromRecord({ __name__: 'up', a: '1', b: '2', c: '3' });
  const same = labelsFromRecord({ __name__: 'down', a: '1', b: '2', d: '4' });
  const other = labelsFromRecord({ __name__: 'up', a: '12', b: '', c: '3' });

  test.each([
    { only: true, labels: ['a', 'b'] },
    { only: true, labels: ['b', 'a', 'a', 'x'] },
    { only: true, labels: ['a'] },
    { only: false, labels: ['c', 'd'] },
  ])('%j', (choice) => {
    const chooser = labelChooser(choice);
    expect(chooser.key(a)).toBe(chooser.key(same));
    expect(chooser.key(a)).not.toBe(chooser.key(other));
    expect(chooser.labels(a)).toEqual(chooser.labels(same));
  });

  test('none: all are in one group', () => {
    const chooser = labelChooser({ only: true, labels: [] });
    expect(chooser.key(a)).toBe(chooser.key(other));
    expect(chooser.labels(a)).toEqual([]);
  });

  test('a label that is not there is like an empty one', () => {
    const chooser = labelChooser({ only: true, labels: ['a', 'missing'] });
    expect(chooser.labels(a)).toEqual(['a', '1']);
  });
});
