import { routes, type Session } from '@binnacle/api';
import { Button, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { RequestFailure } from '../../request/failure.ts';
import { sessionQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { SignInFrame } from '../sign-in/SignInFrame.tsx';
import { useEnter } from '../sign-in/useEnter.ts';
import { NewUserForm } from './NewUserForm.tsx';

/** What an invitation leads to: who is signed in joins with one click, others make an account. */
export function InvitePage(): ReactElement {
  const { t } = useTranslation(['people', 'shell']);
  // Behind the #, so that it reaches no server log; kept from the first look, for the address may lose it.
  const [secret] = useState(() => window.location.hash.slice(1));
  const failureText = useFailureText();
  const { data: session } = useQuery(sessionQuery);
  const {
    data: invitation,
    error,
    isPending,
  } = useQuery({
    queryKey: ['invitation', secret],
    queryFn: ({ signal }) => call(routes.lookAtInvitation, { body: { secret } }, signal),
    enabled: secret !== '',
    staleTime: Infinity,
    retry: false,
  });
  const title =
    invitation === undefined ? t('invite.bad.title') : t('invite.title', { workspace: invitation.workspace });
  usePageTitle(invitation === undefined && isPending && secret !== '' ? t('invite.looking') : title);
  if (secret === '') return <SignInFrame title={t('invite.bad.title')} lead={t('invite.bad.noSecret')} />;
  if (error !== null) {
    const isWorthless = error instanceof RequestFailure && error.code === 'not_found';
    return <SignInFrame title={t('invite.bad.title')} lead={isWorthless ? t('invite.bad.text') : failureText(error)} />;
  }
  if (invitation === undefined) return <SignInFrame title={t('invite.looking')} />;
  const role = t(`shell:role.${invitation.role}`);
  return (
    <SignInFrame title={title} lead={t('invite.lead', { login: invitation.invitedBy, role })}>
      {session === null || session === undefined || session.auth === 'off' ? (
        <NewUserForm secret={secret} />
      ) : (
        <JoinAs session={session} secret={secret} />
      )}
    </SignInFrame>
  );
}

function JoinAs({ session, secret }: { readonly session: Session; readonly secret: string }): ReactElement {
  const { t } = useTranslation(['people', 'shell']);
  const failureText = useFailureText();
  const enter = useEnter();
  const joining = useMutation({
    mutationFn: () => call(routes.acceptInvitation, { body: { secret } }),
    onSuccess: (next) => enter(next, undefined),
  });
  const { login } = session.user;
  return (
    <Stack gap="sm" mt="lg">
      <p style={{ margin: 0 }}>{t('invite.other', { login })}</p>
      <div role="alert">
        {joining.error === null ? null : <Banner kind="error">{failureText(joining.error)}</Banner>}
      </div>
      <Button size="sm" loading={joining.isPending} onClick={() => joining.mutate()}>
        {t('invite.asUser', { login })}
      </Button>
      <Button size="sm" variant="default" component={Link} to="/scenes">
        {t('shell:scenes')}
      </Button>
    </Stack>
  );
}
