import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';

export function TargetsPage(): ReactElement {
  const { t } = useTranslation('targets');
  usePageTitle(t('title'));
  return <PageHeader title={t('title')} />;
}
