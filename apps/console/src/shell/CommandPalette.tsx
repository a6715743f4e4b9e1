import '@mantine/spotlight/styles.layer.css';
import { useMantineColorScheme } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import { IconLanguage, IconLayoutDashboard, IconPlus, IconSearch, IconSunMoon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../i18n/languages.ts';
import { switchLanguage } from '../i18n/start.ts';
import { useLanguage } from '../i18n/useLanguage.ts';
import { dashboardsQuery } from '../request/queries.ts';
import { useMayEdit } from '../request/useMayEdit.ts';
import { COLOUR_SCHEMES } from '../theme/colour-scheme.ts';
import { PAGES } from './pages.ts';
import { paletteStore } from './palette-store.ts';

const ICON = { size: 18, stroke: 1.75 } as const;

/** Ctrl/Cmd+K: any page, any dashboard, and the few commands that work everywhere, by typing a part of the name. */
export function CommandPalette(): ReactElement {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const language = useLanguage();
  const mayEdit = useMayEdit();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { data: dashboards = [] } = useQuery(dashboardsQuery);
  const create = {
    id: 'create',
    label: t('palette.createDashboard'),
    leftSection: <IconPlus {...ICON} />,
    onClick: () => void navigate({ to: '/scenes', search: { create: true } }),
  };
  const actions = [
    {
      group: t('palette.pages'),
      actions: PAGES.map(({ to, label, icon: PageIcon }) => ({
        id: to,
        label: t(label),
        leftSection: <PageIcon {...ICON} />,
        onClick: () => void navigate({ to }),
      })),
    },
    {
      group: t('palette.dashboards'),
      actions: dashboards.map((it) => ({
        id: `dashboard-${it.id}`,
        label: it.title,
        keywords: it.tags,
        leftSection: <IconLayoutDashboard {...ICON} />,
        onClick: () => void navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: it.id }, search: {} }),
      })),
    },
    {
      group: t('palette.commands'),
      actions: [
        ...(mayEdit ? [create] : []),
        ...COLOUR_SCHEMES.filter(({ id }) => id !== colorScheme).map(({ id, label }) => ({
          id: `theme-${id}`,
          label: t('palette.switchTheme', { name: t(label) }),
          leftSection: <IconSunMoon {...ICON} />,
          onClick: () => setColorScheme(id),
        })),
        ...LANGUAGES.filter(({ id }) => id !== language).map(({ id, name }) => ({
          id: `language-${id}`,
          label: t('palette.switchLanguage', { name }),
          leftSection: <IconLanguage {...ICON} />,
          onClick: () => void switchLanguage(id),
        })),
      ],
    },
  ];
  return (
    <Spotlight
      store={paletteStore}
      actions={actions}
      nothingFound={t('palette.nothing')}
      highlightQuery
      overlayProps={{ blur: 0 }}
      styles={{ content: { background: 'var(--surface)' }, action: { fontSize: 'var(--mantine-font-size-sm)' } }}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': t('palette.open') } }}
      shortcut={null}
      searchProps={{
        leftSection: <IconSearch {...ICON} />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  );
}
