import type { ObjectSummary } from '@binnacle/api';
import { textIn } from '@binnacle/views';
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconLayoutDashboard } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { dashboardsQuery, viewsQuery } from '../../request/queries.ts';
import { viewTargets } from './view-links.ts';

/** Dashboards made of the built-in views that show the object, opened with their variables set to it. */
export function ViewLinks({ it }: { readonly it: ObjectSummary }): ReactElement | null {
  const { t } = useTranslation('objects');
  const language = useLanguage();
  const { data: dashboards = [] } = useQuery(dashboardsQuery);
  const { data: views = [] } = useQuery(viewsQuery);
  const targets = viewTargets(it).filter(({ view }) => views.some((one) => one.id === view));
  if (targets.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconLayoutDashboard size={15} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {t('views.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {targets.map(({ view, variables }) => {
          const title = textIn(views.find((one) => one.id === view)!.title, language);
          const made = dashboards.filter((one) => one.fromView === view);
          const search = Object.fromEntries(Object.entries(variables).map(([name, value]) => [`var-${name}`, value]));
          return made.length === 0 ? (
            // A view is opened by making a dashboard of it.
            <Menu.Item key={view} renderRoot={(props) => <Link {...props} to="/scenes" search={{ create: true }} />}>
              {t('views.create', { title })}
            </Menu.Item>
          ) : (
            made.map((one) => (
              <Menu.Item
                key={one.id}
                renderRoot={(props) => (
                  <Link {...props} to="/dashboards/$dashboardId" params={{ dashboardId: one.id }} search={search} />
                )}
              >
                {one.title}
              </Menu.Item>
            ))
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
