import type { Session } from '@binnacle/api';
import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../ui/Mark.tsx';
import { palette } from './palette-store.ts';
import { Favourites } from './Favourites.tsx';
import { HealthLine } from './HealthLine.tsx';
import classes from './Navigation.module.css';
import { PAGES } from './pages.ts';
import { SimulationNote } from './SimulationNote.tsx';
import { UserMenu } from './UserMenu.tsx';
import { WorkspaceMenu } from './WorkspaceMenu.tsx';

interface NavigationProps {
  readonly session: Session;
  readonly collapsed: boolean;
  /** Absent in the drawer of narrow screens, which closes instead. */
  readonly onToggle?: () => void;
  readonly onNavigate?: () => void;
}

/** Product, workspace, search, pages, health, and the reader's own menu, from top to bottom. */
export function Navigation({ session, collapsed, onToggle, onNavigate }: NavigationProps): ReactElement {
  const { t } = useTranslation(['shell', 'common']);
  const { pathname } = useLocation();
  const toggleLabel = t(collapsed ? 'expand' : 'collapse');
  const openSearch = (): void => {
    onNavigate?.();
    palette.open();
  };
  return (
    <nav className={classes['navigation']} aria-label={t('navigation')} data-collapsed={collapsed || undefined}>
      <div className={classes['head']}>
        <Mark size={28} />
        <div className={classes['names']}>
          <div className={classes['product']}>{t('common:product')}</div>
          <WorkspaceMenu session={session} />
        </div>
      </div>
      <Tooltip label={t('palette.open')} position="right" disabled={!collapsed}>
        <UnstyledButton
          className={classes['search']}
          onClick={openSearch}
          aria-label={collapsed ? t('palette.open') : undefined}
        >
          <IconSearch size={16} aria-hidden="true" />
          <span className={classes['label']}>{t('palette.short')}</span>
          <kbd className={classes['key']} aria-hidden="true">
            {isApple ? '⌘K' : 'Ctrl K'}
          </kbd>
        </UnstyledButton>
      </Tooltip>
      <ul className={classes['pages']}>
        {PAGES.map(({ to, label, icon: PageIcon }) => {
          // A dashboard belongs to Scenes, an object to Infrastructure.
          const here =
            pathname.startsWith(to) ||
            (to === '/scenes' && pathname.startsWith('/dashboards/')) ||
            (to === '/infrastructure' && pathname.startsWith('/objects/'));
          return (
            <li key={to}>
              <Tooltip label={t(label)} position="right" disabled={!collapsed}>
                <Link
                  to={to}
                  className={classes['page']}
                  aria-current={here ? 'page' : undefined}
                  aria-label={t(label)}
                  onClick={onNavigate}
                >
                  <PageIcon size={18} stroke={1.75} aria-hidden="true" />
                  <span className={classes['label']}>{t(label)}</span>
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      {collapsed ? null : <Favourites onNavigate={onNavigate} />}
      <div className={classes['foot']}>
        <SimulationNote size={collapsed ? 'icon' : 'text'} />
        <HealthLine collapsed={collapsed} />
        <UserMenu session={session} collapsed={collapsed} />
        {onToggle === undefined ? null : (
          <Tooltip label={toggleLabel} position="right">
            <ActionIcon className={classes['toggle']} onClick={onToggle} aria-label={toggleLabel}>
              {collapsed ? <IconLayoutSidebarLeftExpand size={18} /> : <IconLayoutSidebarLeftCollapse size={18} />}
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </nav>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
