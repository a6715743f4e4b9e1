import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sharingQuery } from '../../request/queries.ts';
import { useMayEdit } from '../../request/useMayEdit.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { EmbedOrigins } from './EmbedOrigins.tsx';
import { Shares } from './Shares.tsx';

/** Links that people without an account have, and the sites that may embed panels. */
export function SharingPage(): ReactElement {
  const { t } = useTranslation('sharing');
  usePageTitle(t('title'));
  const mayEdit = useMayEdit();
  const { data: sharing } = useQuery(sharingQuery);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {mayEdit ? (
        <>
          {sharing?.publicLinks === false ? <Banner kind="info">{t('public.not.off')}</Banner> : null}
          <Shares />
          <EmbedOrigins />
        </>
      ) : (
        <Notice title={t('notAllowed.title')}>{t('notAllowed.advice')}</Notice>
      )}
    </>
  );
}
