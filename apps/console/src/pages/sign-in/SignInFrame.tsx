import { ActionIcon, SegmentedControl, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from '../../i18n/languages.ts';
import { switchLanguage } from '../../i18n/start.ts';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { Mark } from '../../ui/Mark.tsx';
import classes from './SignInFrame.module.css';

interface SignInFrameProps {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly children?: ReactNode;
}

/** What sign-in and set-up have in common: one card, and the choices of language and theme that need no account. */
export function SignInFrame({ title, lead, children }: SignInFrameProps): ReactElement {
  const { t } = useTranslation(['shell', 'common']);
  const { setColorScheme } = useMantineColorScheme();
  const next = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  const themeLabel = t('palette.switchTheme', { name: t(next === 'dark' ? 'themeDark' : 'themeLight') });
  const languages = LANGUAGES.map(({ id, name }) => ({ value: id, label: <span lang={id}>{name}</span> }));
  return (
    <div className={classes['page']}>
      <main className={classes['card']}>
        <div className={classes['brand']}>
          <Mark size={36} />
          <span>{t('common:product')}</span>
        </div>
        <h1 className={classes['title']}>{title}</h1>
        {lead === undefined ? null : <p className={classes['lead']}>{lead}</p>}
        {children}
      </main>
      <footer className={classes['foot']}>
        <SegmentedControl<Language>
          aria-label={t('language')}
          data={languages}
          value={useLanguage()}
          onChange={(language) => void switchLanguage(language)}
        />
        <ActionIcon variant="default" onClick={() => setColorScheme(next)} aria-label={themeLabel} title={themeLabel}>
          {next === 'dark' ? <IconMoon size={16} /> : <IconSun size={16} />}
        </ActionIcon>
      </footer>
    </div>
  );
}
