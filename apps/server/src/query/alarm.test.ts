import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Alarm } from './alarm.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** An alarm, and when it rang. */
function makeAlarm(): { alarm: Alarm; rang: number[] } {
  const rang: number[] = [];
  return { alarm: new Alarm(() => rang.push(Date.now()), Date.now), rang };
}

test('rings at the earliest time that was asked for, once', () => {
  const { alarm, rang } = makeAlarm();
  alarm.set(500);
  alarm.set(200);
  alarm.set(300);
  vi.advanceTimersByTime(1000);
  expect(rang).toEqual([200]);
});

test('can be set again from when it has rung', () => {
  const { alarm, rang } = makeAlarm();
  alarm.set(200);
  vi.advanceTimersByTime(200);
  alarm.set(900);
  vi.advanceTimersByTime(1000);
  expect(rang).toEqual([200, 900]);
});

test('a time that has passed rings at once, one of never does not', () => {
  const { alarm, rang } = makeAlarm();
  alarm.set(Infinity);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(100);
  alarm.set(20);
  vi.advanceTimersByTime(1);
  expect(rang.length).toBe(1);
});

test('parts of a millisecond make it later, not earlier', () => {
  const { alarm, rang } = makeAlarm();
  alarm.set(10.2);
  vi.advanceTimersByTime(10);
  expect(rang).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(rang).toEqual([11]);
});

test('what is further away than a timer can wait rings earlier, and whoever is called asks again', () => {
  const { alarm, rang } = makeAlarm();
  alarm.set(2 ** 40);
  vi.advanceTimersByTime(2 ** 31);
  expect(rang).toEqual([2 ** 31 - 1]);
});

test('does not ring when it was cleared, until it is set again', () => {
  const { alarm, rang } = makeAlarm();
  alarm.set(200);
  alarm.clear();
  vi.advanceTimersByTime(300);
  expect(rang).toEqual([]);
  alarm.set(400);
  vi.advanceTimersByTime(300);
  expect(rang).toEqual([400]);
});
