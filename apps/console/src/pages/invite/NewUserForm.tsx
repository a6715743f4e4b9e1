import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, routes } from '@binnacle/api';
import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { useFirstFocus } from '../../ui/useFirstFocus.ts';
import { checkNewUser, type NewUser } from '../sign-in/new-owner.ts';
import { NewUserFields } from '../sign-in/NewUserFields.tsx';
import { useEnter } from '../sign-in/useEnter.ts';
import { useFields } from '../sign-in/useFields.ts';

const EMPTY: NewUser = { login: '', name: '', password: '', repeat: '' };
const LIMITS = { passwordMinLength: PASSWORD_MIN_LENGTH, passwordMaxLength: PASSWORD_MAX_LENGTH };

/** Login, name and password of somebody who was invited. */
export function NewUserForm({ secret }: { readonly secret: string }): ReactElement {
  const { t } = useTranslation(['signIn', 'people']);
  const enter = useEnter();
  const failureText = useFailureText();
  const firstFocus = useFirstFocus();
  const joining = useMutation({
    mutationFn: ({ login, name, password }: NewUser) =>
      call(routes.acceptInvitation, { body: { secret, user: { login: login.trim(), password, name: name.trim() } } }),
    onSuccess: (session) => enter(session, undefined),
  });
  const { field, submit } = useFields(
    EMPTY,
    (user) => checkNewUser(user, LIMITS),
    (user) => joining.mutate(user),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" mt="lg">
        <div role="alert">
          {joining.error === null ? null : <Banner kind="error">{failureText(joining.error)}</Banner>}
        </div>
        <NewUserFields field={field} passwordMinLength={PASSWORD_MIN_LENGTH} loginRef={firstFocus} />
        <Button type="submit" size="sm" mt="xs" loading={joining.isPending}>
          {t('people:invite.submit')}
        </Button>
        <Button
          size="sm"
          variant="subtle"
          component="a"
          href={`/login?next=${encodeURIComponent(`/invite#${secret}`)}`}
        >
          {t('people:invite.toSignIn')}
        </Button>
      </Stack>
    </form>
  );
}
