import { Button, Divider } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { safeNext } from '../../app/sign-in-search.ts';

interface OtherServiceProps {
  readonly label: string;
  readonly startPath: string;
  readonly next: string | undefined;
}

/** The button that signs in through the OpenID provider. A plain link: the way there is a redirect of the server. */
export function OtherService({ label, startPath, next }: OtherServiceProps): ReactElement {
  const { t } = useTranslation('signIn');
  return (
    <>
      <Divider my="md" label={t('logIn.or')} />
      <Button
        size="sm"
        variant="default"
        fullWidth
        component="a"
        href={`${startPath}?next=${encodeURIComponent(safeNext(next))}`}
      >
        {label}
      </Button>
    </>
  );
}
