import { expect, test } from 'vitest';
import { relativeTime } from './relative-time.ts';

const now = Date.UTC(2026, 10, 22, 19, 0, 0);

test.each([
  { ageMs: 0, en: 'now', zh: '现在' },
  { ageMs: -5_000, en: 'now', zh: '现在' },
  { ageMs: 4_900, en: '4 seconds ago', zh: '4秒钟前' },
  { ageMs: 119_000, en: '1 minute ago', zh: '1分钟前' },
  { ageMs: 7_200_000, en: '2 hours ago', zh: '2小时前' },
  { ageMs: 86_400_000, en: 'yesterday', zh: '昨天' },
  { ageMs: -3 * 86_400_000 + 5_000, en: 'in 3 days', zh: '3天后' },
  { ageMs: -7_100_000, en: 'in 2 hours', zh: '2小时后' },
  { ageMs: 40 * 86_400_000, en: 'Oct 13, 2026', zh: '2026年10月13日' },
])('$ageMs ms ago is "$en"', ({ ageMs, en, zh }) => {
  expect(relativeTime(now - ageMs, now, 'en')).toBe(en);
  expect(relativeTime(now - ageMs, now, 'zh-CN')).toBe(zh);
});
