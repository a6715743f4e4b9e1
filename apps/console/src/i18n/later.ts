import type { ResourceKey } from 'i18next';
import type { Language } from './languages.ts';

type Catalogue = () => Promise<{ readonly default: ResourceKey }>;

/** Catalogues of pages that few readers open first: each is loaded with its page. */
export const LATER_CATALOGUES = {
  edit: { en: () => import('./en/edit.json'), 'zh-CN': () => import('./zh-CN/edit.json') },
  events: { en: () => import('./en/events.json'), 'zh-CN': () => import('./zh-CN/events.json') },
  explore: { en: () => import('./en/explore.json'), 'zh-CN': () => import('./zh-CN/explore.json') },
  infrastructure: {
    en: () => import('./en/infrastructure.json'),
    'zh-CN': () => import('./zh-CN/infrastructure.json'),
  },
  objects: { en: () => import('./en/objects.json'), 'zh-CN': () => import('./zh-CN/objects.json') },
  people: { en: () => import('./en/people.json'), 'zh-CN': () => import('./zh-CN/people.json') },
  sharing: { en: () => import('./en/sharing.json'), 'zh-CN': () => import('./zh-CN/sharing.json') },
  status: { en: () => import('./en/status.json'), 'zh-CN': () => import('./zh-CN/status.json') },
  targets: { en: () => import('./en/targets.json'), 'zh-CN': () => import('./zh-CN/targets.json') },
  tokens: { en: () => import('./en/tokens.json'), 'zh-CN': () => import('./zh-CN/tokens.json') },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, Catalogue>>>>;

export type LaterCatalogue = keyof typeof LATER_CATALOGUES;
export const isLaterCatalogue = (name: string): name is LaterCatalogue => Object.hasOwn(LATER_CATALOGUES, name);
