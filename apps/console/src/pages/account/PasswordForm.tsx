import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, routes, type Session } from '@binnacle/api';
import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../request/call.ts';
import { RequestFailure } from '../../request/failure.ts';
import { sessionQuery, sessionsQuery } from '../../request/queries.ts';
import { useFailureText } from '../../request/useFailureText.ts';
import { Banner } from '../../ui/Banner.tsx';
import { tell } from '../../ui/tell.tsx';
import { checkPassword, type FieldProblem } from '../sign-in/new-owner.ts';
import classes from './AccountForm.module.css';

const LIMITS = { passwordMinLength: PASSWORD_MIN_LENGTH, passwordMaxLength: PASSWORD_MAX_LENGTH };

/** The present password, and the new one twice. Who has none yet sets their first. */
export function PasswordForm({ session }: { readonly session: Session }): ReactElement {
  const { t } = useTranslation(['people', 'signIn']);
  const queryClient = useQueryClient();
  const failureText = useFailureText();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const changing = useMutation({
    mutationFn: () => call(routes.putPassword, { body: { current, next } }),
    onSuccess: async () => {
      setCurrent('');
      setNext('');
      setRepeat('');
      setTried(false);
      tell(t('account.password.changed'));
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const problem = checkPassword(next, LIMITS);
  const differs: FieldProblem | undefined = repeat === next ? undefined : { code: 'repeatDiffers' };
  const words = (it: FieldProblem | undefined): string | undefined =>
    tried && it !== undefined ? t(`signIn:problem.${it.code}`, { ...it.values }) : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem === undefined && differs === undefined) changing.mutate();
  };
  const isWrong = changing.error instanceof RequestFailure && changing.error.code === 'wrong_credentials';
  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      <Stack gap="sm" align="flex-start">
        {session.hasPassword ? (
          <PasswordInput
            className={classes['field']}
            label={t('account.password.current')}
            name="current"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={isWrong ? t('account.password.wrong') : undefined}
          />
        ) : null}
        <PasswordInput
          className={classes['field']}
          label={t('account.password.next')}
          description={t('signIn:setup.passwordHint', { min: PASSWORD_MIN_LENGTH })}
          name="next"
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          error={words(problem)}
        />
        <PasswordInput
          className={classes['field']}
          label={t('account.password.repeat')}
          name="repeat"
          autoComplete="new-password"
          value={repeat}
          onChange={(event) => setRepeat(event.currentTarget.value)}
          error={words(differs)}
        />
        <div role="alert">
          {changing.error === null || isWrong ? null : <Banner kind="error">{failureText(changing.error)}</Banner>}
        </div>
        <Button type="submit" variant="default" loading={changing.isPending}>
          {t('account.password.submit')}
        </Button>
      </Stack>
    </form>
  );
}
