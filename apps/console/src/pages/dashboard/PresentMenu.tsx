import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCheck, IconHistoryToggle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { COMPARISONS } from './search.ts';
import type { DashboardAddress } from './useDashboardAddress.ts';

const ROTATION = '30s';

/** What charts compare with, and how the dashboard is shown on a screen on the wall. */
export function PresentMenu({ address }: { readonly address: DashboardAddress }): ReactElement {
  const { t } = useTranslation('dashboard');
  const { compare, setCompare, present } = address;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('present.menu')}>
          <ActionIcon
            variant={compare === undefined ? 'default' : 'filled'}
            aria-label={compare === undefined ? t('present.menu') : `${t('present.menu')}: ${t(`present.${compare}`)}`}
          >
            <IconHistoryToggle size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('present.compare')}</Menu.Label>
        {[undefined, ...COMPARISONS].map((one) => (
          <Menu.Item
            key={one ?? 'off'}
            rightSection={one === compare ? <IconCheck size={14} /> : null}
            onClick={() => setCompare(one)}
          >
            {t(`present.${one ?? 'off'}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => present({ kiosk: true })}>{t('present.kiosk')}</Menu.Item>
        <Menu.Item onClick={() => present({ kiosk: true, rotate: ROTATION })}>
          {t('present.rotate', { every: ROTATION })}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
