import { useMantineColorScheme } from '@mantine/core';
import { IconLanguage, IconLayoutDashboard, IconPlus, IconSunMoon, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../i18n/languages.ts';
import { switchLanguage } from '../i18n/start.ts';
import { useLanguage } from '../i18n/useLanguage.ts';
import { dashboardsQuery } from '../request/queries.ts';
import { useMayEdit } from '../request/useMayEdit.ts';
import { COLOUR_SCHEMES } from '../theme/colour-scheme.ts';
import { PAGES } from './pages.ts';
import type { Findable, FoundGroup } from './palette-match.ts';

export interface PaletteCommand extends Findable {
  readonly id: string;
  readonly icon: Icon;
  readonly run: () => void;
}

/** All that the palette leads to: pages, dashboards, and the few commands that work everywhere. */
export function usePaletteCommands(): readonly FoundGroup<PaletteCommand>[] {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const language = useLanguage();
  const mayEdit = useMayEdit();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { data: dashboards = [] } = useQuery(dashboardsQuery);
  const create = {
    id: 'create',
    label: t('palette.createDashboard'),
    icon: IconPlus,
    run: () => void navigate({ to: '/scenes', search: { create: true } }),
  };
  return [
    {
      title: t('palette.pages'),
      items: PAGES.map(({ to, label, icon }) => ({ id: to, label: t(label), icon, run: () => void navigate({ to }) })),
    },
    {
      title: t('palette.dashboards'),
      items: dashboards.map((it) => ({
        id: `dashboard-${it.id}`,
        label: it.title,
        keywords: it.tags,
        icon: IconLayoutDashboard,
        run: () => void navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: it.id }, search: {} }),
      })),
    },
    {
      title: t('palette.commands'),
      items: [
        ...(mayEdit ? [create] : []),
        ...COLOUR_SCHEMES.filter(({ id }) => id !== colorScheme).map(({ id, label }) => ({
          id: `theme-${id}`,
          label: t('palette.switchTheme', { name: t(label) }),
          icon: IconSunMoon,
          run: () => setColorScheme(id),
        })),
        ...LANGUAGES.filter(({ id }) => id !== language).map(({ id, name }) => ({
          id: `language-${id}`,
          label: t('palette.switchLanguage', { name }),
          icon: IconLanguage,
          run: () => void switchLanguage(id),
        })),
      ],
    },
  ];
}
