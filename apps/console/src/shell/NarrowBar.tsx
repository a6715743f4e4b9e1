import type { Session } from '@binnacle/api';
import { Burger, Drawer } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../ui/Mark.tsx';
import { Navigation } from './Navigation.tsx';
import classes from './NarrowBar.module.css';
import { SimulationNote } from './SimulationNote.tsx';

interface NarrowBarProps {
  readonly session: Session;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** On narrow screens: a bar at the top that opens the navigation as a drawer. */
export function NarrowBar({ session, open, onOpen }: NarrowBarProps): ReactElement {
  const { t } = useTranslation(['shell', 'common']);
  const close = (): void => onOpen(false);
  return (
    <nav className={classes['bar']} aria-label={t('common:product')}>
      <Burger size="sm" opened={open} onClick={() => onOpen(!open)} aria-label={t('openNavigation')} />
      <Mark size={24} />
      <span className={classes['product']}>{t('common:product')}</span>
      <span className={classes['workspace']}>{session.workspace.name}</span>
      <SimulationNote size="icon" />
      <Drawer.Root opened={open} onClose={close} size={264} padding={0}>
        <Drawer.Overlay />
        <Drawer.Content aria-label={t('navigation')}>
          <div className={classes['drawer']}>
            <Navigation session={session} collapsed={false} onNavigate={close} />
          </div>
        </Drawer.Content>
      </Drawer.Root>
    </nav>
  );
}
