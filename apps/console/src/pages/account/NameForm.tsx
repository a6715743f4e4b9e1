import { routes, type Session } from '@binnacle/api';
import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { sessionQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { tell } from '../../ui/tell.tsx';
import classes from './AccountForm.module.css';

/** The name that others see beside the login. */
export function NameForm({ session }: { readonly session: Session }): ReactElement {
  const { t } = useTranslation('people');
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const [name, setName] = useState(session.user.name);
  const saving = useMutation({
    mutationFn: () => call(routes.putAccount, { body: { name: name.trim() } }),
    onSuccess: (next) => {
      queryClient.setQueryData(sessionQuery.queryKey, next);
      tell(t('account.name.saved'));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={submit} className={classes['form']}>
      <Stack gap="sm" align="flex-start">
        <TextInput
          className={classes['field']}
          size="sm"
          label={t('account.name.label')}
          name="name"
          autoComplete="name"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div role="alert">
          {saving.error === null ? null : <Banner kind="error">{failureText(saving.error)}</Banner>}
        </div>
        <Button type="submit" variant="default" loading={saving.isPending} disabled={name.trim() === session.user.name}>
          {t('account.name.submit')}
        </Button>
      </Stack>
    </form>
  );
}
