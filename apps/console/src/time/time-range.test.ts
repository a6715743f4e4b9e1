import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { absoluteText, parseTimeRange, shifted, spanOf, timeRangeText, zoomedOut } from './time-range.ts';

const local = (y: number, mo: number, d: number, h = 0, mi = 0, s = 0) => new Date(y, mo - 1, d, h, mi, s).getTime();

test.each([
  { text: '30s', want: { kind: 'relative', backMs: 30_000, untilMs: 0 } },
  { text: ' 20m ', want: { kind: 'relative', backMs: 1_200_000, untilMs: 0 } },
  { text: '6H', want: { kind: 'relative', backMs: 21_600_000, untilMs: 0 } },
  { text: '2d', want: { kind: 'relative', backMs: 172_800_000, untilMs: 0 } },
  { text: 'now-1h..now', want: { kind: 'relative', backMs: 3_600_000, untilMs: 0 } },
  { text: 'now-6h ~ now-1h', want: { kind: 'relative', backMs: 21_600_000, untilMs: 3_600_000 } },
  {
    text: '2026/11/22 10:00:00 ~ 2026/11/22 11:30:05',
    want: { kind: 'absolute', fromMs: local(2026, 11, 22, 10), toMs: local(2026, 11, 22, 11, 30, 5) },
  },
  {
    text: '2026/11/22 10:00:00 - 2026/11/22 11:00:00',
    want: { kind: 'absolute', fromMs: local(2026, 11, 22, 10), toMs: local(2026, 11, 22, 11) },
  },
  {
    text: '2026-11-22 10:00,2026-11-22T11:00',
    want: { kind: 'absolute', fromMs: local(2026, 11, 22, 10), toMs: local(2026, 11, 22, 11) },
  },
  {
    text: '2026/11/22 ~ 2026/11/22',
    want: { kind: 'absolute', fromMs: local(2026, 11, 22), toMs: local(2026, 11, 23) },
  },
  { text: '1763800000000-1763803600000', want: { kind: 'absolute', fromMs: 1763800000000, toMs: 1763803600000 } },
  { text: '1763800000000..1763803600000', want: { kind: 'absolute', fromMs: 1763800000000, toMs: 1763803600000 } },
])('reads $text', ({ text, want }) => {
  expect(parseTimeRange(text)).toEqual({ ok: true, range: want });
});

test.each([
  { text: '', problem: 'empty' },
  { text: 'yesterday', problem: 'unknown' },
  { text: '1h30m', problem: 'unknown' },
  { text: '-5m', problem: 'unknown' },
  { text: '0s', problem: 'zero' },
  { text: '99999999d', problem: 'too-long' },
  { text: 'now-1h..now-6h', problem: 'reversed' },
  { text: '2026/11/22 11:00:00 ~ 2026/11/22 10:00:00', problem: 'reversed' },
  { text: '1763803600000~1763800000000', problem: 'reversed' },
  { text: '2026/02/31 10:00:00 ~ 2026/03/01 10:00:00', problem: 'no-such-date' },
  { text: '2026/02/01 25:00:00 ~ 2026/03/01 10:00:00', problem: 'no-such-date' },
  { text: '2026/11/22 11:00:00 ~ 2026/11/22 11:00:00', problem: 'zero' },
])('refuses "$text": $problem', ({ text, problem }) => {
  expect(parseTimeRange(text)).toEqual({ ok: false, problem });
});

test('the text of a URL is read back as it was', () => {
  const relative = fc.record({ kind: fc.constant('relative' as const), backMs: fc.integer({ min: 2, max: 1e6 }) });
  fc.assert(
    fc.property(relative, ({ kind, backMs }) => {
      const range = { kind, backMs: backMs * 1000, untilMs: 1000 };
      expect(parseTimeRange(timeRangeText(range))).toEqual({ ok: true, range });
      expect(parseTimeRange(timeRangeText({ ...range, untilMs: 0 }))).toMatchObject({
        range: { backMs: backMs * 1000 },
      });
    }),
  );
  const range = { kind: 'absolute', fromMs: 1763800000123, toMs: 1763803600456 } as const;
  expect(parseTimeRange(timeRangeText(range))).toEqual({ ok: true, range });
});

test('what is shown can be typed', () => {
  const span = { fromMs: local(2026, 1, 2, 3, 4, 5), toMs: local(2026, 11, 12, 13, 14, 15) };
  expect(absoluteText(span)).toBe('2026/01/02 03:04:05 ~ 2026/11/12 13:14:15');
  expect(parseTimeRange(absoluteText(span))).toEqual({ ok: true, range: { kind: 'absolute', ...span } });
});

test('zooming out doubles and stays in the past; shifting moves by the length', () => {
  const now = 10_000_000;
  expect(zoomedOut({ fromMs: 4_000_000, toMs: 5_000_000 }, now)).toMatchObject({ fromMs: 3_500_000, toMs: 5_500_000 });
  expect(zoomedOut({ fromMs: 9_000_000, toMs: now }, now)).toMatchObject({ fromMs: 8_000_000, toMs: now });
  expect(shifted({ fromMs: 4_000_000, toMs: 5_000_000 }, -1)).toMatchObject({ fromMs: 3_000_000, toMs: 4_000_000 });
  expect(spanOf({ kind: 'relative', backMs: 3_600_000, untilMs: 0 }, now)).toEqual({ fromMs: 6_400_000, toMs: now });
});
