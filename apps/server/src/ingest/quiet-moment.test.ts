import { expect, test } from 'vitest';
import { awaitQuietMoment } from './quiet-moment.ts';

/** Each look finds the next of `requests`, a request that is being answered where it is negative. Gives after how many looks it was quiet. */
function quietAfter(requests: readonly number[]): number | undefined {
  let quietAt: number | undefined;
  let later: (() => void) | undefined;
  let at = 0;
  const current = (): number => requests[Math.min(at, requests.length - 1)]!;
  awaitQuietMoment(
    {
      requests: () => Math.abs(current()),
      running: () => (current() < 0 ? 1 : 0),
      after: (delayMs, run) => {
        expect(delayMs).toBe(1000);
        later = run;
        return () => (later = undefined);
      },
    },
    () => (quietAt = at),
  );
  while (later !== undefined && at < 200) {
    const run = later;
    later = undefined;
    at++;
    run();
  }
  return quietAt;
}

test.each([
  { name: 'nobody sends anything', requests: [0], looks: 1 },
  { name: 'samples come for three seconds', requests: [0, 5, 9, 12, 12], looks: 4 },
  { name: 'one request takes long', requests: [0, -1, -1, -1, 1], looks: 4 },
  { name: 'now and then', requests: [7, 8, 8, 9], looks: 2 },
  { name: 'without an end', requests: Array.from({ length: 200 }, (_, i) => i), looks: 120 },
])('$name', ({ requests, looks }) => expect(quietAfter(requests)).toBe(looks));

test('whoever stops waiting is not called', () => {
  let run: (() => void) | undefined;
  const stop = awaitQuietMoment(
    {
      requests: () => 0,
      running: () => 0,
      after: (_, later) => {
        run = later;
        return () => (run = undefined);
      },
    },
    () => expect.unreachable(),
  );
  stop();
  expect(run).toBeUndefined();
});
