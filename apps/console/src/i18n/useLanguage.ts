import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from './languages.ts';

/** The language on screen, for dates, numbers and texts that come as `{ en, zh-CN }`. Changes re-render. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return LANGUAGES.find((it) => it.id === i18n.language)?.id ?? 'en';
}
