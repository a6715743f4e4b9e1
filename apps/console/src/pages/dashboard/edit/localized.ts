import type { Language, LocalizedText } from '@binnacle/views';

/** A text with the words of one language replaced. A text that is the same in all languages stays one. */
export function withText(text: LocalizedText | undefined, language: Language, words: string): LocalizedText {
  if (text === undefined || typeof text === 'string') return words;
  return { ...text, [language]: words };
}
