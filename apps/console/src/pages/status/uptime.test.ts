import { expect, test } from 'vitest';
import { uptimeText } from './uptime.ts';

test.each([
  { durationMs: 0, en: '0 sec', zh: '0秒' },
  { durationMs: 65_900, en: '1 min 5 sec', zh: '1分钟 5秒' },
  { durationMs: 3_600_000, en: '1 hr', zh: '1小时' },
  { durationMs: 90_061_000, en: '1 day 1 hr', zh: '1天 1小时' },
])('$durationMs ms is "$en"', ({ durationMs, en, zh }) => {
  expect(uptimeText(durationMs, 'en')).toBe(en);
  expect(uptimeText(durationMs, 'zh-CN')).toBe(zh);
});
