import { createInstance, type i18n, type ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chooseLanguage, LANGUAGES, type Language } from './languages.ts';
import { LATER_CATALOGUES, type LaterCatalogue } from './later.ts';
import { remember, remembered } from './remember.ts';

/** Each catalogue is a chunk of its own: a reader downloads one language. */
const catalogues: Readonly<Record<Language, () => Promise<ResourceLanguage>>> = {
  en: () => import('./en/index.ts'),
  'zh-CN': () => import('./zh-CN/index.ts'),
};

/** Components use it through `useTranslation`; this is for what is said outside of them. */
export const translator: i18n = createInstance();

/** Loads the reader's language and starts the translator; called once, before the first render. */
export async function startTranslation(): Promise<void> {
  const language = chooseLanguage(remembered(), navigator.languages);
  await translator.use(initReactI18next).init({
    lng: language,
    defaultNS: 'common',
    resources: { [language]: await namespacesOf(language) },
    fallbackLng: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
}

/** Switches the language of the whole console at once and remembers it in this browser. */
export async function switchLanguage(language: Language): Promise<void> {
  if (!translator.hasResourceBundle(language, 'common')) {
    for (const [namespace, texts] of Object.entries(await namespacesOf(language))) {
      translator.addResourceBundle(language, namespace, texts);
    }
  }
  await Promise.all([...loadedLater].map((name) => addLater(name, language)));
  await translator.changeLanguage(language);
  document.documentElement.lang = language;
  remember(language);
}

const loadedLater = new Set<LaterCatalogue>();

/** Loads a catalogue that is not part of the first ones, in the reader's language; to be awaited before it is used. */
export async function loadCatalogue(name: LaterCatalogue): Promise<void> {
  loadedLater.add(name);
  const language = LANGUAGES.find(({ id }) => id === translator.language)?.id ?? 'en';
  await addLater(name, language);
}

async function addLater(name: LaterCatalogue, language: Language): Promise<void> {
  if (translator.hasResourceBundle(language, name)) return;
  const { default: texts } = await LATER_CATALOGUES[name][language]();
  translator.addResourceBundle(language, name, texts);
}

/** A module's namespace object is frozen and has a tag; i18next wants a plain one. */
const namespacesOf = async (language: Language): Promise<ResourceLanguage> => ({ ...(await catalogues[language]()) });
