import { expect, test } from 'vitest';
import { chooseLanguage } from './languages.ts';

test.each([
  { name: 'what was chosen before', remembered: 'zh-CN', wanted: ['en-GB'], want: 'zh-CN' },
  { name: "the browser's first", remembered: null, wanted: ['zh-TW', 'en'], want: 'zh-CN' },
  { name: 'the first that there is', remembered: null, wanted: ['de', 'fr-CH', 'en-US', 'zh'], want: 'en' },
  { name: 'English when none fits', remembered: null, wanted: ['de'], want: 'en' },
  { name: 'ignores what it does not know', remembered: 'tlh', wanted: ['zh-Hans-CN'], want: 'zh-CN' },
] as const)('chooseLanguage: $name', ({ remembered, wanted, want }) => {
  expect(chooseLanguage(remembered, wanted)).toBe(want);
});
