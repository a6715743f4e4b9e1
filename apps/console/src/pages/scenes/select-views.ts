import type { ViewSummary } from '@binnacle/api';
import { localized } from '../../i18n/localized.ts';
import type { Language } from '../../i18n/languages.ts';

/** Stands for "no view" among the ids of views, which are never empty. */
export const BLANK = '';

/**
 * The views that have every word of `q` in their title (in any language: people know views by either name), their
 * description or their tags.
 */
export function selectViews(all: readonly ViewSummary[], q: string, language: Language): readonly ViewSummary[] {
  const words = q.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  return all.filter((it) => {
    const titles = [localized(it.title, 'en'), localized(it.title, 'zh-CN')];
    const text = [it.id, ...titles, localized(it.description, language), ...it.tags].join('\n');
    return words.every((word) => text.toLocaleLowerCase(language).includes(word));
  });
}
