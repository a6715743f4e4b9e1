import { routes, type Session } from '@binnacle/api';
import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../i18n/languages.ts';
import { switchLanguage } from '../i18n/start.ts';
import { useLanguage } from '../i18n/useLanguage.ts';
import { call } from '../request/call.ts';
import { COLOUR_SCHEMES } from '../theme/colour-scheme.ts';
import classes from './UserMenu.module.css';

interface UserMenuProps {
  readonly session: Session;
  readonly collapsed: boolean;
}

/** Who is signed in, and what this browser remembers for them: theme and language. */
export function UserMenu({ session, collapsed }: UserMenuProps): ReactElement {
  const { t } = useTranslation('shell');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const language = useLanguage();
  const withAuth = session.auth === 'on';
  const name = withAuth ? session.user.name || session.user.login : t('authOff');
  return (
    <Menu position="top-start" width={224}>
      <Menu.Target>
        <UnstyledButton className={classes['button']} aria-label={collapsed ? `${t('account')}: ${name}` : undefined}>
          <Avatar size={24} radius="xl" color="sea" variant="filled" aria-hidden="true">
            {withAuth ? name.slice(0, 1).toUpperCase() : '–'}
          </Avatar>
          {collapsed ? null : (
            <span className={classes['text']}>
              <span className={classes['name']}>{name}</span>
              <span className={classes['role']}>{t(`role.${session.role}`)}</span>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {withAuth ? null : <p className={classes['hint']}>{t('authOffHint')}</p>}
        <Menu.Label>{t('theme')}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => COLOUR_SCHEMES.filter(({ id }) => id === value).forEach(({ id }) => setColorScheme(id))}
        >
          {COLOUR_SCHEMES.map(({ id, label }) => (
            <Menu.RadioItem key={id} value={id}>
              {t(label)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('language')}</Menu.Label>
        <Menu.RadioGroup
          value={language}
          onChange={(value) => LANGUAGES.filter(({ id }) => id === value).forEach(({ id }) => void switchLanguage(id))}
        >
          {LANGUAGES.map(({ id, name }) => (
            <Menu.RadioItem key={id} value={id} lang={id}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {withAuth ? (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconUser size={16} />} component={Link} to="/account">
              {t('accountPage')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
              {t('signOut')}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Ends the session and loads the page anew, so that nothing read with it stays in memory. */
async function signOut(): Promise<void> {
  await call(routes.deleteSession, {});
  window.location.assign('/login');
}
