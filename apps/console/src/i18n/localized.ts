import type { LocalizedText } from '@binnacle/api';
import type { Language } from './languages.ts';

/** Text of a view or dashboard in the language on screen; a plain string is the same in each. */
export function localized(text: LocalizedText, language: Language): string {
  return typeof text === 'string' ? text : (text[language] ?? text.en);
}
