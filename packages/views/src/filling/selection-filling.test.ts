import { expect, test } from 'vitest';
import { variable as schema } from '../variable.ts';
import { interpolate } from './interpolate.ts';
import { selectionFilling } from './selection-filling.ts';

const disks = (more: object = {}) =>
  schema.parse({ kind: 'custom', name: 'disks', options: [{ value: 'sd[a-z]+|nvme.*' }, { value: 'vda' }], ...more });
const asked = (variable: ReturnType<typeof disks>, ...values: string[]): string =>
  interpolate(
    'io{device=~"$disks"}',
    new Map([['disks', selectionFilling(variable, { kind: 'values', values }, values)]]),
  );

test('a value of a list stands for itself, unless the list is of patterns', () => {
  expect(asked(disks(), 'sd[a-z]+|nvme.*')).toBe('io{device="sd[a-z]+|nvme.*"}');
  expect(asked(disks({ patterns: true }), 'sd[a-z]+|nvme.*')).toBe('io{device=~"sd[a-z]+|nvme.*"}');
  expect(asked(disks({ patterns: true, multi: true }), 'sd[a-z]+', 'vda')).toBe('io{device=~"sd[a-z]+|vda"}');
  expect(asked(disks({ patterns: true }))).toBe('io{device=~".^"}');
});
