import { Button, Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQuery } from '../../request/queries.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { useMayAdminister } from '../../request/useMayEdit.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { AuditTable } from './AuditTable.tsx';
import { AUDIT_GROUPS, type AuditSearch } from './search.ts';

const route = getRouteApi('/shell/audit');

/** Who changed what in the workspace. */
export function AuditPage(): ReactElement {
  const { t } = useTranslation(['people', 'common']);
  usePageTitle(t('audit.title'));
  const mayAdminister = useMayAdminister();
  return (
    <>
      <PageHeader title={t('audit.title')} lead={t('audit.lead')} />
      {mayAdminister ? <Audit /> : <Notice title={t('audit.notAllowed.title')}>{t('audit.notAllowed.advice')}</Notice>}
    </>
  );
}

function Audit(): ReactElement {
  const { t } = useTranslation(['people', 'common']);
  const search = route.useSearch();
  const navigate = useNavigate();
  const refine = (change: Partial<AuditSearch>): void =>
    void navigate({ to: '/audit', search: { ...search, ...change }, replace: true });
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(search));
  const entries = data?.pages.flatMap((page) => page.entries);
  return (
    <>
      <Toolbar>
        <SearchField
          label={t('audit.actor')}
          clearLabel={t('common:clearSearch')}
          value={search.actor}
          onChange={(actor) => refine({ actor })}
        />
        <Select
          aria-label={t('audit.action')}
          allowDeselect={false}
          value={search.action === '' ? 'all' : search.action}
          onChange={(value) => refine({ action: AUDIT_GROUPS.find((it) => it === value) ?? '' })}
          data={[
            { value: 'all', label: t('audit.all') },
            ...AUDIT_GROUPS.map((it) => ({ value: it, label: t(`audit.group.${it}`) })),
          ]}
        />
      </Toolbar>
      {entries === undefined ? (
        <PendingAnswer rows={8} failed={t('audit.failed')} error={error} onRetry={refetch} />
      ) : entries.length === 0 ? (
        <Notice title={t('audit.empty.title')}>{t('audit.empty.advice')}</Notice>
      ) : (
        <>
          <AuditTable entries={entries} />
          {hasNextPage ? (
            <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('audit.more')}
            </Button>
          ) : null}
        </>
      )}
    </>
  );
}
