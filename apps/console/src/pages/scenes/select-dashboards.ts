import type { DashboardSummary } from '@binnacle/api';
import { localized } from '../../i18n/localized.ts';
import type { Language } from '../../i18n/languages.ts';
import type { ScenesSearch } from './search.ts';

/** The dashboards that the address asks for, in its order. Every word of the search has to occur somewhere. */
export function selectDashboards(
  all: readonly DashboardSummary[],
  search: ScenesSearch,
  language: Language,
): readonly DashboardSummary[] {
  const words = search.q.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  const fits = (it: DashboardSummary): boolean => {
    if (search.show === 'favourites' && !it.favourite) return false;
    if (search.folder !== '' && it.folder !== search.folder && !it.folder.startsWith(`${search.folder}/`)) return false;
    if (search.tag !== '' && !it.tags.includes(search.tag)) return false;
    const text = [it.title, localized(it.description, language), it.fromView ?? '', it.updatedBy ?? '', ...it.tags]
      .join('\n')
      .toLocaleLowerCase(language);
    return words.every((word) => text.includes(word));
  };
  const sign = search.order === 'asc' ? 1 : -1;
  return all.filter(fits).sort((a, b) => sign * compare[search.sort](a, b, language) || compare.title(a, b, language));
}

type Compare = (a: DashboardSummary, b: DashboardSummary, language: Language) => number;

const compare: Readonly<Record<ScenesSearch['sort'], Compare>> = {
  title: (a, b, language) => a.title.localeCompare(b.title, language, { numeric: true }),
  updated: (a, b) => a.updatedAtMs - b.updatedAtMs,
  panels: (a, b) => a.panelCount - b.panelCount,
};

/** Every tag in use, alphabetically. */
export function tagsOf(all: readonly DashboardSummary[], language: Language): readonly string[] {
  return [...new Set(all.flatMap((it) => it.tags))].sort((a, b) => a.localeCompare(b, language));
}

/** Every folder in use, and those above them, alphabetically. */
export function foldersOf(all: readonly DashboardSummary[]): readonly string[] {
  const folders = new Set<string>();
  for (const { folder } of all) {
    const parts = folder.split('/').filter((part) => part !== '');
    for (let i = 1; i <= parts.length; i++) folders.add(parts.slice(0, i).join('/'));
  }
  return [...folders].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
