import { Kbd, Modal, Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { SHORTCUTS } from './shortcut-keys.ts';
import classes from './ShortcutsDialog.module.css';

const PALETTE_KEYS = 'Ctrl K';

interface ShortcutsDialogProps {
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
  readonly onClose: () => void;
}

/** All shortcuts, and the switch for those of a single key. */
export function ShortcutsDialog({ on, onSwitch, onClose }: ShortcutsDialogProps): ReactElement {
  const { t } = useTranslation(['shell', 'common']);
  return (
    <Modal opened onClose={onClose} title={t('shortcuts.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <dl className={classes['keys']}>
        {SHORTCUTS.map(({ keys, text }) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`shortcuts.${text}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <Kbd>{PALETTE_KEYS}</Kbd>
          </dt>
          <dd>{t('shortcuts.palette')}</dd>
        </div>
      </dl>
      <Switch label={t('shortcuts.single')} checked={on} onChange={(event) => onSwitch(event.currentTarget.checked)} />
    </Modal>
  );
}
