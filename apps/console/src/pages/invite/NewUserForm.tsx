import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, routes } from '@binnacle/api';
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { useFirstFocus } from '../../ui/useFirstFocus.ts';
import { checkNewUser, type NewUser, type NewUserProblems } from '../sign-in/new-owner.ts';
import { useEnter } from '../sign-in/useEnter.ts';

const EMPTY: NewUser = { login: '', name: '', password: '', repeat: '' };
const LIMITS = { passwordMinLength: PASSWORD_MIN_LENGTH, passwordMaxLength: PASSWORD_MAX_LENGTH };

/** Login, name and password of somebody who was invited. */
export function NewUserForm({ secret }: { readonly secret: string }): ReactElement {
  const { t } = useTranslation(['signIn', 'people']);
  const enter = useEnter();
  const failureText = useFailureText();
  const firstFocus = useFirstFocus();
  const [user, setUser] = useState(EMPTY);
  const [problems, setProblems] = useState<NewUserProblems>({});
  const joining = useMutation({
    mutationFn: ({ login, name, password }: NewUser) =>
      call(routes.acceptInvitation, { body: { secret, user: { login: login.trim(), password, name: name.trim() } } }),
    onSuccess: (session) => enter(session, undefined),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = checkNewUser(user, LIMITS);
    setProblems(found);
    if (Object.keys(found).length === 0) joining.mutate(user);
  };
  /** What every field of the form has in common. */
  const field = (name: keyof NewUser) => {
    const problem = problems[name];
    return {
      name,
      withAsterisk: false,
      value: user[name],
      onChange: (event: FormEvent<HTMLInputElement>) => {
        setUser({ ...user, [name]: event.currentTarget.value });
        setProblems({ ...problems, [name]: undefined });
      },
      error: problem === undefined ? undefined : t(`problem.${problem.code}`, { ...problem.values }),
    };
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" mt="lg">
        <div role="alert">
          {joining.error === null ? null : <Banner kind="error">{failureText(joining.error)}</Banner>}
        </div>
        <TextInput
          {...field('login')}
          size="sm"
          label={t('setup.login')}
          description={t('setup.loginHint')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          ref={firstFocus}
          required
        />
        <TextInput {...field('name')} size="sm" label={t('setup.name')} autoComplete="name" />
        <PasswordInput
          {...field('password')}
          label={t('setup.password')}
          description={t('setup.passwordHint', { min: PASSWORD_MIN_LENGTH })}
          autoComplete="new-password"
          required
        />
        <PasswordInput {...field('repeat')} label={t('setup.repeat')} autoComplete="new-password" required />
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
