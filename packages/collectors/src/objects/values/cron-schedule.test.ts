import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextCronTime, parseCron } from './cron-schedule.ts';

const next = (spec: string, after: string, zone?: string): string | undefined => {
  const schedule = parseCron(spec);
  if (schedule === undefined) throw new Error(`not a schedule: ${spec}`);
  const ms = nextCronTime(schedule, Date.parse(after), zone);
  return ms === undefined ? undefined : new Date(ms).toISOString().replace(':00.000Z', 'Z');
};

describe('the next time of a schedule', () => {
  test.each([
    ['* * * * *', '2026-01-13T18:40:00Z', '2026-01-13T18:41Z'],
    ['* * * * *', '2026-01-13T18:40:59Z', '2026-01-13T18:41Z'],
    ['*/15 * * * *', '2026-01-13T18:40:00Z', '2026-01-13T18:45Z'],
    ['5/20 * * * *', '2026-01-13T18:40:00Z', '2026-01-13T18:45Z'],
    ['0 0 * * *', '2026-12-31T00:00:00Z', '2027-01-01T00:00Z'],
    ['30 8-18/2 * * mon-fri', '2026-01-16T18:31:00Z', '2026-01-19T08:30Z'],
    ['0 12 1 jan,JUL ?', '2026-01-02T00:00:00Z', '2026-07-01T12:00Z'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00Z'],
    // A day of the month and a day of the week: either will do.
    ['0 0 13 * 5', '2026-01-13T00:00:00Z', '2026-01-16T00:00Z'],
    // A star with a step restricts the day too.
    ['0 0 */2 * 1', '2026-01-13T00:00:00Z', '2026-01-15T00:00Z'],
    ['@hourly', '2026-01-13T18:40:00Z', '2026-01-13T19:00Z'],
    ['@daily', '2026-01-13T18:40:00Z', '2026-01-14T00:00Z'],
    ['@weekly', '2026-01-13T18:40:00Z', '2026-01-18T00:00Z'],
    ['@monthly', '2026-01-13T18:40:00Z', '2026-02-01T00:00Z'],
    ['@yearly', '2026-01-13T18:40:00Z', '2027-01-01T00:00Z'],
    ['@every 1h30m', '2026-01-13T18:40:00Z', '2026-01-13T20:10Z'],
  ])('%s after %s is %s', (spec, after, want) => expect(next(spec, after)).toBe(want));

  test.each([
    ['30 2 * * *', '2026-01-13T00:00:00Z', 'Europe/Berlin', '2026-01-13T01:30Z'],
    ['30 2 * * *', '2026-07-13T00:00:00Z', 'Europe/Berlin', '2026-07-13T00:30Z'],
    // On 29 March 2026 clocks in Berlin go from 2:00 to 3:00.
    ['30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin', '2026-03-30T00:30Z'],
    // On 25 October 2026 they show 2:30 twice; the first one counts.
    ['30 2 * * *', '2026-10-24T12:00:00Z', 'Europe/Berlin', '2026-10-25T00:30Z'],
    ['0 9 * * *', '2026-01-13T00:00:00Z', 'Asia/Kolkata', '2026-01-13T03:30Z'],
    ['0 0 * * *', '2026-01-13T00:00:00Z', 'America/New_York', '2026-01-13T05:00Z'],
  ])('%s after %s in %s is %s', (spec, after, zone, want) => expect(next(spec, after, zone)).toBe(want));

  test('a zone in the schedule counts where the cron job names none', () => {
    expect(next('CRON_TZ=Europe/Berlin 30 2 * * *', '2026-01-13T00:00:00Z')).toBe('2026-01-13T01:30Z');
    expect(next('TZ=Asia/Kolkata 0 9 * * *', '2026-01-13T00:00:00Z')).toBe('2026-01-13T03:30Z');
  });

  test('a day that never comes has none, and neither has an unknown zone', () => {
    expect(next('0 0 30 2 *', '2026-01-13T00:00:00Z')).toBeUndefined();
    expect(next('0 0 * * *', '2026-01-13T00:00:00Z', 'Mars/Olympus')).toBeUndefined();
  });
});

test.each([
  [''],
  ['* * * *'],
  ['* * * * * *'],
  ['60 * * * *'],
  ['* 24 * * *'],
  ['* * 0 * *'],
  ['* * * 13 *'],
  ['* * * * 7'],
  ['5-1 * * * *'],
  ['*/0 * * * *'],
  ['a * * * *'],
  ['*-5 * * * *'],
  ['@often'],
  ['@every soon'],
  ['TZ=Nowhere/City * * * * *'],
])('"%s" is no schedule', (spec) => expect(parseCron(spec)).toBeUndefined());

test('the next time is after the given one, and the schedule holds at it', () => {
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min, max }).map(String),
      fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
    );
  fc.assert(
    fc.property(
      field(0, 59),
      field(0, 23),
      field(1, 28),
      field(1, 12),
      fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }),
      (minute, hour, day, month, after) => {
        const schedule = parseCron(`${minute} ${hour} ${day} ${month} *`);
        const ms = schedule && nextCronTime(schedule, after * 1000);
        expect(ms).toBeGreaterThan(after * 1000);
        const at = new Date(ms ?? 0);
        const holds = (text: string, value: number, min: number): boolean =>
          text === '*' ||
          (text.startsWith('*/') ? (value - min) % Number(text.slice(2)) === 0 : Number(text) === value);
        expect(holds(minute, at.getUTCMinutes(), 0) && holds(hour, at.getUTCHours(), 0)).toBe(true);
        expect(holds(day, at.getUTCDate(), 1) && holds(month, at.getUTCMonth() + 1, 1)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('any text is read without an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[*0-9,/ -]{5,20}$/)), (text) => {
      expect(() => parseCron(text)).not.toThrow();
    }),
  );
});
