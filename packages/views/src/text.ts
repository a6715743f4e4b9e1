import { z } from 'zod';

/** The languages of the console, as BCP 47 tags. English is the one every text must have. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * A text of a dashboard: one string for every language (what a user types), or one for each language (what the
 * built-in views carry).
 */
export const localizedText = z.union([
  z.string().max(20_000),
  z.strictObject({ en: z.string().max(20_000), 'zh-CN': z.string().max(20_000).optional() }),
]);
export type LocalizedText = z.infer<typeof localizedText>;

/** The text in the language asked for, in English where that one is missing. */
export function textIn(text: LocalizedText, language: Language): string {
  if (typeof text === 'string') return text;
  return text[language] ?? text.en;
}
