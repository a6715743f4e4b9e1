import { routes } from '@binnacle/api';
import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { setupQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { useFirstFocus } from '../../ui/useFirstFocus.ts';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { checkNewOwner, type NewOwner } from './new-owner.ts';
import { NewUserFields } from './NewUserFields.tsx';
import { SignInFrame } from './SignInFrame.tsx';
import { useEnter } from './useEnter.ts';
import { useFields } from './useFields.ts';

const EMPTY: NewOwner = { code: '', login: '', name: '', password: '', repeat: '' };

/** The first visit: whoever has the code from the server's terminal becomes its owner. */
export function SetupPage(): ReactElement {
  const { t } = useTranslation('signIn');
  usePageTitle(t('setup.title'));
  const { data: limits } = useSuspenseQuery(setupQuery);
  const enter = useEnter();
  const failureText = useFailureText();
  const firstFocus = useFirstFocus();
  const create = useMutation({
    mutationFn: ({ code, login, name, password }: NewOwner) =>
      call(routes.postSetup, { body: { code: code.trim(), login: login.trim(), password, name: name.trim() } }),
    onSuccess: (session) => enter(session, undefined),
  });
  const { field, submit } = useFields(
    EMPTY,
    (owner) => checkNewOwner(owner, limits),
    (owner) => create.mutate(owner),
  );
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
          <NewUserFields field={field} passwordMinLength={limits.passwordMinLength} />
          <Button type="submit" size="sm" mt="xs" loading={create.isPending}>
            {t('setup.submit')}
          </Button>
        </Stack>
      </form>
    </SignInFrame>
  );
}
