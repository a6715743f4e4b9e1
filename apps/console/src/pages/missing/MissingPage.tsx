import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';

/** No page has this address. */
export function MissingPage(): ReactElement {
  const { t } = useTranslation('common');
  usePageTitle(t('missing.title'));
  const home = (
    <Button component={Link} to="/scenes">
      {t('missing.home')}
    </Button>
  );
  return (
    <Notice title={t('missing.title')} level={1} action={home}>
      {t('missing.advice')}
    </Notice>
  );
}
