import type { ObjectSummary } from '@binnacle/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { EventsTable } from '../../objects/EventsTable.tsx';
import { PendingAnswer } from '../../request/PendingAnswer.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { objectEventsQuery } from './object-queries.ts';

const route = getRouteApi('/shell/objects/$uid');
const REFRESH_MS = 10_000;

/** Events of the object and of what it owns. */
export function ObjectEvents({ it }: { readonly it: ObjectSummary }): ReactElement {
  const { t } = useTranslation(['objects', 'common']);
  const { cluster } = route.useSearch();
  const { data, error, refetch, fetchNextPage } = useInfiniteQuery({
    ...objectEventsQuery(it.uid, cluster),
    refetchInterval: REFRESH_MS,
  });
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  if (data === undefined) {
    return <PendingAnswer rows={4} failed={t('eventsFailed')} error={error} onRetry={refetch} />;
  }
  const total = data.pages[0]!.total;
  return total === 0 ? (
    <Notice title={t('noEvents.title')}>{t('noEvents.advice')}</Notice>
  ) : (
    <EventsTable events={data.pages.flatMap((page) => page.events)} total={total} about="one" onNearEnd={more} />
  );
}
