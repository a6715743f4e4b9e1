import { routes } from '@binnacle/api';
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { signInWaysQuery } from '../../request/queries.ts';
import { RequestFailure } from '../../request/failure.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { useCountdown } from '../../ui/useCountdown.ts';
import { Banner } from '../../ui/Banner.tsx';
import { useFirstFocus } from '../../ui/useFirstFocus.ts';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { OtherService } from './OtherService.tsx';
import { SignInFrame } from './SignInFrame.tsx';
import { useEnter } from './useEnter.ts';

const route = getRouteApi('/login');

/** Login and password; afterwards back to where the reader was or wanted to go. */
export function LoginPage(): ReactElement {
  const { t } = useTranslation('signIn');
  usePageTitle(t('logIn.title'));
  const { next, expired, problem: oidcProblem } = route.useSearch();
  const { data: ways } = useQuery(signInWaysQuery);
  const enter = useEnter();
  const failureText = useFailureText();
  const firstFocus = useFirstFocus();
  const [wait, startWait] = useCountdown();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => call(routes.postSession, { body: { login: login.trim(), password } }),
    onSuccess: (session) => enter(session, next),
    onError: (error) => {
      setPassword('');
      if (error instanceof RequestFailure && error.code === 'too_many_attempts')
        startWait(error.retryAfterSeconds ?? 30);
    },
  });
  const throttled = signIn.error instanceof RequestFailure && signIn.error.code === 'too_many_attempts';
  const problem = throttled
    ? wait > 0 && t('logIn.throttled', { count: wait })
    : signIn.error === null
      ? oidcProblem && t(`logIn.oidcProblem.${oidcProblem}`)
      : failureText(signIn.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (login.trim() !== '' && password !== '' && wait === 0) signIn.mutate();
  };
  return (
    <SignInFrame title={t('logIn.title')} lead={expired === true ? t('logIn.expired') : undefined}>
      <form onSubmit={submit}>
        <Stack gap="sm" mt="lg">
          {/* Always there, so that screen readers announce what appears in it; a changing countdown is not announced. */}
          <div role="alert" aria-live={throttled ? 'off' : 'assertive'}>
            {problem ? <Banner kind="error">{problem}</Banner> : null}
          </div>
          <TextInput
            size="sm"
            label={t('logIn.login')}
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            ref={firstFocus}
            required
            withAsterisk={false}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('logIn.password')}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" mt="xs" loading={signIn.isPending} disabled={wait > 0}>
            {t('logIn.submit')}
          </Button>
        </Stack>
      </form>
      {ways?.oidc ? <OtherService {...ways.oidc} next={next} /> : null}
    </SignInFrame>
  );
}
