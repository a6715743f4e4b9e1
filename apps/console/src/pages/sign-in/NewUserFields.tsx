import { PasswordInput, TextInput } from '@mantine/core';
import type { ReactElement, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewUser } from './new-owner.ts';
import type { FieldProps } from './useFields.ts';

interface NewUserFieldsProps {
  readonly field: (name: keyof NewUser) => FieldProps;
  readonly passwordMinLength: number;
  /** Of the login, where it is the first field of its form. */
  readonly loginRef?: Ref<HTMLInputElement>;
}

/** Login, name, password and the password again. */
export function NewUserFields({ field, passwordMinLength, loginRef }: NewUserFieldsProps): ReactElement {
  const { t } = useTranslation('signIn');
  return (
    <>
      <TextInput
        {...field('login')}
        size="sm"
        label={t('setup.login')}
        description={t('setup.loginHint')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...(loginRef === undefined ? {} : { ref: loginRef })}
        required
      />
      <TextInput {...field('name')} size="sm" label={t('setup.name')} autoComplete="name" />
      <PasswordInput
        {...field('password')}
        label={t('setup.password')}
        description={t('setup.passwordHint', { min: passwordMinLength })}
        autoComplete="new-password"
        required
      />
      <PasswordInput {...field('repeat')} label={t('setup.repeat')} autoComplete="new-password" required />
    </>
  );
}
