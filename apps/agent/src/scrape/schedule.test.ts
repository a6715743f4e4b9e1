import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { everyInterval, nextSlot, phaseOf, type Tick } from './schedule.ts';

const START = 1_700_000_000_000;

function record(
  clock: FakeClock,
  intervalMs: number,
  phase: number,
  run: (tick: Tick) => Promise<void> = async () => {},
): { ticks: Tick[]; stop: () => void } {
  const ticks: Tick[] = [];
  const stop = everyInterval(clock, intervalMs, phase, (tick) => {
    ticks.push(tick);
    return run(tick);
  });
  return { ticks, stop };
}

test('once soon, then at its phase of every interval, with evenly spaced timestamps', async () => {
  const clock = new FakeClock(START);
  const { ticks, stop } = record(clock, 10_000, 0.25);
  await clock.advance(35_000);
  stop();
  await clock.advance(60_000);
  expect(ticks.map(({ timestampMs }) => timestampMs - START)).toEqual([500, 2_500, 12_500, 22_500, 32_500]);
});

test('a late call keeps the planned timestamp while it is near, and the next ones stay in place', async () => {
  const clock = new FakeClock(START);
  const { ticks } = record(clock, 10_000, 0.25);
  await clock.advance(2_499);
  clock.jump(500);
  await clock.advance(10_000);
  expect(ticks.map(({ timestampMs }) => timestampMs - START)).toEqual([500, 2_500, 12_500]);
});

test('a call that is far too late gets its true time, and what it missed is counted', async () => {
  const clock = new FakeClock(START);
  const { ticks } = record(clock, 10_000, 0.25);
  await clock.advance(2_499);
  clock.jump(34_501);
  await clock.advance(10_000);
  expect(ticks.map(({ timestampMs }) => timestampMs - START)).toEqual([500, 37_000, 42_500]);
});

test('a scrape that takes longer than the interval is not overtaken', async () => {
  const clock = new FakeClock(START);
  const slow = (): Promise<void> => new Promise((resolve) => clock.after(25_000, resolve));
  const { ticks } = record(clock, 10_000, 0, slow);
  await clock.advance(60_000);
  expect(ticks.map(({ timestampMs, missed }) => [timestampMs - START, missed])).toEqual([
    [0, 0],
    [30_000, 2],
    [60_000, 2],
  ]);
});

test('timestamps never go back when the clock does', async () => {
  const clock = new FakeClock(START);
  const { ticks } = record(clock, 10_000, 0);
  await clock.advance(20_000);
  clock.jump(-5_000);
  await clock.advance(30_000);
  const times = ticks.map(({ timestampMs }) => timestampMs);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
});

test('phases are spread over the interval, and stay the same for the same target', () => {
  const phases = Array.from({ length: 1_000 }, (_, i) => phaseOf(`target ${i}`));
  const perTenth = Array.from(
    { length: 10 },
    (_, tenth) => phases.filter((phase) => Math.floor(phase * 10) === tenth).length,
  );
  expect(Math.min(...perTenth)).toBeGreaterThan(60);
  expect(phaseOf('target 1')).toBe(phases[1]);
});

test.each([
  [100, 10, 3, 103],
  [103, 10, 3, 113],
  [104, 10, 3, 113],
])('nextSlot(%i, %i, %i)', (after, interval, offset, want) => {
  expect(nextSlot(after, interval, offset)).toBe(want);
});
