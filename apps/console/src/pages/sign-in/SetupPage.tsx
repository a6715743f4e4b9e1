import { routes } from '@binnacle/api';
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { setupQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { useFirstFocus } from '../../ui/useFirstFocus.ts';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { checkNewOwner, type NewOwner, type NewOwnerProblems } from './new-owner.ts';
import { SignInFrame } from './SignInFrame.tsx';
import { useEnter } from './useEnter.ts';

const EMPTY: NewOwner = { code: '', login: '', name: '', password: '', repeat: '' };

/** The first visit: whoever has the code from the server's terminal becomes its owner. */
export function SetupPage(): ReactElement {
  const { t } = useTranslation('signIn');
  usePageTitle(t('setup.title'));
  const { data: limits } = useSuspenseQuery(setupQuery);
  const enter = useEnter();
  const failureText = useFailureText();
  const firstFocus = useFirstFocus();
  const [owner, setOwner] = useState(EMPTY);
  const [problems, setProblems] = useState<NewOwnerProblems>({});
  const create = useMutation({
    mutationFn: ({ code, login, name, password }: NewOwner) =>
      call(routes.postSetup, { body: { code: code.trim(), login: login.trim(), password, name: name.trim() } }),
    onSuccess: (session) => enter(session, undefined),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = checkNewOwner(owner, limits);
    setProblems(found);
    if (Object.keys(found).length === 0) create.mutate(owner);
  };
  /** What every field of the form has in common. */
  const field = (name: keyof NewOwner) => {
    const problem = problems[name];
    return {
      name,
      withAsterisk: false,
      value: owner[name],
      onChange: (event: FormEvent<HTMLInputElement>) => {
        setOwner({ ...owner, [name]: event.currentTarget.value });
        setProblems({ ...problems, [name]: undefined });
      },
      error: problem === undefined ? undefined : t(`problem.${problem.code}`, { ...problem.values }),
    };
  };
  return (
    <SignInFrame title={t('setup.title')} lead={t('setup.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" mt="lg">
          <div role="alert">
            {create.error === null ? null : <Banner kind="error">{failureText(create.error)}</Banner>}
          </div>
          <TextInput
            {...field('code')}
            size="sm"
            label={t('setup.code')}
            description={t('setup.codeHint')}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            ref={firstFocus}
            required
          />
          <TextInput
            {...field('login')}
            size="sm"
            label={t('setup.login')}
            description={t('setup.loginHint')}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <TextInput {...field('name')} size="sm" label={t('setup.name')} autoComplete="name" />
          <PasswordInput
            {...field('password')}
            label={t('setup.password')}
            description={t('setup.passwordHint', { min: limits.passwordMinLength })}
            autoComplete="new-password"
            required
          />
          <PasswordInput {...field('repeat')} label={t('setup.repeat')} autoComplete="new-password" required />
          <Button type="submit" size="sm" mt="xs" loading={create.isPending}>
            {t('setup.submit')}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
