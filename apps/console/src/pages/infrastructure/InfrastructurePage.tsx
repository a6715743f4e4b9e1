import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconTopologyStar3 } from '@tabler/icons-react';
import { type ReactElement, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/useLanguage.ts';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { ListCount } from '../../ui/ListCount.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { usePageTitle } from '../../ui/usePageTitle.ts';
import { objectsPagesQuery, objectsSummaryQuery } from './list-queries.ts';
import { ObjectsTable } from './ObjectsTable.tsx';
import { ObjectsToolbar } from './ObjectsToolbar.tsx';
import { isNarrowed, NO_FILTERS, type InfrastructureSearch } from './search.ts';
import { TabBar } from './TabBar.tsx';
import { FIRST_TAB, isTab, type Tab } from './tabs.ts';

const route = getRouteApi('/shell/infrastructure/$tab');
const REFRESH_MS = 15_000;

/** Hosts, containers, and the objects of clusters, a list for each. */
export function InfrastructurePage(): ReactElement {
  const { t } = useTranslation('infrastructure');
  const params = route.useParams();
  const tab = isTab(params.tab) ? params.tab : FIRST_TAB;
  usePageTitle(`${t('title')}: ${t(`tabs.${tab}`)}`);
  const { data: summary } = useQuery({ ...objectsSummaryQuery, refetchInterval: REFRESH_MS });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <TabBar tab={tab} summary={summary} />
      {summary?.kinds.length === 0 ? <NothingYet /> : <ObjectsList tab={tab} key={tab} />}
    </>
  );
}

function ObjectsList({ tab }: { readonly tab: Tab }): ReactElement {
  const { t } = useTranslation(['infrastructure', 'common']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch, fetchNextPage } = useInfiniteQuery({
    ...objectsPagesQuery(tab, search),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const refine = useCallback(
    (change: Partial<InfrastructureSearch>): void => {
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
    },
    [navigate],
  );
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  if (data === undefined) {
    return <PendingAnswer rows={8} failed={t('failed')} error={error} onRetry={refetch} />;
  }
  const [first] = data.pages;
  return (
    <>
      <ObjectsToolbar tab={tab} facets={first!.facets} search={search} onRefine={refine} />
      {first!.total > 0 ? (
        <>
          <Count total={first!.total} />
          <ObjectsTable
            tab={tab}
            pages={data.pages.map((page) => page.objects)}
            total={first!.total}
            search={search}
            manyClusters={(first!.facets.cluster ?? []).length > 1}
            onRefine={refine}
            onNearEnd={more}
          />
        </>
      ) : isNarrowed(search) ? (
        <Notice
          title={t('nothingFits.title')}
          action={
            <Button variant="default" onClick={() => refine(NO_FILTERS)}>
              {t('nothingFits.clear')}
            </Button>
          }
        />
      ) : (
        <Notice title={t(`none.${tab}.title`)}>{t(`none.${tab}.advice`)}</Notice>
      )}
    </>
  );
}

function Count({ total }: { readonly total: number }): ReactElement {
  const { t } = useTranslation('infrastructure');
  const language = useLanguage();
  return <ListCount>{t('count', { count: total, formatted: total.toLocaleString(language) })}</ListCount>;
}

/** No agent has sent anything: what to do about it. */
function NothingYet(): ReactElement {
  const { t } = useTranslation('infrastructure');
  return (
    <Notice
      title={t('nothingYet.title')}
      icon={<IconTopologyStar3 size={40} stroke={1.25} />}
      action={
        <Button component={Link} to="/tokens">
          {t('nothingYet.toTokens')}
        </Button>
      }
    >
      {t('nothingYet.advice')}
    </Notice>
  );
}
