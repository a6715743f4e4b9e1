import type { Session } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery, signInWaysQuery } from '../../request/queries.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { NameForm } from './NameForm.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { Sessions } from './Sessions.tsx';

/** What the reader changes about themselves: name, password, sessions. */
export function AccountPage(): ReactElement {
  const { t } = useTranslation('people');
  usePageTitle(t('account.title'));
  const { data: session } = useQuery(sessionQuery);
  if (session === null || session === undefined) return <PageHeader title={t('account.title')} />;
  if (session.auth === 'off') {
    return (
      <>
        <PageHeader title={t('account.title')} />
        <Notice title={t('account.off.title')}>{t('account.off.advice')}</Notice>
      </>
    );
  }
  return <Account session={session} />;
}

function Account({ session }: { readonly session: Session }): ReactElement {
  const { t } = useTranslation('people');
  const { data: ways } = useQuery(signInWaysQuery);
  const oidc = ways?.oidc;
  return (
    <>
      <PageHeader title={t('account.title')} lead={t('account.lead', { login: session.user.login })} />
      <Section title={t('account.name.title')}>
        <NameForm session={session} />
      </Section>
      <Section
        title={t('account.password.title')}
        lead={session.hasPassword ? t('account.password.lead') : t('account.password.first')}
      >
        <PasswordForm session={session} />
      </Section>
      {oidc === null || oidc === undefined ? null : (
        <Section title={t('account.link.title')} lead={t('account.link.lead')}>
          <Button variant="default" component="a" href={`${oidc.startPath}?next=/account`}>
            {t('account.link.submit', { label: oidc.label })}
          </Button>
        </Section>
      )}
      <Sessions />
    </>
  );
}
