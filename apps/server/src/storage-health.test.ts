import { expect, test } from 'vitest';
import { StorageHealth } from './storage-health.ts';

test('an error of the storage shows for an hour', () => {
  let now = 0;
  const health = new StorageHealth(() => now);
  health.note('warn', 'a torn tail was cut off');
  expect(health.health()).toEqual({ part: 'storage', state: 'ok', message: '' });
  health.note('error', 'block 1 is damaged');
  expect(health.health()).toEqual({ part: 'storage', state: 'degraded', message: 'block 1 is damaged' });
  now = 3_600_001;
  expect(health.health().state).toBe('ok');
  expect(health.counts()).toEqual({ info: 0, warn: 1, error: 1 });
});
