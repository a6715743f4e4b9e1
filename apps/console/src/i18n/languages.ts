/** Languages that the console speaks, each with its own name for itself. */
export const LANGUAGES = [
  { id: 'en', name: 'English' },
  { id: 'zh-CN', name: '简体中文' },
] as const;

export type Language = (typeof LANGUAGES)[number]['id'];

/**
 * The language to start with: the one chosen before in this browser, else the first of the reader's preferences
 * (`navigator.languages`, most wanted first) that there is a catalogue for, else English.
 */
export function chooseLanguage(remembered: string | null, wanted: readonly string[]): Language {
  for (const tag of remembered === null ? wanted : [remembered, ...wanted]) {
    const language = languageOf(tag);
    if (language !== undefined) return language;
  }
  return 'en';
}

/** Any kind of Chinese reads the simplified catalogue more easily than an English one. */
function languageOf(tag: string): Language | undefined {
  const primary = tag.toLowerCase().split(/[-_]/, 1)[0];
  if (primary === 'zh') return 'zh-CN';
  return primary === 'en' ? 'en' : undefined;
}
