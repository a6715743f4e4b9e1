import { expect, test } from 'vitest';
import { addressKey, AttemptThrottle } from './throttle.ts';

const limits = { free: 3, firstLockMs: 1000, maxLockMs: 4000, forgetMs: 60_000 };

test('locks for longer and longer after the free failures', () => {
  let now = 0;
  const throttle = new AttemptThrottle(limits, () => now);
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    throttle.attempt('ada');
    waits.push(throttle.waitMs('ada'));
    now += throttle.waitMs('ada');
  }
  expect(waits).toEqual([0, 0, 1000, 2000, 4000, 4000, 4000]);
  expect(throttle.waitMs('bob')).toBe(0);
});

test('a try that is taken back leaves the failures before it', () => {
  const throttle = new AttemptThrottle(limits, () => 0);
  throttle.attempt('address');
  throttle.attempt('address');
  throttle.attempt('address');
  throttle.takeBack('address');
  expect(throttle.waitMs('address')).toBe(0);
  throttle.attempt('address');
  expect(throttle.waitMs('address')).toBe(1000);
});

test('success and time make it forget', () => {
  let now = 0;
  const throttle = new AttemptThrottle(limits, () => now);
  for (let i = 0; i < 3; i++) throttle.attempt('ada');
  throttle.succeeded('ada');
  expect(throttle.waitMs('ada')).toBe(0);
  throttle.attempt('ada');
  throttle.attempt('ada');
  now += 61_000;
  throttle.attempt('ada');
  expect(throttle.waitMs('ada')).toBe(0);
});

test.each([
  { address: '10.0.0.1', key: '10.0.0.1' },
  { address: '::ffff:10.0.0.1', key: '10.0.0.1' },
  { address: '2001:db8:1:2:3:4:5:6', key: '2001:db8:1:2' },
  { address: '2001:db8::1', key: '2001:db8:0:0' },
  { address: '::1', key: '0:0:0:0' },
  { address: 'fe80::1%eth0', key: 'fe80:0:0:0' },
])('$address counts as $key', ({ address, key }) => {
  expect(addressKey(address)).toBe(key);
});
