import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import type { Dashboard } from '@binnacle/api';
import {
  IconArrowLeft,
  IconCopy,
  IconCursorText,
  IconDots,
  IconPencil,
  IconStar,
  IconStarFilled,
  IconTrash,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayEdit } from '../../request/useMayEdit.ts';
import { useToggleFavourite } from '../scenes/dashboard-mutations.ts';
import { useDashboardActions } from '../scenes/useDashboardActions.tsx';
import classes from './DashboardHeader.module.css';

interface DashboardHeaderProps {
  readonly dashboard: Dashboard;
  /** Time range and refresh. */
  readonly controls: ReactNode;
  /** Begins to edit; undefined while that is under way. */
  readonly onEdit: (() => void) | undefined;
  readonly children: ReactNode;
}

/** The top of a dashboard, always in sight: its name and what can be done with it, time, and variables. */
export function DashboardHeader({ dashboard, controls, onEdit, children }: DashboardHeaderProps): ReactElement {
  const { t } = useTranslation(['dashboard', 'scenes']);
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const favourite = useToggleFavourite();
  const actions = useDashboardActions({
    onCloned: (copy) => void navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: copy.id } }),
    onDeleted: () => void navigate({ to: '/scenes' }),
  });
  const { title } = dashboard;
  const star = t(dashboard.favourite ? 'scenes:removeFavourite' : 'scenes:addFavourite', { title });
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
        {mayEdit && onEdit !== undefined ? (
          <Button variant="default" size="compact-sm" leftSection={<IconPencil size={15} />} onClick={onEdit}>
            {t('header.edit')}
          </Button>
        ) : null}
        {mayEdit ? (
          <Menu position="bottom-start">
            <Menu.Target>
              <ActionIcon aria-label={t('scenes:actionsOf', { title })}>
                <IconDots size={17} aria-hidden="true" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconCursorText size={15} />} onClick={() => actions.rename(dashboard)}>
                {t('scenes:rename')}
              </Menu.Item>
              <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => actions.clone(dashboard)}>
                {t('scenes:clone')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => actions.remove(dashboard)}>
                {t('scenes:delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
        <div className={classes['controls']}>{controls}</div>
      </div>
      {children}
      {actions.dialogs}
    </header>
  );
}
