import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import type { Dashboard } from '@binnacle/api';
import {
  IconArrowLeft,
  IconCopy,
  IconCursorText,
  IconDots,
  IconFolder,
  IconHistory,
  IconPencil,
  IconShare,
  IconStar,
  IconStarFilled,
  IconTrash,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withCatalogues } from '../../i18n/with-catalogues.ts';
import { useMayEdit } from '../../request/useMayEdit.ts';
import { useToggleFavourite } from '../scenes/dashboard-mutations.ts';
import { useDashboardActions } from '../scenes/useDashboardActions.tsx';
import { useDashboardScene } from './dashboard-context.ts';
import classes from './DashboardHeader.module.css';

const HistoryDrawer = lazy(
  withCatalogues(['edit'], () => import('./history/HistoryDrawer.tsx').then((it) => ({ default: it.HistoryDrawer }))),
);

interface DashboardHeaderProps {
  readonly dashboard: Dashboard;
  /** The name alone. */
  readonly bare: boolean;
  /** Time range and refresh. */
  readonly controls: ReactNode;
  /** Begins to edit; undefined while that is under way. */
  readonly onEdit: (() => void) | undefined;
  readonly children: ReactNode;
}

/** The top of a dashboard, always in sight: its name and what can be done with it, time, and variables. */
export function DashboardHeader({ bare, dashboard, controls, onEdit, children }: DashboardHeaderProps): ReactElement {
  const { t } = useTranslation(['dashboard', 'scenes']);
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const { onShare } = useDashboardScene();
  const [history, setHistory] = useState(false);
  const favourite = useToggleFavourite();
  const actions = useDashboardActions({
    onCloned: (copy) => void navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: copy.id } }),
    onDeleted: () => void navigate({ to: '/scenes' }),
  });
  const { title } = dashboard;
  const star = t(dashboard.favourite ? 'scenes:removeFavourite' : 'scenes:addFavourite', { title });
  if (bare) {
    return (
      <header className={classes['header']}>
        <h1 className={classes['title']}>{title}</h1>
      </header>
    );
  }
  return (
    <header className={classes['header']}>
      <div className={classes['first']}>
        <Tooltip label={t('header.scenes')}>
          <ActionIcon component={Link} to="/scenes" aria-label={t('header.scenes')}>
            <IconArrowLeft size={17} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
        <h1 className={classes['title']} title={title}>
          {title}
        </h1>
        <Tooltip label={star}>
          <ActionIcon aria-label={star} aria-pressed={dashboard.favourite} onClick={() => favourite.mutate(dashboard)}>
            {dashboard.favourite ? <IconStarFilled size={16} className={classes['star']} /> : <IconStar size={16} />}
          </ActionIcon>
        </Tooltip>
        {mayEdit && dashboard.mayEdit && onEdit !== undefined ? (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPencil size={15} />}
            aria-keyshortcuts="e"
            onClick={onEdit}
          >
            {t('header.edit')}
          </Button>
        ) : null}
        {onShare === undefined ? null : (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconShare size={15} />}
            onClick={() => onShare(undefined)}
          >
            {t('header.share')}
          </Button>
        )}
        {mayEdit ? (
          <Menu position="bottom-start">
            <Menu.Target>
              <ActionIcon aria-label={t('scenes:actionsOf', { title })}>
                <IconDots size={17} aria-hidden="true" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {dashboard.mayEdit ? (
                <>
                  <Menu.Item leftSection={<IconCursorText size={15} />} onClick={() => actions.rename(dashboard)}>
                    {t('scenes:rename')}
                  </Menu.Item>
                  <Menu.Item leftSection={<IconFolder size={15} />} onClick={() => actions.place(dashboard)}>
                    {t('scenes:place')}
                  </Menu.Item>
                </>
              ) : null}
              <Menu.Item leftSection={<IconHistory size={15} />} onClick={() => setHistory(true)}>
                {t('header.history')}
              </Menu.Item>
              <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => actions.clone(dashboard)}>
                {t('scenes:clone')}
              </Menu.Item>
              {dashboard.mayEdit ? (
                <>
                  <Menu.Divider />
                  <Menu.Item
                    color="red"
                    leftSection={<IconTrash size={15} />}
                    onClick={() => actions.remove(dashboard)}
                  >
                    {t('scenes:delete')}
                  </Menu.Item>
                </>
              ) : null}
            </Menu.Dropdown>
          </Menu>
        ) : null}
        <div className={classes['controls']}>{controls}</div>
      </div>
      {children}
      {actions.dialogs}
      {history ? (
        <Suspense>
          <HistoryDrawer dashboard={dashboard} onClose={() => setHistory(false)} />
        </Suspense>
      ) : null}
    </header>
  );
}
